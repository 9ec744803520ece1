package inquiry

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Quote is what a maker answers to an offer to buy.
type Quote struct {
	ID         uuid.UUID
	RFQID      uuid.UUID
	Supplier   account.CompanyID
	Author     account.UserID
	At         time.Time
	SKU        string // "" when no product of the catalog is meant
	Minor      int64  // price of one unit
	Currency   string
	Incoterm   string
	Place      string
	Freight    *int64 // part of the price, of one unit; nil: not stated
	Insurance  *int64
	MOQ        int
	Unit       string
	LeadDays   int
	ValidUntil time.Time // a day
	Sample     string    // of SampleTerms
	Text       string
	Held       bool // the maker is suspended
}

// SampleTerms are what a sample costs.
var SampleTerms = []string{"free", "paid", "refunded", "none"}

// QuoteForm is a quote as it was typed.
type QuoteForm struct {
	SKU, Price, Currency, Incoterm, Place, Freight, Insurance, MOQ, LeadDays, ValidUntil, Sample, Text string
}

func (f QuoteForm) read(unit string, today time.Time) (Quote, error) {
	var wrong []problem.Field
	check := func(ok bool, name, code string) {
		if !ok {
			wrong = append(wrong, problem.Field{Name: name, Code: code})
		}
	}
	q := Quote{SKU: f.SKU, Currency: f.Currency, Incoterm: f.Incoterm, Place: strings.TrimSpace(f.Place), Unit: unit, Sample: f.Sample, Text: strings.TrimSpace(f.Text)}
	check(slices.Contains(locale.Currencies, q.Currency), "currency", "currency_form")
	var ok bool
	q.Minor, ok = locale.ParseMoney(f.Price, q.Currency)
	check(ok && q.Minor > 0, "price", "inquiry_price")
	part := func(typed, name string) *int64 {
		if strings.TrimSpace(typed) == "" {
			return nil
		}
		minor, ok := locale.ParseMoney(typed, q.Currency)
		check(ok && minor >= 0 && minor < max(q.Minor, 1), name, "quote_part")
		return &minor
	}
	q.Freight, q.Insurance = part(f.Freight, "freight"), part(f.Insurance, "insurance")
	check(slices.Contains(catalog.Incoterms, q.Incoterm), "incoterm", "incoterm_unknown")
	n := utf8.RuneCountInString(q.Place)
	check(n >= 2 && n <= portMax, "place", "quote_place")
	whole := func(typed, name string, most int) int {
		n, err := strconv.Atoi(strings.NewReplacer(",", "", " ", "").Replace(typed))
		check(err == nil && n > 0 && n <= most, name, "inquiry_quantity")
		return n
	}
	q.MOQ, q.LeadDays = whole(f.MOQ, "moq", quantityMost), whole(f.LeadDays, "lead_days", 1000)
	day, err := time.Parse(time.DateOnly, f.ValidUntil)
	q.ValidUntil = day
	check(err == nil && !day.Before(today) && day.Before(today.AddDate(2, 0, 0)), "valid_until", "quote_valid")
	check(slices.Contains(SampleTerms, q.Sample), "sample", "quote_sample")
	check(utf8.RuneCountInString(q.Text) <= messageMax, "quote_text", "inquiry_long")
	check(len(Numbers(q.Text)) == 0, "quote_text", "quote_account")
	if len(wrong) > 0 {
		return q, problem.InvalidFields(wrong...)
	}
	return q, nil
}

// Quote answers an offer. A second quote of a maker takes the place of its first; each counts for the month.
func (s *Service) Quote(ctx context.Context, v account.Viewer, code string, f QuoteForm) (Quote, error) {
	supplier, _ := v.Company(account.Supplier)
	if err := account.May(v, account.QuoteRFQ, account.Object{Supplier: supplier}); err != nil {
		return Quote{}, err
	}
	r, err := s.RFQ(ctx, v, code)
	if err != nil {
		return Quote{}, err
	}
	own, err := s.holds(ctx, supplier)
	if err != nil {
		return Quote{}, err
	}
	if refusal := held(own, r.Held); refusal != nil {
		return Quote{}, refusal.In(string(r.State)).WithLegal(r.Legal()...)
	}
	now := s.clock()
	local := now.In(s.Zone)
	if !r.Takes(now) || !r.For(supplier) {
		return Quote{}, problem.New(problem.Conflict, "rfq_over").In(string(r.State)).WithLegal(r.Legal()...)
	}
	q, err := f.read(r.Unit, time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC))
	if err != nil {
		return q, err
	}
	if q.SKU != "" {
		p, err := s.Catalog.Product(ctx, q.SKU)
		if err != nil || p.Maker.ID != supplier {
			return q, problem.InvalidFields(problem.Field{Name: "sku", Code: "product_unknown"})
		}
	}
	q.ID, q.RFQID, q.Supplier, q.Author, q.At = newID(), r.ID, supplier, v.User, now
	month := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, s.Zone)
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if err := lockCompany(ctx, tx, supplier); err != nil {
			return err
		}
		n, err := quotesSince(ctx, tx, supplier, month)
		if err != nil {
			return err
		}
		if n >= s.Settings.Quotes {
			return problem.New(problem.TooMany, "quote_limit", "Limit", s.Settings.Quotes, "Date", month.AddDate(0, 1, 0).Format(time.DateOnly))
		}
		if err := withdrawQuote(ctx, tx, r.ID, supplier, now); err != nil {
			return err
		}
		if err := insertQuote(ctx, tx, q); err != nil {
			return err
		}
		if err := s.Queue.Insert(ctx, tx, letter{About: aboutQuote, RFQ: r.ID, Message: q.ID}); err != nil {
			return err
		}
		return s.outsideRFQ(ctx, tx, r, "quote", now, integration.OfCompany(supplier))
	})
	return q, err
}

// Quotes are those on an offer that the viewer may see: all for its buyer and the office, a maker's own for a maker, none
// for others.
func (s *Service) Quotes(ctx context.Context, v account.Viewer, r RFQ) ([]Quote, error) {
	if account.May(v, account.ReadQuotes, r.Object(account.CompanyID{})) == nil {
		return quotesOf(ctx, s.DB, r.ID)
	}
	supplier, ok := v.Company(account.Supplier)
	if !ok {
		return nil, nil
	}
	all, err := quotesOf(ctx, s.DB, r.ID)
	return slices.DeleteFunc(all, func(q Quote) bool { return q.Supplier != supplier }), err
}
