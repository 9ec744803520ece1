package catalog

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// Profile is what a company shows of itself beside the facts of account.Company.
type Profile struct {
	Line          Texts // what it makes, in a few words
	About         Texts // paragraphs with an empty line between two
	Site          Texts // part of the city
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
	Mark          string     // picture name, see PictureURL
	VerifiedOn    *time.Time // the Office checked the registration; midnight UTC
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
	Products []Hit
	Hours    Hours
}

// CompanyCard is a supplier in a list.
type CompanyCard struct {
	Maker
	Site     Texts
	Products int
	Picture  *Picture // of its newest product
	Verified *time.Time
	Hours    Hours
}

// Company is a published supplier by the name it has in URLs; NotFound when there is none.
func (s *Service) Company(ctx context.Context, slug string) (Company, error) {
	company, err := findCompany(ctx, s.db, slug, s.today())
	if err != nil {
		return Company{}, err
	}
	company.Hours = s.hours(ctx, company.ID)
	for i := range company.Products {
		company.Products[i].Hours = company.Hours
	}
	return company, nil
}

// Companies are the published suppliers, those that can be met soonest first.
func (s *Service) Companies(ctx context.Context) ([]CompanyCard, error) {
	return s.Soonest(ctx, companiesListed)
}

// companiesListed bounds the list.
const companiesListed = 200

// Soonest are the first n of Companies.
func (s *Service) Soonest(ctx context.Context, n int) ([]CompanyCard, error) {
	cards, err := findCompanyCards(ctx, s.db, companiesListed)
	if err != nil {
		return nil, err
	}
	ids := make([]account.CompanyID, len(cards))
	for i, card := range cards {
		ids[i] = card.ID
	}
	next := s.freeTimes(ctx, ids)
	for i := range cards {
		cards[i].Hours.Next = next[cards[i].ID]
	}
	slices.SortStableFunc(cards, func(a, b CompanyCard) int { return sooner(a.Hours, b.Hours) })
	cards = cards[:min(n, len(cards))]
	ids = ids[:len(cards)]
	for i, card := range cards {
		ids[i] = card.ID
	}
	there := s.there(ctx, ids)
	for i := range cards {
		cards[i].Hours.Presence = there[cards[i].ID]
	}
	return cards, nil
}

// sooner orders by first free time; a company without any comes last.
func sooner(a, b Hours) int {
	switch {
	case len(a.Next) == 0 && len(b.Next) == 0:
		return 0
	case len(a.Next) == 0:
		return 1
	case len(b.Next) == 0:
		return -1
	}
	return a.Next[0].Compare(b.Next[0])
}

// Product is a published product by its SKU, with the prices that the viewer of the context may see; NotFound when
// there is none.
func (s *Service) Product(ctx context.Context, sku string) (Product, error) {
	sheet, err := findSheet(ctx, s.db, sku, s.today())
	if err != nil {
		return Product{}, err
	}
	product := sheet.Product
	product.Tiers, product.Hidden = visible(sheet.tiers, levelOf(account.ViewerFrom(ctx), product.Maker.ID))
	product.Hours = s.hours(ctx, product.Maker.ID)
	for i := range product.Related {
		product.Related[i].Hours = product.Hours
	}
	return product, nil
}

// Products are the published products of a company, newest first, for a form that lets people choose among them.
func (s *Service) Products(ctx context.Context, company account.CompanyID) ([]Hit, error) {
	return findHitsOf(ctx, s.db, company, s.today())
}

// Names are the names of published products by SKU; one that is not there is left out.
func (s *Service) Names(ctx context.Context, skus []string) (map[string]Texts, error) {
	return findNames(ctx, s.db, skus)
}

// Glossary are the terms of a company, for the interpreter who prepares.
func (s *Service) Glossary(ctx context.Context, company account.CompanyID) ([]Term, error) {
	return findGlossary(ctx, s.db, company)
}

func (s *Service) today() time.Time { return s.now().UTC().Truncate(24 * time.Hour) }
