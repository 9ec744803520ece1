// Package fit holds a consultation that is asked for, or only thought of, against what is known of its two sides: what the buyer imports,
// who speaks for it, the certificates of its market, the languages, the clock and the record. It advises; the officer decides.
package fit

import (
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
)

// Verdict words of one reason of a fit check; the sentence is "desk.fit_<key>_<verdict>".
const (
	Good    = "good"
	Fair    = "fair"
	Poor    = "poor"
	Unknown = "unknown"
)

// Reason is one reason of a fit check: what was looked at, how it stands, and what it is worth. Args fill its sentence.
type Reason struct {
	Key     string
	Verdict string
	Points  int // of Of
	Of      int
	Args    []any
}

// Assessment is how well a request fits, with every reason that went into it. It advises; the officer decides.
type Assessment struct {
	Score   int // the sum of the reasons' points, of 100
	Reasons []Reason
}

// Poor are the reasons that speak against the meeting.
func (f Assessment) Poor() []Reason {
	return slices.DeleteFunc(slices.Clone(f.Reasons), func(r Reason) bool { return r.Verdict != Poor })
}

// Grade is the score in a word: good from 70, fair from 45.
func (f Assessment) Grade() string {
	switch {
	case f.Score >= 70:
		return Good
	case f.Score >= 45:
		return Fair
	}
	return Poor
}

// Facts are what a fit check is made from.
type Facts struct {
	Interests []string // HS prefixes that the buyer imports; none: not declared
	Products  []Product
	Market    string // the buyer's country, ISO 3166-1
	Voucher   string // sister_city, association or "" for nobody
	VoucherBy string // its city
	Suspended bool
	FreeMail  bool

	Talk        string // language of the talk
	Supplier    []string
	Buyer       []string
	Pair        bool // an interpreter is asked for
	Interpreter consultation.InterpreterState

	SupplierAt time.Time // the start on each side's wall
	BuyerAt    time.Time

	Met       int // consultations of the two that took place
	Cancelled int // of the buyer, in a year, after they were agreed
	Missed    int
}

// Product is one product of the request.
type Product struct {
	SKU     string
	HS6     string
	Proven  []string // certificate families that count today
	Awaited []string
}

// Assess holds a request against the buyer, the product and the clock. It is a function of its facts alone.
func Assess(f Facts) Assessment {
	reasons := []Reason{f.interest(), f.standing(), f.certificates(), f.languages(), f.clock(), f.record()}
	fit := Assessment{Reasons: reasons}
	for _, r := range reasons {
		fit.Score += r.Points
	}
	return fit
}

// interest holds the product's code against what the buyer imports; the best product counts.
func (f Facts) interest() Reason {
	r := Reason{Key: "interest", Verdict: Unknown, Points: 10, Of: 25}
	if len(f.Interests) == 0 || len(f.Products) == 0 {
		return r
	}
	r.Verdict, r.Points, r.Args = Poor, 0, []any{"Code", dottedHS(f.Products[0].HS6), "Line", strings.Join(f.lines(), ", ")}
	for _, p := range f.Products {
		for _, interest := range f.Interests {
			points, verdict := 0, Poor
			switch shared := sharedDigits(p.HS6, interest); {
			case shared >= 6:
				points, verdict = 25, Good
			case shared >= 4:
				points, verdict = 21, Good
			case shared >= 2:
				points, verdict = 13, Fair
			}
			if points > r.Points {
				r.Points, r.Verdict, r.Args = points, verdict, []any{"Code", dottedHS(p.HS6), "Line", dottedHS(interest)}
			}
		}
	}
	return r
}

func (f Facts) lines() []string {
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
func (f Facts) standing() Reason {
	r := Reason{Key: "standing", Of: 20, Args: []any{"By", f.VoucherBy}}
	switch {
	case f.Suspended:
		r.Key, r.Verdict = "suspended", Poor
	case f.Voucher == "sister_city":
		r.Verdict, r.Points = Good, 20
	case f.Voucher != "":
		r.Key, r.Verdict, r.Points = "recommended", Good, 16
	case f.FreeMail:
		r.Key, r.Verdict, r.Points = "free_mail", Poor, 2
	default:
		r.Verdict, r.Points = Fair, 9
	}
	return r
}

// certificates holds what the maker can prove against what the buyer's market asks for; the weakest product counts.
func (f Facts) certificates() Reason {
	r := Reason{Key: "certificates", Verdict: Unknown, Points: 10, Of: 20}
	asked := false
	for _, p := range f.Products {
		for _, ask := range catalog.Asks(f.Market, p.HS6) {
			now := Reason{Key: r.Key, Verdict: Poor, Of: 20, Args: []any{"Family", ask.Families[0], "Product", p.SKU}}
			has := func(some []string) bool {
				return slices.ContainsFunc(ask.Families, func(family string) bool { return slices.Contains(some, family) })
			}
			switch {
			case has(p.Proven):
				now.Verdict, now.Points = Good, 20
			case has(p.Awaited):
				now.Verdict, now.Points = Fair, 8
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
func (f Facts) languages() Reason {
	r := Reason{Key: "languages", Of: 15, Args: []any{"Language", f.Talk}}
	speaks := slices.Contains(f.Supplier, f.Talk) && slices.Contains(f.Buyer, f.Talk)
	switch {
	case f.Pair && f.Interpreter == consultation.InterpreterMissing:
		r.Key, r.Verdict, r.Points = "interpreter", Poor, 3
	case f.Pair:
		r.Key, r.Verdict, r.Points = "interpreter", Good, 15
	case speaks:
		r.Verdict, r.Points = Good, 15
	case len(f.Supplier) == 0 || len(f.Buyer) == 0:
		r.Verdict, r.Points = Unknown, 8
	default:
		r.Verdict = Poor
	}
	return r
}

// clock asks whether the hour is fair to both.
func (f Facts) clock() Reason {
	r := Reason{Key: "clock", Verdict: Poor, Of: 10, Args: []any{"Mine", f.SupplierAt.Format("15:04"), "Theirs", f.BuyerAt.Format("15:04")}}
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
		r.Verdict, r.Points = Good, 10
	case inside(7, 21):
		r.Verdict, r.Points = Fair, 6
	}
	return r
}

// record is what the buyer did before.
func (f Facts) record() Reason {
	r := Reason{Key: "record", Of: 10, Args: []any{"Count", f.Met, "Cancelled", f.Cancelled, "Missed", f.Missed}}
	switch faults := f.Cancelled + 2*f.Missed; {
	case faults >= 2:
		r.Verdict = Poor
	case faults == 1:
		r.Verdict, r.Points = Fair, 4
	case f.Met > 0:
		r.Verdict, r.Points = Good, 10
	default:
		r.Key, r.Verdict, r.Points = "first", Unknown, 6
	}
	return r
}
