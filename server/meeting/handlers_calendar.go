package meeting

import (
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
)

// InviteFile is an agreed meeting for a calendar program: GET /{lang}/consultations/{number}/invite.ics.
func (h *Handlers) InviteFile(w http.ResponseWriter, r *http.Request) error {
	number := r.PathValue("number")
	file, err := h.service.InviteFile(r.Context(), account.ViewerFrom(r.Context()), number, page.LangOf(r.Context()), h.pages.Texts())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+number+`.ics"`)
	_, err = w.Write(file)
	return err
}

// calendar leads from the page of a confirmed meeting to the viewer's own calendar.
func (h *Handlers) calendar(lang string, body *Page) {
	if body.State != consultation.Confirmed {
		return
	}
	with := page.Pick(lang, body.With()).Text
	if body.Side != consultation.Buyer && body.Side != consultation.Supplier {
		with = page.Pick(lang, body.Supplier.Names()).Text + " – " + page.Pick(lang, body.Buyer.Names()).Text
	}
	title := h.pages.Texts().T(lang, "consultation.mail_summary", "With", with, "Number", body.Number)
	body.Calendar = body.CalendarLinks(title, h.service.Settings().Origin+"/"+lang+"/consultations/"+body.Number)
}

// cannot has the page offer a word to the office to who comes and can no longer cancel.
func (p *Page) cannot(rules consultation.Settings, now time.Time) {
	if len(p.Late) == 0 || rules.MayCancel(p.StartsAt, p.Side, now) {
		return
	}
	p.Cannot, p.OfficePhone = true, rules.Reach().Phone
}
