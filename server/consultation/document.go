package consultation

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/catalog"
)

// mostShown is how many products of a supplier can be shown in a room, besides those that the consultation is about.
const mostShown = 60

// exhibits are the products that can be shown in the room of a consultation, as the viewer may see them: those that it is about first, then the
// supplier's others. Who may be in the room is the caller's to ask.
func (h *Handlers) exhibits(ctx context.Context, c Consultation) ([]catalog.Product, error) {
	supplier, err := h.accounts.Company(ctx, c.SupplierCompany)
	if err != nil {
		return nil, err
	}
	shown, err := h.catalog.Shown(ctx, "", c.Products, len(c.Products))
	if err != nil {
		return nil, err
	}
	place := func(p catalog.Product) int { return slices.Index(c.Products, p.SKU) }
	slices.SortFunc(shown, func(a, b catalog.Product) int { return place(a) - place(b) })
	others, err := h.catalog.Shown(ctx, supplier.Slug, nil, mostShown)
	if err != nil {
		return nil, err
	}
	return append(shown, slices.DeleteFunc(others, func(p catalog.Product) bool { return place(p) >= 0 })...), nil
}
