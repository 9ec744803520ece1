package report

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/quality"
)

func id(n byte) uuid.UUID { return uuid.UUID{15: n} }

// june is the demo's June 2026: who met, how long, what was said and proven.
func june() []Entry {
	said := func(d byte, minor int64, code string) *deal.Statement {
		return &deal.Statement{DealID: deal.ID{UUID: id(d)}, Stage: "negotiation", Amount: &deal.Money{Minor: minor, Currency: code}}
	}
	entry := func(n int, supplier, buyer byte, minutes int64, s, b *deal.Statement, documents ...deal.Evidence) Entry {
		e := Entry{
			Consultation: consultation.Consultation{Number: fmt.Sprintf("SW-2026-%04d", n), State: consultation.OutcomeDue, StartsAt: time.Date(2026, 6, n, 6, 0, 0, 0, time.UTC)},
			Attendance:   consultation.Attendance{SupplierCame: true, BuyerCame: true, OverlapMS: minutes * 60_000, TookPlace: minutes >= 5},
			Supplier:     account.Company{ID: account.CompanyID{UUID: id(supplier)}}, Buyer: account.Company{ID: account.CompanyID{UUID: id(100 + buyer)}},
			Outcome: deal.Outcome{Supplier: s, Buyer: b, Evidence: documents, Verdict: deal.Judge(s, b)},
		}
		return e
	}
	contract := deal.Evidence{DealID: deal.ID{UUID: id(1)}, Grade: deal.E3, Binding: true, Amount: deal.Money{Minor: 100_000_000, Currency: "USD"}}
	memorandum := deal.Evidence{DealID: deal.ID{UUID: id(6)}, Grade: deal.E3, Amount: deal.Money{Minor: 3_000_000, Currency: "USD"}}
	entries := []Entry{
		entry(1, 'F', 1, 27, said(1, 150_000_000, "USD"), said(1, 150_000_000, "USD")),
		entry(2, 'F', 1, 20, said(1, 100_000_000, "USD"), said(1, 100_000_000, "USD"), contract),
		entry(3, 'A', 2, 30, said(2, 50_000_000, "EUR"), said(2, 45_000_000, "EUR")),
		entry(4, 'B', 3, 25, said(3, 5_000_000, "USD"), said(3, 5_000_000, "USD")),
		entry(5, 'C', 2, 26, said(4, 200_000_000, "USD"), nil),
		entry(6, 'E', 4, 0, nil, nil),
		entry(7, 'D', 5, 3, nil, said(5, 70_000_000, "USD")),
		entry(8, 'F', 1, 12, said(6, 3_000_000, "USD"), said(6, 3_000_000, "USD"), memorandum),
	}
	entries[5].Consultation.State, entries[5].Attendance.BuyerCame = consultation.Missed, false
	return entries
}

func TestJuneCountsWhatTheDemoExpects(t *testing.T) {
	r := Make(time.Time{}, time.Time{}, june(), DemoRates())
	if r.Requested != 8 || r.Held != 6 || r.Missed.All() != 1 || r.Missed.Buyer != 1 || r.Open != 1 || r.Suppliers != 4 || r.Buyers != 3 {
		t.Errorf("requested %d, held %d, missed %+v, open %d, suppliers %d, buyers %d", r.Requested, r.Held, r.Missed, r.Open, r.Suppliers, r.Buyers)
	}
	var consulted int64
	for _, s := range r.Estimates {
		consulted += s.USD.Minor
	}
	if consulted != 4_075_000_00 {
		t.Errorf("consulted USD %d cents", consulted)
	}
	if len(r.Proven) != 1 || r.Proven[0].Grade != deal.E3 || r.Proven[0].USD.Minor != 1_000_000_00 || r.Proven[0].Deals != 1 {
		t.Errorf("contracts: %+v", r.Proven)
	}
	if len(r.Memoranda) != 1 || r.Memoranda[0].USD.Minor != 30_000_00 || r.Memoranda[0].Deals != 1 {
		t.Errorf("memoranda: %+v", r.Memoranda)
	}
}

func TestEstimatesNeverEnterContracts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var entries []Entry
		var proven int64
		for i := range rapid.IntRange(0, 12).Draw(t, "consultations") {
			s := &deal.Statement{DealID: deal.ID{UUID: id(byte(i))}, Amount: &deal.Money{Minor: rapid.Int64Range(1, 1e9).Draw(t, "said"), Currency: "USD"}}
			e := Entry{Attendance: consultation.Attendance{TookPlace: true}, Outcome: deal.Outcome{Supplier: s, Verdict: deal.Judge(s, nil)}}
			if rapid.Bool().Draw(t, "has a document") {
				doc := deal.Evidence{DealID: s.DealID, Grade: deal.Grade(rapid.IntRange(2, 5).Draw(t, "grade")), Binding: rapid.Bool().Draw(t, "binding"),
					Amount: deal.Money{Minor: rapid.Int64Range(1, 1e9).Draw(t, "proven"), Currency: "USD"}}
				e.Outcome.Evidence = []deal.Evidence{doc}
				if doc.Binding {
					proven += doc.Amount.Minor
				}
			}
			entries = append(entries, e)
		}
		r := Make(time.Time{}, time.Time{}, entries, DemoRates())
		var sum int64
		for _, s := range r.Proven {
			if s.Grade < deal.E2 {
				t.Fatalf("grade %s among contracts", s.Grade)
			}
			sum += s.USD.Minor
		}
		if sum != proven {
			t.Fatalf("contracts sum to %d, documents to %d", sum, proven)
		}
	})
}

func TestCountsCoverEveryConsultationOnce(t *testing.T) {
	states := []consultation.State{consultation.Requested, consultation.Confirmed, consultation.Missed, consultation.Cancelled, consultation.Expired, consultation.OutcomeDue, consultation.Failed}
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Entry {
			return Entry{Consultation: consultation.Consultation{State: rapid.SampledFrom(states).Draw(t, "state")},
				Attendance: consultation.Attendance{SupplierCame: rapid.Bool().Draw(t, "s"), BuyerCame: rapid.Bool().Draw(t, "b"), TookPlace: rapid.Bool().Draw(t, "took place")}}
		})).Draw(t, "entries")
		r := Make(time.Time{}, time.Time{}, entries, DemoRates())
		if r.Held+r.Missed.All()+r.Dropped+r.Open != r.Requested || r.Requested != len(entries) {
			t.Fatalf("%+v of %d", r, len(entries))
		}
	})
}

func TestBestEvidenceOfADealCountsOnce(t *testing.T) {
	at := time.Date(2026, 6, 9, 0, 0, 0, 0, time.UTC)
	doc := func(grade deal.Grade, minor int64, after time.Duration) deal.Evidence {
		return deal.Evidence{Grade: grade, Binding: true, Amount: deal.Money{Minor: minor, Currency: "USD"}, AttachedAt: at.Add(after)}
	}
	entries := []Entry{{Outcome: deal.Outcome{Evidence: []deal.Evidence{doc(deal.E3, 100, 0), doc(deal.E4, 80, time.Hour), doc(deal.E2, 500, 2*time.Hour), doc(deal.E4, 90, 3*time.Hour)}}}}
	r := Make(at, at, entries, DemoRates())
	if len(r.Proven) != 1 || r.Proven[0].Grade != deal.E4 || r.Proven[0].Amounts[0].Minor != 90 {
		t.Errorf("%+v", r.Proven)
	}
}

func TestRatesConvertExactlyAndRoundTheSum(t *testing.T) {
	rates := DemoRates()
	for _, c := range []struct {
		amounts []deal.Money
		want    int64 // cents; -1: no rate
	}{
		{[]deal.Money{{Minor: 45_000_000, Currency: "EUR"}}, 49_500_000},
		{[]deal.Money{{Minor: 1_350_000_000, Currency: "KRW"}}, 100_000_000},
		{[]deal.Money{{Minor: 5, Currency: "KRW"}, {Minor: 5, Currency: "KRW"}, {Minor: 5, Currency: "KRW"}}, 1}, // 0.37 cents each
		{nil, 0},
		{[]deal.Money{{Minor: 5, Currency: "VND"}}, -1},
	} {
		got := rates.Total(c.amounts)
		if c.want < 0 && got != nil || c.want >= 0 && (got == nil || got.Minor != c.want) {
			t.Errorf("%v: %v, wanted %d", c.amounts, got, c.want)
		}
	}
	for code, text := range map[string]string{"EUR": "0", "USD": "-1", "KRW": "much", "QQQ": "1"} {
		if _, err := NewRates("", map[string]string{code: text}); err == nil {
			t.Errorf("rate %s of %s was taken", text, code)
		}
	}
	if got := fmt.Sprint(rates.Lines()); got != "[1 EUR = 1.1 USD 1 USD = 1,350 KRW]" {
		t.Errorf("the rates are printed %s", got)
	}
}

func TestPeriodIsWholeDaysOfTheOffice(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	s := New(nil, nil, nil, DemoRates(), zone)
	newYear := time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC) // already 2027 in Suwon
	p, err := s.Read("", "", newYear)
	if err != nil || p.From.Format(time.DateOnly) != "2027-01-01" || p.To.Format(time.DateOnly) != "2027-12-31" {
		t.Errorf("%v (%v)", p, err)
	}
	p, err = s.Read("2026-06-01", "2026-06-30", newYear)
	if err != nil || !p.From.Equal(time.Date(2026, 5, 31, 15, 0, 0, 0, time.UTC)) {
		t.Errorf("%v (%v)", p, err)
	}
	for _, c := range [][2]string{{"June", ""}, {"2026-06-30", "2026-06-01"}, {"2020-01-01", "2026-01-01"}, {"2026-02-30", "2026-03-01"}} {
		if _, err := s.Read(c[0], c[1], newYear); err == nil {
			t.Errorf("period %v was taken", c)
		}
	}
}

func TestEveryRecordOfALinkIsInTheTableAndCountedOnce(t *testing.T) {
	entries := june()
	entries[0].Links = []quality.Record{{Role: "host", Side: "supplier", UDP: 27 * time.Minute}, {Role: "guest", Side: "buyer", TCP: 20 * time.Minute, Detour: "blocked", Theirs: 3 * time.Minute}}
	entries[2].Links = []quality.Record{{Role: "guest", Side: "buyer", UDP: 30 * time.Minute, Ours: 2 * time.Minute}}
	r := Make(time.Time{}, time.Time{}, entries, DemoRates())
	if r.Links != (Links{People: 3, Direct: 2, Theirs: 1, Ours: 1}) {
		t.Errorf("%+v", r.Links)
	}
	table := r.Table()
	if len(table) != 4 {
		t.Fatalf("%d rows", len(table))
	}
	for _, row := range table {
		if len(row) != len(columns) {
			t.Errorf("%d columns in %v", len(row), row)
		}
	}
	if row := table[2]; row[0] != "SW-2026-0001" || row[6] != "tcp" || row[7] != "blocked" || row[21] != "180.0" || row[23] != "theirs" {
		t.Errorf("the buyer's row: %v", row)
	}
}
