package inquiry

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/catalog"
)

// MakerPick is how a form names makers among thousands: by words that find some, beside those that are chosen already. The
// button that finds sends the whole form, so that it works without a script and nothing typed is lost.
type MakerPick struct {
	Find   string // as typed
	Found  []catalog.CompanyCard
	More   int // that were found and are not shown
	Chosen []catalog.CompanyCard
}

// ActFind is the button's value.
const ActFind = "find"

// pickShown is how many makers are shown of those that were found.
const pickShown = 12

func (h *Handlers) pick(ctx context.Context, text string, chosen []string) (MakerPick, error) {
	p := MakerPick{Find: text}
	var err error
	if p.Chosen, err = h.service.Catalog.BySlugs(ctx, chosen); err != nil {
		return p, err
	}
	found, err := h.service.Catalog.Named(ctx, text, 1)
	if err != nil {
		return p, err
	}
	others := slices.DeleteFunc(found.Cards, func(c catalog.CompanyCard) bool { return slices.Contains(chosen, c.Slug) })
	p.Found = others[:min(pickShown, len(others))]
	p.More = max(found.Total-len(chosen)-len(p.Found), 0)
	return p, nil
}
