package meeting

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Life is what a consultation's page says of how it came here and what may become of it.
type Life struct {
	Refused     *Refused
	Wishes      []consultation.Wished
	Changes     []consultation.Change // since the office looked
	Calls       []consultation.Call
	CallResults []string
	Supplied    consultation.Reliability // of the two companies, for the office
	Bought      consultation.Reliability
	Round       int // of counter-offers
	Rounds      int
	InVain      []consultation.Proposal // times that were proposed for an offered request and not agreed to
	Similar     []SlotChoice            // other times of the company, when this one is over
	Catalog     []catalog.Hit
}

// Refused says of a move that was not legal which state it met, and what may be done instead.
type Refused struct {
	State consultation.State
	Legal []string // moves
}

// life fills it.
func (h *Handlers) life(r *http.Request, body *Page) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	var err error
	if body.Wishes, err = h.service.Wishes(ctx, body.Consultation); err != nil {
		return err
	}
	body.Rounds, body.CallResults = h.service.Settings().Rounds, consultation.CallResults
	if body.State == consultation.Offered {
		if body.Round, err = h.service.Rounds(ctx, body.ID); err != nil {
			return err
		}
		if body.InVain, err = h.service.InVain(ctx, body.ID); err != nil {
			return err
		}
		if body.Round >= body.Rounds { // now the office calls
			delete(body.May, string(consultation.MovePropose))
		}
	}
	if body.Side == consultation.Office {
		if err := h.lifeForOffice(ctx, v, body); err != nil {
			return err
		}
	}
	if body.May[string(consultation.MoveAmend)] || body.May[string(consultation.MoveResubmit)] {
		company, err := h.catalog.Company(ctx, body.Supplier.Slug)
		if err != nil && !problem.Is(err, problem.NotFound) {
			return err
		}
		if body.Catalog, err = h.offered(ctx, company, body.Consultation.Products); err != nil {
			return err
		}
		if body.Pairs, err = h.Pairs(ctx); err != nil {
			return err
		}
	}
	switch body.State {
	case consultation.Expired, consultation.Declined, consultation.Withdrawn, consultation.Cancelled, consultation.Missed, consultation.Failed:
		if body.Side != consultation.Buyer && (body.Side != consultation.Office || body.State != consultation.Failed) {
			return nil // nobody else can book there
		}
		return h.similar(r, body)
	default:
		return nil
	}
}

func (h *Handlers) lifeForOffice(ctx context.Context, v account.Viewer, body *Page) (err error) {
	phones, err := h.service.Phones(ctx, body.SupplierCompany, body.BuyerCompany)
	if err != nil {
		return err
	}
	body.SupplierPhone, body.BuyerPhone = phones[body.SupplierCompany], phones[body.BuyerCompany]
	if body.Changes, err = h.service.Changes(ctx, v, body.Consultation); err != nil {
		return err
	}
	if body.Calls, err = h.service.Calls(ctx, v, body.ID); err != nil {
		return err
	}
	counted, err := h.service.Reliability(ctx, v, body.SupplierCompany, body.BuyerCompany)
	body.Supplied, body.Bought = counted[body.SupplierCompany], counted[body.BuyerCompany]
	return err
}

// similar are the free times of the company nearest to the one that is gone.
func (h *Handlers) similar(r *http.Request, body *Page) error {
	want := body.StartsAt
	if now := h.service.Now(); want.Before(now) {
		want = now
	}
	near, err := h.schedule.Nearest(r.Context(), schedule.SlotQuery{Company: body.SupplierCompany, Length: body.Length(), Demand: body.Demand(), Buyer: body.BuyerUser, Guest: body.GuestZone()}, want, consultation.Alternatives)
	if err != nil {
		return err
	}
	zone, err := schedule.LoadZone(body.Zone)
	if err != nil {
		return err
	}
	body.Similar = choices(near, page.ZoneOf(r.Context()), zone, time.Time{})
	return nil
}

// remind keeps on the page what a refused form had chosen, and says what may be done instead.
func (h *Handlers) remind(body *Page, refusal error) {
	if p, ok := errors.AsType[*problem.Error](refusal); ok && p.State != "" {
		body.Refused = &Refused{body.State, slices.Sorted(maps.Keys(body.May))}
	}
	KeepChoice(body.Typed.Start, body.Slots, body.Similar)
}

// KeepChoice marks the time that a refused form had chosen, wherever it is still offered.
func KeepChoice(start string, lists ...[]SlotChoice) {
	for _, slots := range lists {
		for i := range slots {
			slots[i].Checked = slots[i].Value == start
		}
	}
}

// ownProducts refuses products that are not the supplier's, where a form names any.
func (h *Handlers) ownProducts(ctx context.Context, v account.Viewer, move, number string, products []string) error {
	if move != "resubmit" && move != "amend" {
		return nil
	}
	c, err := h.service.ByNumber(ctx, v, number)
	if err != nil || c.Side(v) != c.RequestedSide {
		return err
	}
	company, err := h.accounts.Company(ctx, c.SupplierCompany)
	if err != nil {
		return err
	}
	return h.belong(ctx, company.Slug, products, c.Products)
}

// offered are products of a company for a form that lets people choose among them: those that are chosen, and its newest.
func (h *Handlers) offered(ctx context.Context, company catalog.Company, chosen []string) (catalog.Hits, error) {
	beyond := slices.DeleteFunc(slices.Clone(chosen), func(sku string) bool {
		return slices.ContainsFunc(company.Products, func(p catalog.Hit) bool { return p.SKU == sku })
	})
	first, err := h.catalog.Cards(ctx, beyond)
	first = slices.DeleteFunc(first, func(p catalog.Hit) bool { return p.Maker.Slug != company.Slug })
	return append(first, company.Products...), err
}

// belong refuses products that a company does not show, but for those that stand in the request already. One that has left
// the catalog shows none.
func (h *Handlers) belong(ctx context.Context, slug string, products, before []string) error {
	known, err := h.catalog.Cards(ctx, products)
	if err != nil {
		return err
	}
	for _, sku := range products {
		if !slices.Contains(before, sku) && !slices.ContainsFunc(known, func(p catalog.Hit) bool { return p.SKU == sku && p.Maker.Slug == slug }) {
			return problem.InvalidFields(problem.Field{Name: "products", Code: "products_foreign"})
		}
	}
	return nil
}

// retryAfter tells programs and proxies when a refused form may be sent again.
func retryAfter(w http.ResponseWriter, refusal error) {
	if p, ok := errors.AsType[*problem.Error](refusal); ok && p.RetryAfter > 0 {
		w.Header().Set("Retry-After", page.Seconds(p.RetryAfter))
	}
}
