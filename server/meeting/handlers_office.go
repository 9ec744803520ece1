package meeting

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// officePart fills in what only the office sees of a consultation: the fit check, who could interpret and why others
// cannot, hand-over notes.
func (h *Handlers) officePart(r *http.Request, body *Page) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	known, err := h.background(ctx, v, []consultation.Item{{Consultation: body.Consultation}})
	if err != nil {
		return err
	}
	body.Notes = noteLines(known.notes[body.ID], known.authors)
	body.Templates, body.BuyerLang = h.templates(), langOf(known.People[body.BuyerUser])
	body.Barred = account.May(v, account.ApproveConsultation, body.Object())
	if body.Tied, err = h.accounts.TiedTo(ctx, body.SupplierCompany, body.BuyerCompany); err != nil {
		return err
	}
	if body.Pending() {
		lines := h.fitLines(ctx, known.Assess(body.Consultation))
		body.Fit = &lines
		rule, err := h.service.RuleOf(ctx, body.Consultation)
		if err != nil {
			return err
		}
		body.Rule = &rule
	}
	if body.State == consultation.Offered && body.Counterpart() == consultation.Supplier {
		body.Members, err = h.service.Hosts(ctx, body.Consultation, account.UserID{})
	}
	return err
}

// explain says in sentences who is in the way of what an officer wanted: "Dodam is at SW-2026-0039 until 16:25". Nobody else
// is told of other people's meetings.
func (h *Handlers) explain(r *http.Request, c consultation.Consultation, form url.Values, refusal error) ([]string, error) {
	ctx := r.Context()
	if c.Side(account.ViewerFrom(ctx)) != consultation.Office || !problem.Is(refusal, problem.Conflict) {
		return nil, nil
	}
	var clashes []consultation.Clash
	var err error
	switch r.PathValue("move") {
	case "move", "suggest":
		start, wrong := parseStart(form.Get("at"))
		if wrong != nil {
			return nil, nil
		}
		clashes, err = h.service.Clashes(ctx, c, start)
	case "assign":
		var all map[consultation.ID]map[account.UserID]consultation.Clash
		if all, err = h.service.Taken(ctx, c); err == nil {
			if clash, taken := all[c.ID][userOf(form.Get("interpreter"))]; taken {
				clashes = []consultation.Clash{clash}
			}
		}
	}
	if err != nil {
		return nil, err
	}
	return h.clashSentences(r, clashes)
}

func (h *Handlers) clashSentences(r *http.Request, clashes []consultation.Clash) ([]string, error) {
	ctx, frame := r.Context(), page.FrameFrom(r.Context())
	var people []account.UserID
	var companies []account.CompanyID
	for _, c := range clashes {
		people, companies = append(people, c.Owner), append(companies, account.CompanyID(c.Owner))
	}
	users, err := h.accounts.Users(ctx, people)
	if err != nil {
		return nil, err
	}
	firms, err := h.accounts.Companies(ctx, companies)
	if err != nil {
		return nil, err
	}
	texts := h.pages.Texts()
	var said []string
	for _, c := range clashes {
		name := users[c.Owner].Name
		if c.Role == string(consultation.Supplier) {
			name = consultation.CompanyIn(firms[account.CompanyID(c.Owner)], frame.Lang)
		}
		key := "desk.clash_meets"
		if c.Number == "" {
			key = "desk.clash_absent"
		}
		until := c.Until.In(zoneOf(r))
		line := texts.T(frame.Lang, key, "Name", name, "Number", c.Number, "Until", texts.Hour(frame.Lang, until)+" "+frame.City)
		if !slices.Contains(said, line) {
			said = append(said, line)
		}
	}
	return said, nil
}
