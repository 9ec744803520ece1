package meeting

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
)

// ProductPick is how a form names some of a company's products among thousands: by words that find some, below those that are chosen
// already. The button that finds sends the whole form, so that it works without a script and nothing typed is lost.
type ProductPick struct {
	Act  string // where the button sends the form
	Find string // as typed
	Hits catalog.Hits
	More int // that were found and are not shown
}

// actFind is the button's value.
const actFind = "find"

// pickShown is how many products are shown of those that were found.
const pickShown = 12

func (h *Handlers) pickProducts(ctx context.Context, company account.CompanyID, text string, chosen []string) (ProductPick, error) {
	p := ProductPick{Find: text}
	first, err := h.catalog.Cards(ctx, chosen)
	if err != nil {
		return p, err
	}
	p.Hits = slices.DeleteFunc(first, func(hit catalog.Hit) bool { return hit.Maker.ID != company })
	found, more, err := h.catalog.Offered(ctx, company, text, chosen, pickShown)
	p.Hits, p.More = append(p.Hits, found...), more
	return p, err
}
