package catalog

import (
	"context"

	"github.com/etradeoffice/portal/server/account"
)

// Who sees a price: everybody, buyers of a company that the office knows (L1) or has checked (L3), or nobody but the maker
// and the office, who tell it on request.
const (
	PriceForAll     = 0
	PriceForKnown   = 1
	PriceForChecked = 3
	OnRequest       = 5
)

// mostLevel is what a level derived by account can be at most.
const mostLevel = 4

// visible splits off the tiers above a viewer's level.
func visible(tiers []Tier, level int) (shown []Tier, hidden int) {
	for _, tier := range tiers {
		if tier.Level <= level {
			shown = append(shown, tier)
		} else {
			hidden++
		}
	}
	return shown, hidden
}

// sees is the level up to which a viewer sees the prices of a maker: officers and the maker all of them, a buyer those for
// the level of its company, everybody else the public ones.
func (s *Service) sees(ctx context.Context, v account.Viewer, maker account.CompanyID) (int, error) {
	if v.Is(account.Officer) || v.On(account.Supplier, maker) {
		return OnRequest, nil
	}
	company, ok := v.Company(account.Buyer)
	if !ok {
		return PriceForAll, nil
	}
	level, err := s.accounts.Level(ctx, company)
	return min(int(level), mostLevel), err
}

// Market is the country (ISO 3166-1) that a viewer buys for; empty when that is not known.
func (s *Service) Market(ctx context.Context, v account.Viewer) (string, error) {
	id, ok := v.Company(account.Buyer)
	if !ok {
		return "", nil
	}
	company, err := s.accounts.Company(ctx, id)
	return company.Country, err
}
