// Package report owns the figures of the office: how many consultations were requested, took place or were missed, and
// what amounts stand on which evidence. It counts what consultation and deal recorded and records nothing itself.
package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/quality"
)

// Version names the definitions below; it is printed on each report.
const Version = "REP-1"

// Entry is one consultation with all that a report counts of it.
type Entry struct {
	Consultation consultation.Consultation
	Attendance   consultation.Attendance
	Supplier     account.Company
	Buyer        account.Company
	Outcome      deal.Outcome
	Links        []quality.Record
}

// Minutes is how long both principals were together, rounded down.
func (e Entry) Minutes() int { return int(e.Attendance.OverlapMS / 60_000) }

// MayHaveOutcome reports whether the outcome's page is open for this consultation.
func (e Entry) MayHaveOutcome() bool { return deal.Readable(e.Consultation.State) }

// Report is the figures of a period. Every figure is a count or sum over Entries.
type Report struct {
	From, To  time.Time // half-open, by the start of the consultation
	Entries   []Entry   // by start
	Requested int       // consultations that got a number
	Open      int       // not yet decided or not yet due
	Held      int       // both principals overlapped long enough, as measured
	Missed    Missed
	Dropped   int // declined, withdrawn, expired or cancelled
	Suppliers int // companies with at least one that took place
	Buyers    int
	Estimates []Sum // E0 and E1: one estimate a deal
	Proven    []Sum // E2 to E5: binding documents, one amount a deal
	Memoranda []Sum // E2 to E5: not binding, never part of the above
	Links     Links
}

// Missed counts consultations to which somebody did not come.
type Missed struct {
	Supplier, Buyer, Both, Unclear int
}

// All is every missed one.
func (m Missed) All() int { return m.Supplier + m.Buyer + m.Both + m.Unclear }

// Sum is the amounts of one evidence grade.
type Sum struct {
	Grade   deal.Grade
	Deals   int
	Amounts []deal.Money // one a currency, as stated
	USD     *deal.Money  // all of them at the report's rates; nil when a currency has no rate
}

// Make counts. The order of the entries does not matter.
func Make(from, to time.Time, entries []Entry, rates Rates) Report {
	r := Report{From: from, To: to, Entries: slices.Clone(entries)}
	slices.SortFunc(r.Entries, func(a, b Entry) int {
		return cmp.Or(a.Consultation.StartsAt.Compare(b.Consultation.StartsAt), cmp.Compare(a.Consultation.Number, b.Consultation.Number))
	})
	suppliers, buyers := map[account.CompanyID]bool{}, map[account.CompanyID]bool{}
	for _, e := range r.Entries {
		r.Requested++
		r.count(e)
		if e.Attendance.TookPlace {
			suppliers[e.Supplier.ID], buyers[e.Buyer.ID] = true, true
		}
	}
	r.Suppliers, r.Buyers = len(suppliers), len(buyers)
	r.Estimates = sums(estimates(r.Entries), rates)
	r.Proven = sums(proven(r.Entries, true), rates)
	r.Memoranda = sums(proven(r.Entries, false), rates)
	r.Links = linksOf(r.Entries)
	return r
}

func (r *Report) count(e Entry) {
	switch {
	case e.Attendance.TookPlace:
		r.Held++
	case e.Consultation.State == consultation.Missed:
		r.Missed.add(e.Attendance)
	case slices.Contains(dropped, e.Consultation.State):
		r.Dropped++
	default:
		r.Open++
	}
}

var dropped = []consultation.State{consultation.Declined, consultation.Withdrawn, consultation.Expired, consultation.Cancelled}

func (m *Missed) add(a consultation.Attendance) {
	switch {
	case a.SupplierCame && a.BuyerCame:
		m.Unclear++
	case a.SupplierCame:
		m.Buyer++
	case a.BuyerCame:
		m.Supplier++
	default:
		m.Both++
	}
}

// figure is what one deal adds to a sum.
type figure struct {
	Grade  deal.Grade
	Amount deal.Money
}

// estimates takes of each deal one: E1 before E0, then the largest. Only consultations that took place count.
func estimates(entries []Entry) map[deal.ID]figure {
	best := map[deal.ID]figure{}
	for _, e := range entries {
		verdict := e.Outcome.Verdict
		id, stated := dealOf(e.Outcome)
		if !e.Attendance.TookPlace || !stated || verdict.Amount == nil {
			continue
		}
		have, known := best[id]
		if !known || verdict.Grade > have.Grade || verdict.Grade == have.Grade && verdict.Amount.Minor > have.Amount.Minor {
			best[id] = figure{verdict.Grade, *verdict.Amount}
		}
	}
	return best
}

func dealOf(o deal.Outcome) (deal.ID, bool) {
	switch {
	case o.Supplier != nil:
		return o.Supplier.DealID, true
	case o.Buyer != nil:
		return o.Buyer.DealID, true
	}
	return deal.ID{}, false
}

// proven takes of each deal the amount with the best evidence, the latest of equals.
func proven(entries []Entry, binding bool) map[deal.ID]figure {
	best := map[deal.ID]figure{}
	at := map[deal.ID]time.Time{}
	for _, e := range entries {
		for _, doc := range e.Outcome.Evidence {
			have, known := best[doc.DealID]
			better := !known || doc.Grade > have.Grade || doc.Grade == have.Grade && doc.AttachedAt.After(at[doc.DealID])
			if doc.Binding == binding && better {
				best[doc.DealID], at[doc.DealID] = figure{doc.Grade, doc.Amount}, doc.AttachedAt
			}
		}
	}
	return best
}

// sums adds the figures up by grade, the weakest first.
func sums(figures map[deal.ID]figure, rates Rates) []Sum {
	byGrade := map[deal.Grade][]deal.Money{}
	for _, f := range figures {
		byGrade[f.Grade] = append(byGrade[f.Grade], f.Amount)
	}
	var result []Sum
	for _, grade := range deal.Grades {
		if amounts := byGrade[grade]; len(amounts) > 0 {
			result = append(result, Sum{Grade: grade, Deals: len(amounts), Amounts: byCurrency(amounts), USD: rates.Total(amounts)})
		}
	}
	return result
}

func byCurrency(amounts []deal.Money) []deal.Money {
	total := map[string]int64{}
	for _, a := range amounts {
		total[a.Currency] += a.Minor
	}
	result := make([]deal.Money, 0, len(total))
	for code, minor := range total {
		result = append(result, deal.Money{Minor: minor, Currency: code})
	}
	slices.SortFunc(result, func(a, b deal.Money) int { return cmp.Compare(a.Currency, b.Currency) })
	return result
}
