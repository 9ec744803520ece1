package catalog

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/signaling/control"
)

// Profile is what a company shows of itself beside the facts of account.Company.
type Profile struct {
	Line          Texts             // what it makes, in a few words
	About         Texts             // paragraphs with an empty line between two
	Site          Texts             // part of the city
	Sources       map[string]string // of ProfileTexts, see Behind
	BusinessNo    string
	FactoryM2     int      // 0: not told
	FactoryLines  int      // 0: not told
	Markets       []string // exports to, ISO 3166-1
	Patents       int
	TurnoverMinor int64 // last year, minor units of Currency; 0: not told
	ExportMinor   int64
	Currency      string   // ISO 4217
	Distributors  []string // distributors sought in, ISO 3166-1
	Glossary      []Term
	Fairs         []Fair            // at which it exhibits, the next first
	Mark          string            // picture name, see PictureURL
	Details       map[string]string // field -> value: what is shown and asked of nobody else, and the contacts, which are not shown
}

// Term is one entry of a company's glossary, for its interpreters.
type Term struct {
	Ko string `json:"ko"`
	En string `json:"en"`
}

// Company is a supplier with what it shows.
type Company struct {
	Maker
	Country  string // ISO 3166-1
	Founded  int    // year; 0: not told
	Staff    int    // 0: not told
	Profile  Profile
	Certs    []Certificate // that its published products hold now, each number once
	Products Hits          // one page of them, newest first
	Count    int           // of all its products
	Page     int           // from 1
	Pages    int
	Hours    Hours
}

// OwnProfile is what a company says of itself, published or not; empty when it has said nothing.
func (s *Service) OwnProfile(ctx context.Context, q postgres.Querier, company account.CompanyID) (Profile, error) {
	return findProfile(ctx, q, company)
}

// CompanyCard is a supplier in a list.
type CompanyCard struct {
	Maker
	Site     Texts
	Products int
	Picture  *Picture // of its newest product
	Hours    Hours
}

// Company is a published supplier by the name it has in URLs, with the first page of its products; NotFound when there is none.
func (s *Service) Company(ctx context.Context, slug string) (Company, error) {
	return s.CompanyAt(ctx, slug, 1)
}

// mostCompanyPages is how far the pages of one company go.
const mostCompanyPages = 1000

// CompanyAt is Company with another page of its products, from 1; one that is not there is the nearest.
func (s *Service) CompanyAt(ctx context.Context, slug string, page int) (Company, error) {
	page = min(max(page, 1), mostCompanyPages)
	company, err := findCompany(ctx, s.db, slug, page, s.today())
	if err == nil && page > company.Pages {
		company, err = findCompany(ctx, s.db, slug, company.Pages, s.today())
	}
	if err != nil {
		return Company{}, err
	}
	company.Hours = s.hours(ctx, company.ID)
	for i := range company.Products {
		company.Products[i].Hours = company.Hours
	}
	return company, nil
}

// Reachable are the suppliers with somebody at the desk, in a call, busy or back soon; blind when presence cannot be told.
func (s *Service) Reachable(ctx context.Context) (cards []CompanyCard, blind bool, err error) {
	ids, err := s.soonest(ctx)
	if err != nil {
		return nil, false, err
	}
	there := s.there(ctx, ids)
	blind = slices.ContainsFunc(ids, func(id account.CompanyID) bool { return there[id] == control.PresenceUnknown })
	ids = slices.DeleteFunc(ids, func(id account.CompanyID) bool {
		return there[id] == control.PresenceUnknown || there[id] == control.Away
	})
	cards, err = s.cards(ctx, ids)
	return cards, blind, err
}

// soonest are all published suppliers, by their next free time within a week, then by name.
func (s *Service) soonest(ctx context.Context) ([]account.CompanyID, error) {
	if err := s.shelf.readAlong(ctx, s.db, s.now()); err != nil {
		return nil, err
	}
	week, err := s.freeThisWeek(ctx)
	if err != nil {
		return nil, err
	}
	return s.shelf.suppliers(func(id account.CompanyID) int64 {
		if f, ok := week.free[id]; ok {
			return f.first.Unix()
		}
		return never
	}), nil
}

// cards are the companies as cards, in the order of ids.
func (s *Service) cards(ctx context.Context, ids []account.CompanyID) ([]CompanyCard, error) {
	cards, err := findCompanyCards(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(cards, func(a, b CompanyCard) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	next, there := s.freeTimes(ctx, ids), s.there(ctx, ids)
	for i, card := range cards {
		cards[i].Hours = Hours{Next: next[card.ID], Presence: there[card.ID]}
	}
	return cards, nil
}

// Product is a published product by its SKU, with the prices that the viewer of the context may see; NotFound when
// there is none.
func (s *Service) Product(ctx context.Context, sku string) (Product, error) {
	sheet, err := findSheet(ctx, s.db, sku)
	if err != nil {
		return Product{}, err
	}
	product := sheet.Product
	level, err := s.sees(ctx, account.ViewerFrom(ctx), product.Maker.ID)
	if err != nil {
		return Product{}, err
	}
	product.Tiers, product.Hidden = visible(sheet.tiers, level)
	product.Hours, product.Today = s.hours(ctx, product.Maker.ID), s.now()
	if product.Related, err = s.related(ctx, product); err != nil {
		return Product{}, err
	}
	for i := range product.Related {
		product.Related[i].Hours = product.Hours
	}
	product.Alike, err = s.hits(ctx, s.shelf.alike(product.HS6, product.Category, product.Maker.ID, shownRelated))
	s.addHours(ctx, product.Alike)
	return product, err
}

// related are other products of the same maker, as the shelf knows them.
func (s *Service) related(ctx context.Context, p Product) ([]Hit, error) {
	if err := s.shelf.readAlong(ctx, s.db, s.now()); err != nil {
		return nil, err
	}
	hits, err := s.hits(ctx, s.shelf.newestOf(p.Maker.ID, shownRelated+1))
	hits = slices.DeleteFunc(hits, func(h Hit) bool { return h.SKU == p.SKU })
	return hits[:min(len(hits), shownRelated)], err
}

// Products are the published products of a company, newest first, for a form that lets people choose among them.
func (s *Service) Products(ctx context.Context, company account.CompanyID) ([]Hit, error) {
	return findHitsOf(ctx, s.db, company, s.today())
}

// Offered are published products of a company for a form that lets people choose among thousands: the newest whose number or name
// has all words of a text, at most so many, without those that are chosen already; and how many more there are.
func (s *Service) Offered(ctx context.Context, company account.CompanyID, text string, chosen []string, most int) (hits Hits, more int, err error) {
	hits, total, err := findOffered(ctx, s.db, company, strings.Fields(strings.ToLower(clean(text))), chosen, most, s.today())
	return hits, total - len(hits), err
}

// Names are the names of published products by SKU; one that is not there is left out.
func (s *Service) Names(ctx context.Context, skus []string) (map[string]Texts, error) {
	return NamesOf(ctx, s.db, skus)
}

// Glossary are the terms of a company, for the interpreter who prepares.
func (s *Service) Glossary(ctx context.Context, company account.CompanyID) ([]Term, error) {
	return findGlossary(ctx, s.db, company)
}

func (s *Service) today() time.Time { return s.now().UTC().Truncate(24 * time.Hour) }
