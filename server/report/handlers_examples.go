package report

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/walkin"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 6, 10, 8, 0, 0, 0, time.UTC)
	figure := &deal.Money{Minor: 45_000_000, Currency: "EUR"}
	usd := &deal.Money{Minor: 49_500_000, Currency: "USD"}
	supplier := account.Company{NameEn: "Lumivale", NameKo: "루미베일", City: "Suwon", Zone: "Asia/Seoul"}
	buyer := account.Company{NameEn: "Rheinbogen Dermatech GmbH", City: "Cologne", Zone: "Europe/Berlin"}
	entry := func(number string, state consultation.State, came consultation.Attendance, verdict deal.Verdict) Entry {
		return Entry{Consultation: consultation.Consultation{Number: number, State: state, StartsAt: at, EndsAt: at.Add(30 * time.Minute)},
			Attendance: came, Supplier: supplier, Buyer: buyer, Outcome: deal.Outcome{Verdict: verdict}}
	}
	sums := []Sum{{Grade: deal.E1, Deals: 2, Amounts: []deal.Money{*figure, *usd}, USD: usd}, {Grade: deal.E3, Deals: 1, Amounts: []deal.Money{{Minor: 5, Currency: "VND"}}}}
	full := ReportPage{
		From: "2026-06-01", To: "2026-06-30", Rates: DemoRates(), Rings: &walkin.Figures{Rings: 4, Answered: 3, Median: 19 * time.Second}, Version: Version, Whole: true,
		Quick: []Quick{{"month", "2026-06-01", "2026-06-30"}, {"last_month", "2026-05-01", "2026-05-31"}, {"year", "2026-01-01", "2026-12-31"}},
		Report: Report{From: at, To: at, Requested: 9, Held: 6, Missed: Missed{Buyer: 1}, Dropped: 1, Open: 1, Suppliers: 4, Buyers: 3, Links: Links{People: 5, Direct: 3, Theirs: 1},
			Estimates: sums, Proven: sums, Memoranda: sums,
			Entries: []Entry{
				entry("SW-2026-0003", consultation.OutcomeDue, consultation.Attendance{SupplierCame: true, BuyerCame: true, TookPlace: true, OverlapMS: 1_800_000},
					deal.Verdict{Agreement: deal.Disputed, Grade: deal.E1, Amount: figure}),
				entry("SW-2026-0006", consultation.Missed, consultation.Attendance{SupplierCame: true}, deal.Verdict{Agreement: deal.Due}),
			}},
	}
	empty := full
	empty.Report, empty.Whole = Report{From: at, To: at}, false
	wrong := empty
	wrong.From, wrong.To = "June", "2026-05-01"
	wrong.Problem = problem.InvalidFields(problem.Field{Name: "from", Code: "report_date_invalid"}, problem.Field{Name: "to", Code: "report_period_invalid"})
	var examples []page.Example
	for _, body := range []ReportPage{full, empty, wrong} {
		examples = append(examples, page.Example{Name: "report/report", TitleKey: "report.title", Body: body})
	}
	return examples
}
