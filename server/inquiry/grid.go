package inquiry

import (
	"cmp"
	"slices"
)

// GridRow is a quote beside others: as given, in US dollars at the table's rate, and as FOB where that can be told.
type GridRow struct {
	Quote
	USD *int64 // cents; nil: the table has no rate
	FOB *int64 // cents; nil: not comparable
}

// fob is the price of one unit free on board, in minor units of the quote's currency; false when the terms do not say
// what of the price is freight and insurance. What only the buyer's country knows (duties), or what comes before the ship
// is reached (from the works), is never guessed.
func (q Quote) fob() (int64, bool) {
	switch q.Incoterm {
	case "FOB":
		return q.Minor, true
	case "CFR", "CPT":
		if q.Freight == nil {
			return 0, false
		}
		return q.Minor - *q.Freight, q.Minor > *q.Freight
	case "CIF", "CIP", "DAP":
		if q.Freight == nil || q.Insurance == nil {
			return 0, false
		}
		rest := q.Minor - *q.Freight - *q.Insurance
		return rest, rest > 0
	}
	return 0, false
}

// Sorts are the orders of the grid.
var Sorts = []string{"usd", "fob", "moq", "lead", "valid"}

// Grid lays quotes beside each other in an order; what cannot be compared stands last, and after it, out of the order, what is on
// hold.
func (r Rates) Grid(quotes []Quote, by string) []GridRow {
	rows := make([]GridRow, len(quotes))
	for n, q := range quotes {
		rows[n] = GridRow{Quote: q}
		if usd, ok := r.USD(q.Minor, q.Currency); ok {
			rows[n].USD = &usd
		}
		if minor, ok := q.fob(); ok {
			if usd, ok := r.USD(minor, q.Currency); ok {
				rows[n].FOB = &usd
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b GridRow) int { return order(a, b, by) })
	return rows
}

func order(a, b GridRow, by string) int {
	switch {
	case a.Held && b.Held:
		return 0
	case a.Held:
		return 1
	case b.Held:
		return -1
	}
	switch by {
	case "fob":
		return known(a.FOB, b.FOB)
	case "moq":
		return cmp.Compare(a.MOQ, b.MOQ)
	case "lead":
		return cmp.Compare(a.LeadDays, b.LeadDays)
	case "valid":
		return b.ValidUntil.Compare(a.ValidUntil)
	}
	return known(a.USD, b.USD)
}

// known orders amounts, the unknown ones last.
func known(a, b *int64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*a, *b)
}
