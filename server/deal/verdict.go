package deal

// Agreement is how the two statements stand to each other.
//
//	due ─▶ one_side ─▶ agreed | disputed ─▶ agreed (each side may correct once)
type Agreement string

// The states; their names are the sentences "deal.agreement_<state>".
const (
	Due      Agreement = "due"
	OneSide  Agreement = "one_side"
	Agreed   Agreement = "agreed"
	Disputed Agreement = "disputed"
)

// Verdict is what counts of an outcome.
type Verdict struct {
	Agreement Agreement
	Grade     Grade
	Amount    *Money // nil: no amount counts
}

// tolerance is how far two amounts may be apart and still be one: 5 %.
const tolerance = 20 // one part in

// Judge compares the statements of the two sides; either may be nil. They agree on the same stage and amounts within
// 5 %. The lower figure counts, since both stand behind it; amounts in two currencies do not count until one side
// corrects. What one side alone says is an estimate (E0).
func Judge(supplier, buyer *Statement) Verdict {
	switch {
	case supplier == nil && buyer == nil:
		return Verdict{Agreement: Due}
	case supplier == nil:
		return Verdict{OneSide, E0, buyer.Amount}
	case buyer == nil:
		return Verdict{OneSide, E0, supplier.Amount}
	}
	a, b := supplier.Amount, buyer.Amount
	verdict := Verdict{Agreement: Disputed}
	switch {
	case a == nil && b == nil:
		if supplier.Stage == buyer.Stage {
			verdict.Agreement = Agreed
		}
		return verdict
	case a == nil || b == nil:
		// One of them names no amount: the other's is still one side's estimate.
		verdict.Amount = a
		if a == nil {
			verdict.Amount = b
		}
		return verdict
	case a.Currency != b.Currency:
		return verdict
	}
	verdict.Grade, verdict.Amount = E1, lower(a, b)
	if supplier.Stage == buyer.Stage && near(a.Minor, b.Minor) {
		verdict.Agreement = Agreed
	}
	return verdict
}

func lower(a, b *Money) *Money {
	if b.Minor < a.Minor {
		return b
	}
	return a
}

// near reports whether two amounts are apart by at most 5 % of the larger one, without overflow.
func near(a, b int64) bool {
	high, low := max(a, b), min(a, b)
	return high-low <= high/tolerance
}
