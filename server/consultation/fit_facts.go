package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/trust"
)

// past is what a buyer did with agreed consultations in a year.
type past struct{ Cancelled, Missed int }

// fitting is what the fit checks of many requests are made from, each read once for all.
type fitting struct {
	companies map[account.CompanyID]account.Company
	people    map[account.UserID]account.User
	vouchers  map[account.CompanyID][]account.Desk
	trades    map[string]catalog.Trade
	met       map[pair]int
	past      map[account.CompanyID]past
}

// Fitter holds meetings, asked for or thought of, against what is known of their two sides.
type Fitter struct {
	service *Service
	catalog *catalog.Service
}

// NewFitter makes one.
func NewFitter(service *Service, goods *catalog.Service) Fitter { return Fitter{service, goods} }

// Scores are how well meetings fit, of 100 each. Of a meeting that is only thought of, companies, people, products, languages
// and start are needed.
func (h Fitter) Scores(ctx context.Context, all []Consultation) ([]int, error) {
	known, err := h.read(ctx, all)
	if err != nil {
		return nil, err
	}
	scores := make([]int, len(all))
	for i, c := range all {
		scores[i] = known.fit(c).Score
	}
	return scores, nil
}

// read reads it in six queries, for however many requests.
func (h Fitter) read(ctx context.Context, all []Consultation) (fitting, error) {
	var f fitting
	var companies, buyers []account.CompanyID
	var people []account.UserID
	var products []string
	var pairs []pair
	for _, c := range all {
		companies = append(companies, c.SupplierCompany, c.BuyerCompany)
		buyers = append(buyers, c.BuyerCompany)
		people = append(people, c.BuyerUser, c.InterpreterUser)
		products = append(products, c.Products...)
		pairs = append(pairs, pair{c.SupplierCompany, c.BuyerCompany})
	}
	var err error
	for _, read := range []func() error{
		func() error { f.companies, err = h.service.accounts.Companies(ctx, companies); return err },
		func() error { f.people, err = h.service.accounts.Users(ctx, people); return err },
		func() error { f.vouchers, err = h.service.accounts.BroughtBy(ctx, buyers); return err },
		func() error { f.trades, err = h.catalog.Trades(ctx, products); return err },
		func() error { f.met, err = meetings(ctx, h.service.db, pairs); return err },
		func() error {
			f.past, err = givenUp(ctx, h.service.db, buyers, h.service.clock().AddDate(-1, 0, 0))
			return err
		},
	} {
		if err := read(); err != nil {
			return fitting{}, err
		}
	}
	return f, nil
}

// fit is the check of one request.
func (f fitting) fit(c Consultation) Fit { return CheckFit(f.facts(c)) }

func (f fitting) facts(c Consultation) FitFacts {
	supplier, buyer, person := f.companies[c.SupplierCompany], f.companies[c.BuyerCompany], f.people[c.BuyerUser]
	facts := FitFacts{
		Interests: buyer.Interests, Market: buyer.Country, Suspended: buyer.SuspendedAt != nil, FreeMail: trust.FreeMail(person.Email),
		Talk: c.Language, Supplier: supplier.Languages, Buyer: append(append([]string{}, person.Languages...), buyer.Languages...),
		Pair: c.NeedFrom != "", Interpreter: c.InterpreterState, SupplierAt: on(c.StartsAt, c.SupplierZone), BuyerAt: on(c.StartsAt, c.BuyerZone),
		Met: f.met[pair{c.SupplierCompany, c.BuyerCompany}], Cancelled: f.past[c.BuyerCompany].Cancelled, Missed: f.past[c.BuyerCompany].Missed,
	}
	for _, desk := range f.vouchers[c.BuyerCompany] { // a sister city before an association
		facts.Voucher, facts.VoucherBy = desk.Kind, desk.City
		break
	}
	for _, sku := range c.Products {
		t := f.trades[sku]
		facts.Products = append(facts.Products, FitProduct{SKU: sku, HS6: t.HS6, Proven: t.Proven, Awaited: t.Awaited})
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
