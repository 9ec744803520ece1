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
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
)

// companies reads each company of a page once, with its city in the page's language.
type companies struct {
	accounts *account.Service
	texts    *locale.Texts
	lang     string
	known    map[account.CompanyID]account.Company
}

func (h *Handlers) companies(ctx context.Context) companies {
	return companies{h.accounts, h.pages.Texts(), page.FrameFrom(ctx).Lang, map[account.CompanyID]account.Company{}}
}

// load reads those of many consultations in one round trip.
func (c companies) load(ctx context.Context, all []consultation.Consultation) error {
	var ids []account.CompanyID
	for _, one := range all {
		ids = append(ids, one.SupplierCompany, one.BuyerCompany)
	}
	found, err := c.accounts.Companies(ctx, ids)
	for id, company := range found {
		company.City = account.CityName(c.texts, c.lang, company.City)
		c.known[id] = company
	}
	return err
}

func (c companies) get(ctx context.Context, id account.CompanyID) (account.Company, error) {
	if found, ok := c.known[id]; ok || id == (account.CompanyID{}) {
		return found, nil
	}
	found, err := c.accounts.Company(ctx, id)
	found.City = account.CityName(c.texts, c.lang, found.City)
	c.known[id] = found
	return found, err
}

// card is a consultation with its companies, as the viewer sees it.
func (h *Handlers) card(ctx context.Context, names companies, v account.Viewer, c consultation.Consultation) (Card, error) {
	supplier, err := names.get(ctx, c.SupplierCompany)
	if err != nil {
		return Card{}, err
	}
	buyer, err := names.get(ctx, c.BuyerCompany)
	if err != nil {
		return Card{}, err
	}
	card := Card{Consultation: c, Side: c.Side(v), Supplier: supplier, Buyer: buyer, Zone: supplier.Zone, City: supplier.City}
	switch card.Side {
	case consultation.Supplier, consultation.Office:
		card.Zone, card.City = buyer.Zone, buyer.City
	case consultation.Interpreter:
		card.apart(zoneIn(ctx).String())
	default:
	}
	card.MyTurn = card.Owner == card.Side && card.Side != consultation.Nobody || card.Owner == consultation.BothSides && card.Side.IsParty() ||
		card.Side == consultation.Interpreter && c.Asks(v.User)
	from, until := h.service.Settings().JoinWindow(c, card.Side)
	now := h.service.Now()
	card.Joinable = card.Side != consultation.Nobody && (c.State == consultation.Confirmed || c.State == consultation.Live) && !now.Before(from) && now.Before(until)
	card.Trial = card.Joinable && c.State == consultation.Confirmed && now.Before(h.service.Settings().Opens(c, card.Side))
	return card, nil
}

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
	names, now := h.companies(r.Context()), h.service.Now()
	if err := names.load(r.Context(), all); err != nil {
		return err
	}
	products, err := h.productNames(r.Context(), all)
	if err != nil {
		return err
	}
	card := func(c consultation.Consultation) (Card, error) {
		card, err := h.card(r.Context(), names, v, c)
		card.Labels = labelled(c, products)
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
	card, err := h.card(ctx, h.companies(ctx), v, c)
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
	h.calendar(lang(r), &body)
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

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
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
	body.Slots, body.Strip, err = h.slotsToMove(r, body.Card, body.Side == consultation.Office)
	return err
}

// products are the products of a consultation with their names; one that is gone from the catalog keeps its number.
func (h *Handlers) products(ctx context.Context, c consultation.Consultation) ([]Labelled, error) {
	names, err := h.catalog.Names(ctx, c.Products)
	return labelled(c, names), err
}

func labelled(c consultation.Consultation, names map[string]catalog.Texts) []Labelled {
	var all []Labelled
	for _, sku := range c.Products {
		all = append(all, Labelled{SKU: sku, Name: names[sku]})
	}
	return all
}
