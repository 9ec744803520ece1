package consultation

import (
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
)

// InviteFile is an agreed meeting for a calendar program: GET /{lang}/consultations/{number}/invite.ics.
func (h *Handlers) InviteFile(w http.ResponseWriter, r *http.Request) error {
	number := r.PathValue("number")
	file, err := h.service.InviteFile(r.Context(), account.ViewerFrom(r.Context()), number, lang(r), h.pages.Texts())
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
	if body.State != Confirmed {
		return
	}
	with := page.Pick(lang, body.With()).Text
	if body.Side != Buyer && body.Side != Supplier {
		with = page.Pick(lang, body.Supplier.Names()).Text + " – " + page.Pick(lang, body.Buyer.Names()).Text
	}
	title := h.pages.Texts().T(lang, "consultation.mail_summary", "With", with, "Number", body.Number)
	body.Calendar = body.calendarLinks(title, h.service.settings.Origin+"/"+lang+"/consultations/"+body.Number)
}

// cannot has the page offer a word to the office to who comes and can no longer cancel.
func (h *Handlers) cannot(body *Page) {
	if len(body.Late) == 0 || h.service.settings.mayCancel(body.StartsAt, body.Side, h.service.clock()) {
		return
	}
	body.Cannot, body.OfficePhone = true, h.service.settings.OrganizerPhone
}
