package meeting

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/page"
)

// Mine lists the viewer's consultations: GET /{lang}/consultations.
func (h *Handlers) Mine(w http.ResponseWriter, r *http.Request) error {
	v := account.ViewerFrom(r.Context())
	found, err := h.service.Mine(r.Context(), v)
	if err != nil {
		return err
	}
	turns, err := h.service.Turns(r.Context(), v)
	if err != nil {
		return err
	}
	waiting := map[consultation.ID]consultation.Turn{}
	all := slices.Clone(found)
	for _, t := range turns {
		waiting[t.ID], all = t, append(all, t.Consultation)
	}
	names, now := h.cards(r.Context()), h.service.Now()
	if err := names.Load(r.Context(), all); err != nil {
		return err
	}
	products, err := h.productNames(r.Context(), all)
	if err != nil {
		return err
	}
	card := func(c consultation.Consultation) (Card, error) {
		card, err := names.Of(r.Context(), v, c)
		card.Labels = LabelledOf(c, products)
		return card, err
	}
	body := MinePage{}
	for _, t := range turns { // the nearest deadline first
		card, err := card(t.Consultation)
		if err != nil {
			return err
		}
		card.MyTurn, card.Why, card.Due = true, t.Why, t.Due
		body.Answer = append(body.Answer, card)
	}
	for _, c := range found {
		if _, waits := waiting[c.ID]; waits {
			continue
		}
		card, err := card(c)
		if err != nil {
			return err
		}
		if c.Ahead(now) {
			body.Next = append(body.Next, card)
		} else {
			body.Past = append(body.Past, card)
		}
	}
	slices.Reverse(body.Next) // the soonest first
	if body.Buyers, err = h.brought(r.Context(), v, names, found); err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "consultation/mine", "consultation.mine_title", body)
}

// productNames are the names of all products of consultations, in one query.
func (h *Handlers) productNames(ctx context.Context, all []consultation.Consultation) (map[string]catalog.Texts, error) {
	var skus []string
	for _, c := range all {
		skus = append(skus, c.Products...)
	}
	return h.catalog.Names(ctx, skus)
}

// Waiting counts what is the viewer's turn, for the navigation's badge.
func (h *Handlers) Waiting(ctx context.Context, v account.Viewer) (mine, queue int, err error) {
	return h.service.Waiting(ctx, v)
}

// Page is one consultation: GET /{lang}/consultations/{number}.
func (h *Handlers) Page(w http.ResponseWriter, r *http.Request) error {
	c, err := h.service.ByNumber(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number"))
	if err != nil {
		return err
	}
	body, err := h.page(r, c)
	if err != nil {
		return err
	}
	if _, known := moveForms[r.FormValue("done")]; known || r.FormValue("done") == "request" {
		body.Done = r.FormValue("done")
	}
	return h.pages.Write(w, r, http.StatusOK, "consultation/page", "consultation.page_title", body, "Number", c.Number)
}

// page fills the page of a consultation for the request's viewer.
func (h *Handlers) page(r *http.Request, c consultation.Consultation) (Page, error) {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	card, err := h.cards(ctx).Of(ctx, v, c)
	if err != nil {
		return Page{}, err
	}
	body := Page{Card: card, Steps: steps(c), May: map[string]bool{}, Reasons: consultation.ReasonsOf, Goals: consultation.Goals, Languages: interpreter.Spoken}
	body.Afar = card.Side == consultation.Nobody && !v.Is(account.Operator)
	body.Invites = h.service.MayInvite(v, c) == nil
	body.JoinFrom = h.service.Settings().Opens(c, card.Side)
	body.OpensSoon = body.JoinFrom.Sub(h.service.Now()) < 24*time.Hour
	standings, err := h.service.Trusted(ctx, c.SupplierCompany, c.BuyerCompany)
	if err != nil {
		return Page{}, err
	}
	body.SupplierTrust, body.BuyerTrust = standings[c.SupplierCompany], standings[c.BuyerCompany]
	switch c.Owner {
	case consultation.Supplier:
		body.OwnerName = card.Supplier.Names()
	case consultation.Buyer:
		body.OwnerName = card.Buyer.Names()
	default:
	}
	if body.Proposal, err = h.service.OpenProposal(ctx, c); err != nil {
		return Page{}, err
	}
	body.Deadline = c.Deadline(card.Side, card.MyTurn, body.Proposal, h.service.Now())
	for _, move := range consultation.Timely(h.service.Settings().Legal(c, card.Side, h.service.Now()), body.Proposal != nil) {
		body.May[move] = true
	}
	if body.Products, err = h.products(ctx, c); err != nil {
		return Page{}, err
	}
	if body.Presence, body.Written, err = h.service.Attendance(ctx, c.ID); err != nil {
		return Page{}, err
	}
	if err := h.people(ctx, &body); err != nil {
		return Page{}, err
	}
	h.calendar(page.LangOf(r.Context()), &body)
	if err := h.words(ctx, v, &body); err != nil {
		return Page{}, err
	}
	if err := h.interpretation(ctx, v, &body); err != nil {
		return Page{}, err
	}
	if err := h.life(r, &body); err != nil {
		return Page{}, err
	}
	if err := h.lines(ctx, v, &body); err != nil {
		return Page{}, err
	}
	return body, h.more(r, &body)
}

// people are the names on the page, and those that may be chosen.
func (h *Handlers) people(ctx context.Context, body *Page) error {
	name := func(id account.UserID) (string, error) {
		if id == (account.UserID{}) {
			return "", nil
		}
		u, err := h.accounts.User(ctx, id)
		return u.Name, err
	}
	var err error
	if body.Host, err = name(body.HostUser); err != nil {
		return err
	}
	if body.Guest, err = name(body.BuyerUser); err != nil {
		return err
	}
	if body.InterpreterState != consultation.InterpreterPencilled || body.Side == consultation.Office {
		if body.InterpreterN, err = name(body.InterpreterUser); err != nil {
			return err
		}
	}
	if body.Side != consultation.Nobody { // a desk sees who meets, and no more
		if body.Colleagues, err = h.service.Colleagues(ctx, body.ID); err != nil {
			return err
		}
		body.MayBring = body.TakesColleagues() && account.May(account.ViewerFrom(ctx), account.InviteColleague, body.Object()) == nil
		body.Most = consultation.ColleaguesMost
	}
	if body.Files, err = h.service.Files(ctx, account.ViewerFrom(ctx), body.Consultation); err != nil {
		return err
	}
	if body.Phone, err = h.service.Phone(ctx, body.Consultation, body.Side); err != nil {
		return err
	}
	if body.Side == consultation.Supplier {
		body.Members, err = h.service.Hosts(ctx, body.Consultation, account.ViewerFrom(ctx).User)
	}
	return err
}

// more is what only some viewers see: the log for the office, and times to move to for who may move.
func (h *Handlers) more(r *http.Request, body *Page) error {
	ctx := r.Context()
	var err error
	if body.Behalf, err = h.service.ActedFor(ctx, body.ID); err != nil {
		return err
	}
	if body.Side == consultation.Office {
		if body.Log, err = h.log(ctx, body.ID); err != nil {
			return err
		}
		if err := h.officePart(r, body); err != nil {
			return err
		}
	}
	if !body.movable() || body.Proposal != nil {
		return nil
	}
	body.Slots, body.Strip, err = h.SlotsToMove(r, body.Card, body.Side == consultation.Office)
	return err
}
