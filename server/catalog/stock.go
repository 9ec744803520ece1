package catalog

import (
	"context"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// Lot is new products of one company.
type Lot struct {
	Company  account.CompanyID
	Products []Product
}

// Stock puts new products of many companies in one transaction, for an office that is filled for the first time. It leaves
// what PutProducts would, some ten times faster. A SKU that is there already is a Conflict, and nothing is written.
func (s *Service) Stock(ctx context.Context, lots []Lot) error {
	defer s.shelf.stale()
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		now := s.now()
		var puts []put
		for _, lot := range lots {
			some, err := ready(ctx, tx, lot.Company, lot.Products, now)
			if err != nil {
				return err
			}
			puts = append(puts, some...)
		}
		if err := allowTime(ctx, tx); err != nil {
			return err
		}
		return copyProducts(ctx, tx, puts, now)
	})
}

// Unindex begins a filling with very many products in an office that nobody visits yet: the indexes of words go, since building
// them once costs far less than adding to them lot by lot. Until Settle or Index searches read every product.
func (s *Service) Unindex(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return dropWordIndexes(ctx, tx) })
}

// Index builds the indexes of words where a filling that was broken off has left none; otherwise it costs nothing.
func (s *Service) Index(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := allowTime(ctx, tx); err != nil {
			return err
		}
		return createWordIndexes(ctx, tx)
	})
}

// Settle ends a filling: the lots that were put are found as fast from then on as they ever will be.
func (s *Service) Settle(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := allowTime(ctx, tx); err != nil {
			return err
		}
		if err := createWordIndexes(ctx, tx); err != nil {
			return err
		}
		return settle(ctx, tx)
	})
}

// Stocked are those of the companies that have a product, published or not.
func (s *Service) Stocked(ctx context.Context, companies []account.CompanyID) (map[account.CompanyID]bool, error) {
	return findStocked(ctx, s.db, companies)
}
