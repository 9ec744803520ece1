package fit

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/trust"
)

// past is what a buyer did with agreed consultations in a year.
type past struct{ Cancelled, Missed int }

// Known is what the fit checks of many requests are made from, each read once for all.
type Known struct {
	Companies map[account.CompanyID]account.Company
	People    map[account.UserID]account.User
	vouchers  map[account.CompanyID][]account.Desk
	trades    map[string]catalog.Trade
	Met       map[consultation.Sides]int
	past      map[account.CompanyID]past
}

// Fitter holds meetings, asked for or thought of, against what is known of their two sides.
type Fitter struct {
	db       *postgres.DB
	accounts *account.Service
	meetings *consultation.Service
	catalog  *catalog.Service
}

// NewFitter makes one.
func NewFitter(db *postgres.DB, accounts *account.Service, meetings *consultation.Service, goods *catalog.Service) Fitter {
	return Fitter{db, accounts, meetings, goods}
}

// Scores are how well meetings fit, of 100 each. Of a meeting that is only thought of, companies, people, products, languages
// and start are needed.
func (h Fitter) Scores(ctx context.Context, all []consultation.Consultation) ([]int, error) {
	known, err := h.Read(ctx, all)
	if err != nil {
		return nil, err
	}
	scores := make([]int, len(all))
	for i, c := range all {
		scores[i] = known.Assess(c).Score
	}
	return scores, nil
}

// Read reads it in six queries, for however many requests.
func (h Fitter) Read(ctx context.Context, all []consultation.Consultation) (Known, error) {
	var f Known
	var companies, buyers []account.CompanyID
	var people []account.UserID
	var products []string
	var pairs []consultation.Sides
	for _, c := range all {
		companies = append(companies, c.SupplierCompany, c.BuyerCompany)
		buyers = append(buyers, c.BuyerCompany)
		people = append(people, c.BuyerUser, c.InterpreterUser)
		products = append(products, c.Products...)
		pairs = append(pairs, consultation.Sides{Supplier: c.SupplierCompany, Buyer: c.BuyerCompany})
	}
	var err error
	for _, read := range []func() error{
		func() error { f.Companies, err = h.accounts.Companies(ctx, companies); return err },
		func() error { f.People, err = h.accounts.Users(ctx, people); return err },
		func() error { f.vouchers, err = h.accounts.BroughtBy(ctx, buyers); return err },
		func() error { f.trades, err = h.catalog.Trades(ctx, products); return err },
		func() error { f.Met, err = h.meetings.Met(ctx, pairs); return err },
		func() error {
			f.past, err = givenUp(ctx, h.db, buyers, h.meetings.Now().AddDate(-1, 0, 0))
			return err
		},
	} {
		if err := read(); err != nil {
			return Known{}, err
		}
	}
	return f, nil
}

// Assess is the check of one request.
func (f Known) Assess(c consultation.Consultation) Assessment { return Assess(f.facts(c)) }

func (f Known) facts(c consultation.Consultation) Facts {
	supplier, buyer, person := f.Companies[c.SupplierCompany], f.Companies[c.BuyerCompany], f.People[c.BuyerUser]
	facts := Facts{
		Interests: buyer.Interests, Market: buyer.Country, Suspended: buyer.SuspendedAt != nil, FreeMail: trust.FreeMail(person.Email),
		Talk: c.Language, Supplier: supplier.Languages, Buyer: append(append([]string{}, person.Languages...), buyer.Languages...),
		Pair: c.NeedFrom != "", Interpreter: c.InterpreterState, SupplierAt: on(c.StartsAt, c.SupplierZone), BuyerAt: on(c.StartsAt, c.BuyerZone),
		Met: f.Met[consultation.Sides{Supplier: c.SupplierCompany, Buyer: c.BuyerCompany}], Cancelled: f.past[c.BuyerCompany].Cancelled, Missed: f.past[c.BuyerCompany].Missed,
	}
	for _, desk := range f.vouchers[c.BuyerCompany] { // a sister city before an association
		facts.Voucher, facts.VoucherBy = desk.Kind, desk.City
		break
	}
	for _, sku := range c.Products {
		t := f.trades[sku]
		facts.Products = append(facts.Products, Product{SKU: sku, HS6: t.HS6, Proven: t.Proven, Awaited: t.Awaited})
	}
	return facts
}

// on is an instant on a zone's wall.
func on(at time.Time, zone string) time.Time {
	loc, err := schedule.LoadZone(zone)
	if err != nil {
		return at.UTC()
	}
	return at.In(loc)
}
