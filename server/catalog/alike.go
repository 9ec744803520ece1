package catalog

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/control"
)

// Alike are the other published suppliers with goods under the HS heading of a product (by SKU; empty: of any of the
// company's), or else of the same hall; those at their desk come first.
func (s *Service) Alike(ctx context.Context, company account.CompanyID, sku string) ([]CompanyCard, error) {
	ids, err := findAlike(ctx, s.db, company, sku)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	alike, err := s.cards(ctx, ids)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(alike, func(a, b CompanyCard) int { return away(a) - away(b) })
	return alike, nil
}

func away(c CompanyCard) int {
	if c.Hours.Presence == control.AtDesk {
		return 0
	}
	return 1
}
