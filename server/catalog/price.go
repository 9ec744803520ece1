package catalog

import (
	"context"
	"math/big"
	"strings"

	"github.com/etradeoffice/portal/server/account"
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

// minorUnits reads an amount: "1,280.50", "$ 420". Korean won and Japanese yen have no minor unit (ISO 4217).
func minorUnits(typed, currency string) (int64, bool) {
	amount, ok := new(big.Rat).SetString(strings.Trim(strings.ReplaceAll(typed, ",", ""), "$€₩¥ CDEJKNPRSUWY원"))
	if !ok || amount.Sign() <= 0 {
		return 0, false
	}
	if minorDigits(currency) > 0 {
		amount.Mul(amount, big.NewRat(100, 1))
	}
	if !amount.IsInt() || !amount.Num().IsInt64() {
		return 0, false
	}
	return amount.Num().Int64(), true
}

// minorDigits are the decimals of a currency (ISO 4217) as far as tables can name it: won and yen have none.
func minorDigits(currency string) int {
	if currency == "KRW" || currency == "JPY" {
		return 0
	}
	return 2
}
