package inquiry

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

func offerForm() RFQForm {
	return RFQForm{Title: "Restore cards for schools", Specification: "PCIe, for computers of 2019 and newer.", Quantity: "2,000", Unit: "H87", Frequency: "once", Price: "18.50", Currency: "USD",
		Incoterm: "CIF", Place: "Constanta", Port: "ROCND", Deadline: "2026-12-15", Lang: "en", Languages: []string{"en"}}
}

// offer is one that is open.
func (b *bench) offer(f RFQForm) RFQ {
	b.t.Helper()
	ctx := b.t.Context()
	b.n++
	r, err := b.service.Post(ctx, b.buyer, sku(b.n), f)
	b.must(err)
	_, err = b.service.MoveRFQ(ctx, b.buyer, r.Code, ActSubmit, "")
	b.must(err)
	r, err = b.service.MoveRFQ(ctx, b.officer, r.Code, ActOpen, "")
	b.must(err)
	return r
}

func quoteForm(price, currency, incoterm string) QuoteForm {
	return QuoteForm{Price: price, Currency: currency, Incoterm: incoterm, Place: "Busan", MOQ: "100", LeadDays: "30", ValidUntil: "2026-12-31", Sample: "free"}
}

func TestOfferIsLookedAtBeforeMakersSeeIt(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	r, err := b.service.Post(ctx, b.buyer, "one", offerForm())
	b.must(err)
	sees := func(v account.Viewer) bool {
		_, err := b.service.RFQ(ctx, v, r.Code)
		return err == nil
	}
	if !sees(b.buyer) || !sees(b.officer) || sees(b.makers[0]) || sees(b.other) || sees(account.Viewer{}) {
		t.Error("a draft is seen by others")
	}
	_, err = b.service.MoveRFQ(ctx, b.buyer, r.Code, ActOpen, "")
	if !problem.Is(err, problem.Forbidden) {
		t.Errorf("the buyer opens it: %v", err)
	}
	_, err = b.service.MoveRFQ(ctx, b.officer, r.Code, ActOpen, "")
	b.refused(err, "rfq_move")
	_, err = b.service.MoveRFQ(ctx, b.buyer, r.Code, ActSubmit, "")
	b.must(err)
	_, err = b.service.MoveRFQ(ctx, b.officer, r.Code, ActReturn, "Say for which market.")
	b.must(err)
	form := offerForm()
	form.Specification += " For Romania."
	_, err = b.service.Revise(ctx, b.buyer, r.Code, form)
	b.must(err)
	_, err = b.service.MoveRFQ(ctx, b.buyer, r.Code, ActSubmit, "")
	b.must(err)
	_, err = b.service.MoveRFQ(ctx, b.officer, r.Code, ActOpen, "")
	b.must(err)
	if !sees(b.makers[0]) || !sees(account.Viewer{}) {
		t.Error("an open offer is hidden")
	}
	b.pass(30 * 24 * time.Hour)
	b.must(b.service.Expire(ctx))
	over, err := b.service.RFQ(ctx, b.buyer, r.Code)
	if b.must(err); over.State != ExpiredRFQ {
		t.Errorf("after its day it is %s", over.State)
	}
	_, err = b.service.Quote(ctx, b.makers[0], r.Code, quoteForm("17", "USD", "FOB"))
	b.refused(err, "rfq_over")
}

func TestNoMakerSeesAnothersQuote(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	r := b.offer(offerForm())
	for n, price := range []string{"17.00", "16.00", "18.00"} {
		_, err := b.service.Quote(ctx, b.makers[n], r.Code, quoteForm(price, "USD", "FOB"))
		b.must(err)
	}
	for who, v := range map[string]account.Viewer{"visitor": {}, "other buyer": b.other, "maker without": b.makers[4]} {
		if got, err := b.service.Quotes(ctx, v, r); err != nil || len(got) != 0 {
			t.Errorf("%s sees %v, %v", who, got, err)
		}
	}
	for n, maker := range b.makers[:3] {
		got, err := b.service.Quotes(ctx, maker, r)
		if b.must(err); len(got) != 1 || got[0].Supplier != maker.Grants[0].Company {
			t.Errorf("maker %d sees %v", n, got)
		}
	}
	all, err := b.service.Quotes(ctx, b.buyer, r)
	if b.must(err); len(all) != 3 {
		t.Errorf("the buyer sees %d", len(all))
	}
	_, err = b.service.Quote(ctx, b.makers[0], r.Code, quoteForm("15.00", "USD", "FOB"))
	b.must(err)
	all, err = b.service.Quotes(ctx, b.buyer, r)
	if b.must(err); len(all) != 3 || !slices.ContainsFunc(all, func(q Quote) bool { return q.Minor == 1500 }) {
		t.Errorf("a second quote does not take the first one's place: %v", all)
	}
}

func TestQuotesOfAMonthAreLimited(t *testing.T) {
	b := newBench(t)
	b.service.Settings.Quotes = 2
	ctx := t.Context()
	r := b.offer(offerForm())
	for range 2 {
		_, err := b.service.Quote(ctx, b.makers[0], r.Code, quoteForm("17", "USD", "FOB"))
		b.must(err)
	}
	_, err := b.service.Quote(ctx, b.makers[0], r.Code, quoteForm("17", "USD", "FOB"))
	if p := b.refusal(err, "quote_limit"); !slices.Contains(p.Args, any("2026-12-01")) {
		t.Errorf("the refusal names no date: %v", p.Args)
	}
	b.pass(9 * 24 * time.Hour)
	_, err = b.service.Quote(ctx, b.makers[0], r.Code, quoteForm("17", "USD", "FOB"))
	b.must(err)
}

func TestChosenMakersAloneSeeAndAnswer(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	form := offerForm()
	first, err := b.accounts.Company(ctx, b.makers[0].Grants[0].Company)
	b.must(err)
	form.Companies = []string{first.Slug}
	r := b.offer(form)
	if public, err := b.service.OpenRFQs(ctx, account.Viewer{}); err != nil || len(public) != 0 {
		t.Errorf("it is public: %v, %v", public, err)
	}
	if _, err := b.service.RFQ(ctx, b.makers[1], r.Code); !problem.Is(err, problem.NotFound) {
		t.Errorf("another maker: %v", err)
	}
	_, err = b.service.Quote(ctx, b.makers[0], r.Code, quoteForm("17", "USD", "FOB"))
	b.must(err)
}

func TestOfferAndQuoteCarryNoAddressAndNoAccount(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	form := offerForm()
	form.Specification += " Write to me@buyer.example or call +40 721 123 456."
	r := b.offer(form)
	for who, v := range map[string]account.Viewer{"visitor": {}, "maker": b.makers[0]} {
		got, err := b.service.RFQ(ctx, v, r.Code)
		if b.must(err); strings.Contains(got.Specification, "me@buyer.example") || strings.Contains(got.Specification, "721") {
			t.Errorf("%s reads %q", who, got.Specification)
		}
	}
	public, err := b.service.OpenRFQs(ctx, account.Viewer{})
	if b.must(err); len(public) != 1 || strings.Contains(public[0].Specification, "@") {
		t.Errorf("the list says %v", public)
	}
	if own, err := b.service.RFQ(ctx, b.buyer, r.Code); err != nil || !strings.Contains(own.Specification, "me@buyer.example") {
		t.Errorf("the buyer reads %q, %v", own.Specification, err)
	}
	quote := quoteForm("17", "USD", "FOB")
	quote.Text = "Deposit to account " + otherIBAN
	_, err = b.service.Quote(ctx, b.makers[0], r.Code, quote)
	b.refused(err, "quote_account")
}

func TestGridComparesOnlyWhatIsStated(t *testing.T) {
	b := newBench(t)
	minor := func(n int64) *int64 { return &n }
	quotes := []Quote{
		{SKU: "cif", Minor: 1000, Currency: "EUR", Incoterm: "CIF", Freight: minor(100), Insurance: minor(10), MOQ: 5, LeadDays: 9},
		{SKU: "cif without", Minor: 900, Currency: "USD", Incoterm: "CIF", Freight: minor(100), MOQ: 1, LeadDays: 50},
		{SKU: "fob", Minor: 13500, Currency: "KRW", Incoterm: "FOB", MOQ: 100, LeadDays: 7},
		{SKU: "works", Minor: 800, Currency: "USD", Incoterm: "EXW", MOQ: 2, LeadDays: 1},
		{SKU: "no rate", Minor: 800, Currency: "VND", Incoterm: "FOB", MOQ: 3, LeadDays: 2},
		{SKU: "duties", Minor: 700, Currency: "USD", Incoterm: "DDP", Freight: minor(10), Insurance: minor(1), MOQ: 4, LeadDays: 3},
	}
	usd := map[string]int64{"cif": 1100, "cif without": 900, "fob": 1000, "works": 800, "no rate": -1, "duties": 700}
	fob := map[string]int64{"cif": 979, "cif without": -1, "fob": 1000, "works": -1, "no rate": -1, "duties": -1}
	value := func(p *int64) int64 {
		if p == nil {
			return -1
		}
		return *p
	}
	for _, row := range b.service.Rates.Grid(quotes, "usd") {
		if value(row.USD) != usd[row.SKU] || value(row.FOB) != fob[row.SKU] {
			t.Errorf("%s: USD %d, FOB %d", row.SKU, value(row.USD), value(row.FOB))
		}
	}
	for by, first := range map[string]string{"usd": "duties", "fob": "cif", "moq": "cif without", "lead": "works"} {
		if got := b.service.Rates.Grid(quotes, by); got[0].SKU != first {
			t.Errorf("by %s the first is %s", by, got[0].SKU)
		}
	}
	if last := b.service.Rates.Grid(quotes, "usd")[5]; last.SKU != "no rate" {
		t.Errorf("without a rate: %s", last.SKU)
	}
}

func TestOfferFormNamesEveryFault(t *testing.T) {
	b := newBench(t)
	_, err := b.service.Post(t.Context(), b.buyer, "bad", RFQForm{HS: "12345", Deadline: "2026-11-01", Price: "-1", Incoterm: "XXX", Companies: []string{"nobody"}})
	for _, code := range []string{"rfq_title", "hs_form", "inquiry_words_missing", "inquiry_quantity", "unit_form", "rfq_frequency", "currency_form", "inquiry_price", "incoterm_unknown", "rfq_deadline"} {
		b.refused(err, code)
	}
}
