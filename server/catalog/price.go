package catalog

import (
	"context"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/trust"
)

// Who sees a price: everybody, buyers of a company that the office knows (L1) or has checked (L3), or nobody but the maker
// and the office, who tell it on request.
const (
	PriceForAll     = 0
	PriceForKnown   = 1
	PriceForChecked = 3
	OnRequest       = 5
)

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
	level, err := trust.ViewerLevel(ctx, s.db, s.now(), v)
	switch {
	case level.May(account.SeeCityPrices):
		return PriceForChecked, err
	case level.May(account.SeeMemberPrices):
		return PriceForKnown, err
	}
	return PriceForAll, err
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

// priceOf reads a price above zero as people type it, with the sign of its currency or without: "1,280.50", "$ 420", "12,50". What is
// two things to two people, "1.250", is none. Minor units (ISO 4217).
func priceOf(typed, currency string) (int64, bool) {
	minor, ok := locale.ParseMoney(strings.Trim(typed, "$€₩¥ CDEJKNPRSUWY원"), currency)
	return minor, ok && minor > 0
}

// typedMoney is an amount in minor units as tables hold it: 14800, 0.92, 13900.5.
func typedMoney(minor int64, currency string) string {
	typed := locale.PlainMoney(minor, currency)
	if strings.Contains(typed, ".") {
		typed = strings.TrimRight(strings.TrimRight(typed, "0"), ".")
	}
	return typed
}
