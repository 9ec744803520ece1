package inquiry

import (
	"math/big"
	"time"

	"github.com/bojanz/currency"
)

// Rates is a fixed table of what one unit of a currency is worth in US dollars. Its source and day are printed wherever it
// is used; it is never looked up elsewhere.
type Rates struct {
	Source string
	On     time.Time           // the day of the table
	Lines  []string            // as printed: "1 EUR = 1.10 USD"
	Of     map[string]*big.Rat // by ISO 4217 code
}

// USD is an amount in cents, rounded half up; false when the table has no rate.
func (r Rates) USD(minor int64, code string) (int64, bool) {
	rate := r.Of[code]
	digits, known := currency.GetDigits(code)
	if rate == nil || !known {
		return 0, false
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	cents := new(big.Rat).SetFrac(big.NewInt(minor), scale)
	cents.Mul(cents, rate).Mul(cents, big.NewRat(100, 1)).Add(cents, big.NewRat(1, 2))
	return new(big.Int).Div(cents.Num(), cents.Denom()).Int64(), true
}
