package studio

import (
	"context"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Buyer is a buyer as its own people write it.
func (s *Service) Buyer(ctx context.Context, v account.Viewer, company account.CompanyID) (Firm, error) {
	if err := account.May(v, account.EditVerification, account.Object{Buyer: company}); err != nil {
		return Firm{}, err
	}
	c, err := s.accounts.Company(ctx, company)
	return Firm{Company: c}, err
}

// SetBuyer takes what was typed, at once: makers and the office read it as the buyer's own words. Nothing is kept while
// something is wrong.
func (s *Service) SetBuyer(ctx context.Context, v account.Viewer, company account.CompanyID, typed map[string]string) error {
	had, err := s.Buyer(ctx, v, company)
	if err != nil {
		return err
	}
	next, wrong := had.said(BuyerFields, typed)
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return s.accounts.UpdateBuyer(ctx, tx, next.Company) })
}
