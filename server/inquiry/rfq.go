package inquiry

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/problem"
)

// RFQState is where an offer to buy stands:
//
//	draft → moderated → open → {closed | expired}
//
// Moderated means that it is with the office, which opens it or gives it back as a draft with the reason.
type RFQState string

// The states.
const (
	Draft      RFQState = "draft"
	Moderated  RFQState = "moderated"
	OpenRFQ    RFQState = "open"
	ClosedRFQ  RFQState = "closed"
	ExpiredRFQ RFQState = "expired"
)

// What people do with an offer to buy.
const (
	ActSubmit = "submit" // draft → moderated
	ActOpen   = "open"   // moderated → open, by the office
	ActReturn = "return" // moderated → draft, by the office
	ActClose  = "close"  // open → closed
)

var rfqMoves = map[string]struct{ From, To RFQState }{
	ActSubmit: {Draft, Moderated}, ActOpen: {Moderated, OpenRFQ}, ActReturn: {Moderated, Draft}, ActClose: {OpenRFQ, ClosedRFQ},
}

// Legal are the acts that the state lets anybody do.
func (r RFQ) Legal() []string {
	var legal []string
	for _, act := range []string{ActSubmit, ActOpen, ActReturn, ActClose} {
		if rfqMoves[act].From == r.State && r.hold(act) == nil {
			legal = append(legal, act)
		}
	}
	return legal
}

// RFQ is an offer to buy.
type RFQ struct {
	ID            uuid.UUID
	Code          string // in URLs
	Key           string
	Buyer         account.UserID
	BuyerCompany  account.CompanyID
	State         RFQState
	Audience      string // Public or Chosen
	Chosen        []uuid.UUID
	Level         int    // of trust, from which on makers see it who are not chosen
	Lang          string // of the words, BCP 47
	Title         string
	HS            string // HS 2022, 2 to 6 digits, or ""
	Keywords      []string
	Specification string
	Quantity      int
	Unit          string
	Frequency     string // of Frequencies
	Minor         *int64 // target price of one unit
	Currency      string
	Incoterm      string
	Place         string
	Port          string
	Certificates  []string
	Languages     []string
	NDA           bool
	Deadline      time.Time
	Note          string
	CreatedAt     time.Time
	OpenedAt      *time.Time
	OpenedBy      *uuid.UUID
	EndedAt       *time.Time
	Held          bool // its company is suspended: nobody answers it, and it goes nowhere
}

// HSCode is the code as people write it: 8525.89.
func (r RFQ) HSCode() string { return catalog.Dotted(r.HS) }

// Whom an offer is for.
const (
	Public = "public"
	Chosen = "chosen"
)

// RFQLevels are the levels that the form offers: everybody, verified makers, makers for whom a city has signed.
var RFQLevels = []int{int(account.L0), int(account.L2), int(account.L3)}

// Frequencies are how often so much is bought.
var Frequencies = []string{"once", "monthly", "quarterly", "yearly"}

// Units are those of forms, UN/CEFACT Recommendation 20.
var Units = []string{"H87", "SET", "KGM", "TNE", "LTR", "MTR", "PR"}

// Object is the offer as account.May knows it, with the maker that asks.
func (r RFQ) Object(supplier account.CompanyID) account.Object {
	return account.Object{Buyer: r.BuyerCompany, Supplier: supplier}
}

// For reports whether a maker is among those that the offer is for.
func (r RFQ) For(supplier account.CompanyID) bool {
	return r.Audience == Public || slices.Contains(r.Chosen, supplier.UUID)
}

// Takes reports whether makers can still answer.
func (r RFQ) Takes(now time.Time) bool {
	return r.State == OpenRFQ && !r.Held && now.Before(r.Deadline)
}

// RFQForm is an offer to buy as it was typed.
type RFQForm struct {
	Title, HS, Keywords, Specification, Quantity, Unit, Frequency, Price, Currency, Incoterm, Place, Port, Certificates, Lang, Deadline string
	Languages, Companies                                                                                                                []string // companies by slug
	Audience, Level                                                                                                                     string   // "" is public, or chosen when companies are named; "" is everybody
	NDA                                                                                                                                 bool
}

var hsForm = regexp.MustCompile(`^(\d{2}|\d{4}|\d{6})?$`)

// read turns the form into an offer, or names all fields that are wrong. The companies are looked up by the caller.
func (f RFQForm) read(now time.Time, zone *time.Location, most time.Duration) (RFQ, error) {
	var wrong []problem.Field
	check := func(ok bool, name, code string) {
		if !ok {
			wrong = append(wrong, problem.Field{Name: name, Code: code})
		}
	}
	long := func(text string, most int) bool { return utf8.RuneCountInString(text) <= most }
	r := RFQ{Title: strings.TrimSpace(f.Title), HS: strings.ReplaceAll(strings.TrimSpace(f.HS), ".", ""), Keywords: listed(f.Keywords), Specification: strings.TrimSpace(f.Specification),
		Unit: f.Unit, Frequency: f.Frequency, Currency: f.Currency, Incoterm: f.Incoterm, Place: strings.TrimSpace(f.Place), Port: strings.TrimSpace(f.Port),
		Certificates: listed(f.Certificates), NDA: f.NDA, Audience: Public}
	if f.Audience == Chosen || f.Audience == "" && len(f.Companies) > 0 {
		r.Audience = Chosen
		check(len(f.Companies) > 0, "companies", "rfq_nobody")
	} else if f.Level != "" {
		level, err := strconv.Atoi(f.Level)
		check(err == nil && level >= 0 && level <= int(account.L4), "level", "rfq_level")
		r.Level = level
	}
	n := utf8.RuneCountInString(r.Title)
	check(n >= 5 && n <= 120, "title", "rfq_title")
	check(hsForm.MatchString(r.HS), "hs", "hs_form")
	check(long(f.Keywords, 200), "keywords", "inquiry_text_long")
	check(long(f.Certificates, 200), "certificates", "inquiry_text_long")
	for _, w := range wordsOK(r.Specification, messageMin, "specification") {
		check(false, w.Name, w.Code)
	}
	var err error
	r.Quantity, err = strconv.Atoi(strings.NewReplacer(",", "", " ", "").Replace(f.Quantity))
	check(err == nil && r.Quantity > 0 && r.Quantity <= quantityMost, "quantity", "inquiry_quantity")
	check(slices.Contains(Units, r.Unit), "unit", "unit_form")
	check(slices.Contains(Frequencies, r.Frequency), "frequency", "rfq_frequency")
	check(slices.Contains(locale.Currencies, r.Currency), "currency", "currency_form")
	if strings.TrimSpace(f.Price) != "" {
		minor, ok := locale.ParseMoney(f.Price, r.Currency)
		check(ok && minor > 0, "price", "inquiry_price")
		r.Minor = &minor
	}
	check(r.Incoterm == "" || slices.Contains(catalog.Incoterms, r.Incoterm), "incoterm", "incoterm_unknown")
	check(long(r.Place, portMax), "place", "inquiry_port")
	check(long(r.Port, portMax), "port", "inquiry_port")
	for _, l := range f.Languages {
		if slices.Contains(Languages, l) {
			r.Languages = append(r.Languages, l)
		}
	}
	r.Lang = languageOf(r.Title+" "+r.Specification, f.Lang)
	day, err := time.ParseInLocation(time.DateOnly, f.Deadline, zone)
	r.Deadline = day.AddDate(0, 0, 1).Add(-time.Minute).UTC() // the day's end
	check(err == nil && r.Deadline.After(now) && r.Deadline.Before(now.Add(most)), "deadline", "rfq_deadline")
	if len(wrong) > 0 {
		return r, within(most, wrong...)
	}
	return r, nil
}

// within refuses fields; sentences about the deadline name how many days ahead it may be.
func within(most time.Duration, wrong ...problem.Field) *problem.Error {
	refusal := problem.InvalidFields(wrong...)
	refusal.Args = []any{"Days", int(most.Hours() / 24)}
	return refusal
}

// FormOf fills the form with an offer.
func FormOf(r RFQ, zone *time.Location, companies []string) RFQForm {
	f := RFQForm{Title: r.Title, HS: r.HS, Keywords: strings.Join(r.Keywords, ", "), Specification: r.Specification, Quantity: strconv.Itoa(r.Quantity), Unit: r.Unit,
		Frequency: r.Frequency, Currency: r.Currency, Incoterm: r.Incoterm, Place: r.Place, Port: r.Port, Certificates: strings.Join(r.Certificates, ", "), Lang: r.Lang,
		Deadline: r.Deadline.In(zone).Format(time.DateOnly), Languages: r.Languages, Companies: companies, Audience: r.Audience, Level: strconv.Itoa(r.Level), NDA: r.NDA}
	if r.Minor != nil {
		f.Price = locale.PlainMoney(*r.Minor, r.Currency)
	}
	return f
}

// listed are the parts of "a, b; c".
func listed(text string) []string {
	all := []string{}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" && len(all) < 20 && !slices.Contains(all, part) {
			all = append(all, part)
		}
	}
	return all
}

// withoutAddresses is the offer as everybody reads it who is neither its buyer nor the office.
func (r RFQ) withoutAddresses() RFQ {
	r.Title, r.Specification, r.Note = masked(r.Title, "…"), masked(r.Specification, "…"), ""
	return r
}
