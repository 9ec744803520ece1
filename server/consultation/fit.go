package consultation

import (
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
)

// Verdict words of one reason of a fit check; the sentence is "desk.fit_<key>_<verdict>".
const (
	FitGood    = "good"
	FitFair    = "fair"
	FitPoor    = "poor"
	FitUnknown = "unknown"
)

// FitReason is one reason of a fit check: what was looked at, how it stands, and what it is worth. Args fill its sentence.
type FitReason struct {
	Key     string
	Verdict string
	Points  int // of Of
	Of      int
	Args    []any
}

// Fit is how well a request fits, with every reason that went into it. It advises; the officer decides.
type Fit struct {
	Score   int // the sum of the reasons' points, of 100
	Reasons []FitReason
}

// Poor are the reasons that speak against the meeting.
func (f Fit) Poor() []FitReason {
	return slices.DeleteFunc(slices.Clone(f.Reasons), func(r FitReason) bool { return r.Verdict != FitPoor })
}

// Grade is the score in a word: good from 70, fair from 45.
func (f Fit) Grade() string {
	switch {
	case f.Score >= 70:
		return FitGood
	case f.Score >= 45:
		return FitFair
	}
	return FitPoor
}

// FitFacts are what a fit check is made from.
type FitFacts struct {
	Interests []string // HS prefixes that the buyer imports; none: not declared
	Products  []FitProduct
	Market    string // the buyer's country, ISO 3166-1
	Voucher   string // sister_city, association or "" for nobody
	VoucherBy string // its city
	Suspended bool
	FreeMail  bool

	Talk        string // language of the talk
	Supplier    []string
	Buyer       []string
	Pair        bool // an interpreter is asked for
	Interpreter InterpreterState

	SupplierAt time.Time // the start on each side's wall
	BuyerAt    time.Time

	Met       int // consultations of the two that took place
	Cancelled int // of the buyer, in a year, after they were agreed
	Missed    int
}

// FitProduct is one product of the request.
type FitProduct struct {
	SKU     string
	HS6     string
	Proven  []string // certificate families that count today
	Awaited []string
}

// CheckFit holds a request against the buyer, the product and the clock. It is a function of its facts alone.
func CheckFit(f FitFacts) Fit {
	reasons := []FitReason{f.interest(), f.standing(), f.certificates(), f.languages(), f.clock(), f.record()}
	fit := Fit{Reasons: reasons}
	for _, r := range reasons {
		fit.Score += r.Points
	}
	return fit
}

// interest holds the product's code against what the buyer imports; the best product counts.
func (f FitFacts) interest() FitReason {
	r := FitReason{Key: "interest", Verdict: FitUnknown, Points: 10, Of: 25}
	if len(f.Interests) == 0 || len(f.Products) == 0 {
		return r
	}
	r.Verdict, r.Points, r.Args = FitPoor, 0, []any{"Code", dottedHS(f.Products[0].HS6), "Line", strings.Join(f.lines(), ", ")}
	for _, p := range f.Products {
		for _, interest := range f.Interests {
			points, verdict := 0, FitPoor
			switch shared := sharedDigits(p.HS6, interest); {
			case shared >= 6:
				points, verdict = 25, FitGood
			case shared >= 4:
				points, verdict = 21, FitGood
			case shared >= 2:
				points, verdict = 13, FitFair
			}
			if points > r.Points {
				r.Points, r.Verdict, r.Args = points, verdict, []any{"Code", dottedHS(p.HS6), "Line", dottedHS(interest)}
			}
		}
	}
	return r
}

func (f FitFacts) lines() []string {
	all := make([]string, len(f.Interests))
	for i, code := range f.Interests {
		all[i] = dottedHS(code)
	}
	return all
}

// sharedDigits counts leading digits that two codes share, in steps of the nomenclature: 2, 4 or 6.
func sharedDigits(hs6, prefix string) int {
	n := 0
	for n < min(len(hs6), len(prefix)) && hs6[n] == prefix[n] {
		n++
	}
	return n / 2 * 2
}

func dottedHS(code string) string {
	if len(code) > 4 {
		return code[:4] + "." + code[4:]
	}
	return code
}

// standing is who speaks for the buyer.
func (f FitFacts) standing() FitReason {
	r := FitReason{Key: "standing", Of: 20, Args: []any{"By", f.VoucherBy}}
	switch {
	case f.Suspended:
		r.Key, r.Verdict = "suspended", FitPoor
	case f.Voucher == "sister_city":
		r.Verdict, r.Points = FitGood, 20
	case f.Voucher != "":
		r.Key, r.Verdict, r.Points = "recommended", FitGood, 16
	case f.FreeMail:
		r.Key, r.Verdict, r.Points = "free_mail", FitPoor, 2
	default:
		r.Verdict, r.Points = FitFair, 9
	}
	return r
}

// certificates holds what the maker can prove against what the buyer's market asks for; the weakest product counts.
func (f FitFacts) certificates() FitReason {
	r := FitReason{Key: "certificates", Verdict: FitUnknown, Points: 10, Of: 20}
	asked := false
	for _, p := range f.Products {
		for _, ask := range catalog.Asks(f.Market, p.HS6) {
			now := FitReason{Key: r.Key, Verdict: FitPoor, Of: 20, Args: []any{"Family", ask.Families[0], "Product", p.SKU}}
			has := func(some []string) bool {
				return slices.ContainsFunc(ask.Families, func(family string) bool { return slices.Contains(some, family) })
			}
			switch {
			case has(p.Proven):
				now.Verdict, now.Points = FitGood, 20
			case has(p.Awaited):
				now.Verdict, now.Points = FitFair, 8
			}
			if !asked || now.Points < r.Points {
				r = now
			}
			asked = true
		}
	}
	return r
}

// languages asks whether the two can talk.
func (f FitFacts) languages() FitReason {
	r := FitReason{Key: "languages", Of: 15, Args: []any{"Language", f.Talk}}
	speaks := slices.Contains(f.Supplier, f.Talk) && slices.Contains(f.Buyer, f.Talk)
	switch {
	case f.Pair && f.Interpreter == InterpreterMissing:
		r.Key, r.Verdict, r.Points = "interpreter", FitPoor, 3
	case f.Pair:
		r.Key, r.Verdict, r.Points = "interpreter", FitGood, 15
	case speaks:
		r.Verdict, r.Points = FitGood, 15
	case len(f.Supplier) == 0 || len(f.Buyer) == 0:
		r.Verdict, r.Points = FitUnknown, 8
	default:
		r.Verdict = FitPoor
	}
	return r
}

// clock asks whether the hour is fair to both.
func (f FitFacts) clock() FitReason {
	r := FitReason{Key: "clock", Verdict: FitPoor, Of: 10, Args: []any{"Mine", f.SupplierAt.Format("15:04"), "Theirs", f.BuyerAt.Format("15:04")}}
	inside := func(from, to int) bool {
		for _, at := range []time.Time{f.SupplierAt, f.BuyerAt} {
			if at.Hour() < from || at.Hour() >= to {
				return false
			}
		}
		return true
	}
	switch {
	case inside(8, 19):
		r.Verdict, r.Points = FitGood, 10
	case inside(7, 21):
		r.Verdict, r.Points = FitFair, 6
	}
	return r
}

// record is what the buyer did before.
func (f FitFacts) record() FitReason {
	r := FitReason{Key: "record", Of: 10, Args: []any{"Count", f.Met, "Cancelled", f.Cancelled, "Missed", f.Missed}}
	switch faults := f.Cancelled + 2*f.Missed; {
	case faults >= 2:
		r.Verdict = FitPoor
	case faults == 1:
		r.Verdict, r.Points = FitFair, 4
	case f.Met > 0:
		r.Verdict, r.Points = FitGood, 10
	default:
		r.Key, r.Verdict, r.Points = "first", FitUnknown, 6
	}
	return r
}
