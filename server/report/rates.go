package report

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/bojanz/currency"

	"github.com/etradeoffice/portal/server/deal"
)

// Rate is what one unit of a currency is worth in US dollars, as a fraction.
type Rate struct {
	Currency string // ISO 4217
	USD      *big.Rat
}

// Text is the rate as it is printed: a decimal where one ends, else a fraction.
func (r Rate) Text() string {
	if digits, exact := r.USD.FloatPrec(); exact {
		return r.USD.FloatString(digits)
	}
	return r.USD.RatString()
}

// Rates is a report's fixed table; its source is printed with it. It is never looked up elsewhere while counting.
type Rates struct {
	Source string
	Table  []Rate
}

// NewRates reads fractions or decimals ("1.10", "1/1350") by currency.
func NewRates(source string, table map[string]string) (Rates, error) {
	rates := Rates{Source: source}
	for code, text := range table {
		value, ok := new(big.Rat).SetString(text)
		if !ok || value.Sign() <= 0 || !currency.IsValid(code) {
			return Rates{}, fmt.Errorf("rate of %s: %q is no positive number", code, text)
		}
		rates.Table = append(rates.Table, Rate{code, value})
	}
	slices.SortFunc(rates.Table, func(a, b Rate) int {
		if a.Currency < b.Currency {
			return -1
		}
		return 1
	})
	return rates, nil
}

// DemoRates is the demo's table.
func DemoRates() Rates {
	rates, err := NewRates("demo table", map[string]string{"USD": "1", "EUR": "1.10", "KRW": "1/1350"})
	if err != nil {
		panic(err) // constants only: a mistake in this file
	}
	return rates
}

// Total adds amounts up in US dollars and rounds the sum, not its parts, to the cent. It is nil when a currency has no rate.
func (r Rates) Total(amounts []deal.Money) *deal.Money {
	total := new(big.Rat)
	for _, a := range amounts {
		i := slices.IndexFunc(r.Table, func(rate Rate) bool { return rate.Currency == a.Currency })
		digits, known := currency.GetDigits(a.Currency)
		if i < 0 || !known {
			return nil
		}
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
		units := new(big.Rat).SetFrac(big.NewInt(a.Minor), scale)
		total.Add(total, units.Mul(units, r.Table[i].USD))
	}
	cents := new(big.Rat).Mul(total, big.NewRat(100, 1))
	rounded := new(big.Int).Quo(new(big.Int).Add(new(big.Int).Mul(cents.Num(), big.NewInt(2)), cents.Denom()), new(big.Int).Mul(cents.Denom(), big.NewInt(2)))
	return &deal.Money{Minor: rounded.Int64(), Currency: "USD"}
}
