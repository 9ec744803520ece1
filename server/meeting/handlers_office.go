package meeting

import (
	"context"
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
	known, err := h.fitter.Read(ctx, []consultation.Consultation{body.Consultation})
	if err != nil {
		return err
	}
	if body.Notes, err = h.notes(ctx, v, body.ID); err != nil {
		return err
	}
	body.Templates, body.BuyerLang = h.Templates(), LangOf(known.People[body.BuyerUser])
	if body.May[string(consultation.MoveNeed)] {
		if body.Pairs, err = h.Pairs(ctx); err != nil {
			return err
		}
	}
	body.Barred = account.May(v, account.ApproveConsultation, body.Object())
	if body.Tied, err = h.accounts.TiedTo(ctx, body.SupplierCompany, body.BuyerCompany); err != nil {
		return err
	}
	if body.Pending() {
		lines := FitIn(h.pages.Texts(), page.FrameFrom(ctx).Lang, known.Assess(body.Consultation))
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

// notes are what officers left about a consultation, the newest first.
func (h *Handlers) notes(ctx context.Context, v account.Viewer, id consultation.ID) ([]NoteLine, error) {
	found, err := h.service.Notes(ctx, v, id)
	if err != nil {
		return nil, err
	}
	var authors []account.UserID
	for _, n := range found[id] {
		authors = append(authors, n.Author)
	}
	names, err := h.accounts.Users(ctx, authors)
	return NoteLines(found[id], names), err
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
		until := c.Until.In(page.ZoneOf(r.Context()))
		line := texts.T(frame.Lang, key, "Name", name, "Number", c.Number, "Until", texts.Hour(frame.Lang, until)+" "+frame.City)
		if !slices.Contains(said, line) {
			said = append(said, line)
		}
	}
	return said, nil
}

// fallback fills the officer's words in from the template of the reason, in the language of who gets them.
func (h *Handlers) fallback(ctx context.Context, number string, d *consultation.Decision) error {
	if d.Text != "" || d.Reason == "" {
		return nil
	}
	v := account.ViewerFrom(ctx)
	c, err := h.service.ByNumber(ctx, v, number)
	if err != nil || c.Side(v) != consultation.Office || c.BuyerUser == (account.UserID{}) {
		return err
	}
	buyer, err := h.accounts.User(ctx, c.BuyerUser)
	if err == nil {
		d.Text = h.Templates()[LangOf(buyer)][d.Reason]
	}
	return err
}
