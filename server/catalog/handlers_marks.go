package catalog

import (
	"context"
	"errors"
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
)

// Known answers which products the viewer of the context has in some place, by SKU.
type Known func(ctx context.Context) (map[string]bool, error)

func nothingKnown(context.Context) (map[string]bool, error) { return nil, nil }

// MarkSaved has cards and pages say what the viewer has put aside. Call it before serving.
func (h *Handlers) MarkSaved(saved Known) { h.saved = saved }

// MarkAsked has them say what lies in the viewer's basket. Call it before serving.
func (h *Handlers) MarkAsked(basket Known) { h.basket = basket }

// Basketed is what a viewer can do about asking for a product.
type Basketed string

// The answers; "" is that the viewer does not buy.
const (
	BasketAdd Basketed = "add"   // it can be put into the basket
	BasketHas Basketed = "there" // it lies there
)

// marks are what cards say of the viewer's own doings.
type marks struct {
	saved, basket map[string]bool
	buys          bool
}

func (h *Handlers) marks(ctx context.Context) (m marks, err error) {
	v := account.ViewerFrom(ctx)
	if m.saved, err = h.saved(ctx); err != nil {
		return m, err
	}
	if m.buys = !v.SignedIn() || v.Is(account.Buyer); m.buys {
		m.basket, err = h.basket(ctx)
	}
	return m, err
}

func (m marks) ask(sku string) Basketed {
	switch {
	case !m.buys:
		return ""
	case m.basket[sku]:
		return BasketHas
	}
	return BasketAdd
}

// ShowHits gives each card the one free time that suits the viewer, the maker's city in the page's language, who vouches
// for the maker, and whether it is put aside or lies in the basket.
func (h *Handlers) ShowHits(r *http.Request, hits []Hit) error { return h.showHits(r, hits) }

// showHits also says how far the others are known, in the one look that it takes.
func (h *Handlers) showHits(r *http.Request, hits []Hit, others ...*Maker) error {
	if len(hits)+len(others) == 0 {
		return nil
	}
	lang := page.FrameFrom(r.Context()).Lang
	m, err := h.marks(r.Context())
	if err := errors.Join(err, h.svc.vouch(r.Context(), append(makersOf(hits), others...))); err != nil {
		return err
	}
	for i := range hits {
		hits[i].Saved, hits[i].Ask = m.saved[hits[i].SKU], m.ask(hits[i].SKU)
		hits[i].Hours = hits[i].Hours.Suiting(zone(r), 1)
		cityOf(h.pages.Texts(), lang, &hits[i].Maker)
	}
	return nil
}

// showCards does the same for companies.
func (h *Handlers) showCards(r *http.Request, cards []CompanyCard) error {
	lang := page.FrameFrom(r.Context()).Lang
	for i := range cards {
		cards[i].Hours = cards[i].Hours.Suiting(zone(r), 1)
		cards[i].City = account.CityName(h.pages.Texts(), lang, cards[i].City)
	}
	return h.svc.vouchCards(r.Context(), cards)
}
