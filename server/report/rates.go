package report

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/bojanz/currency"

	"github.com/etradeoffice/portal/server/deal"
)

// Rate is what one unit of a currency is worth in US dollars, as a fraction.
type Rate struct {
	Currency string // ISO 4217
	USD      *big.Rat
}

// String is the rate with the larger unit first: "1 EUR = 1.10 USD", "1 USD = 1,350 KRW".
func (r Rate) String() string {
	from, to, value := r.Currency, "USD", r.USD
	if value.Cmp(big.NewRat(1, 1)) < 0 {
		from, to, value = to, from, new(big.Rat).Inv(value)
	}
	digits, _ := value.FloatPrec()
	text := value.FloatString(min(digits, 4))
	if whole := value.Num(); value.IsInt() && whole.IsInt64() {
		text = thousands(whole.Int64())
	}
	return "1 " + from + " = " + text + " " + to
}

func thousands(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// Rates is a report's fixed table; its source is printed with it. It is never looked up elsewhere while counting.
type Rates struct {
	Source string
	Table  []Rate
}

// Lines are the rates as they are printed; the dollar's own is left out.
func (r Rates) Lines() []string {
	var lines []string
	for _, rate := range r.Table {
		if rate.Currency != "USD" {
			lines = append(lines, rate.String())
		}
	}
	return lines
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
