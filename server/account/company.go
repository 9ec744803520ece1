package account

import (
	"context"

	"github.com/etradeoffice/portal/server/postgres"
)

// UpdateCompany writes what a company says of itself: names, languages, year and people. Its slug, kind, country and zone
// stay, since others refer to them.
func (s *Service) UpdateCompany(ctx context.Context, tx postgres.Tx, c Company) error {
	if err := c.check(); err != nil {
		return err
	}
	return updateCompany(ctx, tx, c)
}

// UpdateBuyer writes what a buyer says of itself beyond its name: languages, year, people, what it imports and details.
func (s *Service) UpdateBuyer(ctx context.Context, tx postgres.Tx, c Company) error {
	if c.Details == nil {
		c.Details = map[string]string{}
	}
	return updateBuyer(ctx, tx, c)
}
