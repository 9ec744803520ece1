package catalog

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// PageSize is how many products one page of a search shows.
const PageSize = 24

// lastPage bounds how deep a search can be paged.
const lastPage = 200

// Query is a search over published products. The zero Query finds all, newest first.
type Query struct {
	Text         string
	Category     string // one of Categories, or empty
	Certificate  string // a family, see Family, or empty
	FreeThisWeek bool
	Page         int // from 1; 0 is 1
}

// Hit is one product as a card shows it.
type Hit struct {
	SKU      string
	Name     Texts
	Short    Texts
	Category string
	HS6      string
	MOQ      int
	Unit     string
	From     *Tier // first public price; nil: on request
	Currency string
	Incoterm string
	Place    Texts
	Families []string // certificates that count today
	Picture  *Picture
	Maker    Maker
	Hours    Hours
}

// HSCode is the code as people write it: 9018.90.
func (h Hit) HSCode() string { return dotted(h.HS6) }

// More is how many certificates stand beyond the three that a card shows.
func (h Hit) More() int { return max(len(h.Families)-cardCerts, 0) }

const cardCerts = 3

// Count is one value of a facet with how many products it has beside the other filters.
type Count struct {
	Value string
	N     int
}

// Found is one page of a search.
type Found struct {
	Query        Query
	Hits         []Hit
	Total        int
	Pages        int
	Categories   []Count // in the order of Categories, the chosen one always
	Certificates []Count // most frequent first, the chosen one always
	FreeThisWeek int
}

// Search finds products. Each facet counts under all other filters, so that a count says what choosing it would show.
func (s *Service) Search(ctx context.Context, q Query) (Found, error) {
	q.Page = min(max(q.Page, 1), lastPage)
	f := filter{
		text: tsquery(q.Text), typed: q.Text != "", category: q.Category, family: q.Certificate,
		onlyFree: q.FreeThisWeek, today: s.now().UTC().Truncate(24 * time.Hour),
	}
	free, err := s.freeThisWeek(ctx)
	if err != nil {
		return Found{}, err
	}
	f.free = free
	found := Found{Query: q}
	if found.Total, err = countProducts(ctx, s.db, f); err != nil {
		return Found{}, err
	}
	if found.Hits, err = findHits(ctx, s.db, f, PageSize, (q.Page-1)*PageSize); err != nil {
		return Found{}, err
	}
	if found.Categories, err = countCategories(ctx, s.db, f.without(byCategory)); err != nil {
		return Found{}, err
	}
	found.Categories = inOrder(found.Categories, q.Category)
	if found.Certificates, err = countFamilies(ctx, s.db, f.without(byFamily)); err != nil {
		return Found{}, err
	}
	found.Certificates = withChosen(found.Certificates, q.Certificate)
	if found.FreeThisWeek, err = countProducts(ctx, s.db, f.onlyFreeOnes()); err != nil {
		return Found{}, err
	}
	found.Pages = min(max((found.Total+PageSize-1)/PageSize, 1), lastPage)
	s.addHours(ctx, found.Hits)
	return found, nil
}

func (s *Service) addHours(ctx context.Context, hits []Hit) {
	var companies []account.CompanyID
	for _, hit := range hits {
		if !slices.Contains(companies, hit.Maker.ID) {
			companies = append(companies, hit.Maker.ID)
		}
	}
	if len(companies) == 0 {
		return
	}
	hours := s.hours(ctx, companies)
	for i := range hits {
		hits[i].Hours = hours[hits[i].Maker.ID]
	}
}

// inOrder sorts counts by the order of Categories and drops empty ones but the chosen.
func inOrder(counts []Count, chosen string) []Count {
	var sorted []Count
	for _, category := range Categories {
		at := slices.IndexFunc(counts, func(c Count) bool { return c.Value == category })
		switch {
		case at >= 0:
			sorted = append(sorted, counts[at])
		case category == chosen:
			sorted = append(sorted, Count{Value: category})
		}
	}
	return sorted
}

func withChosen(counts []Count, chosen string) []Count {
	if chosen == "" || slices.ContainsFunc(counts, func(c Count) bool { return c.Value == chosen }) {
		return counts
	}
	return append(counts, Count{Value: chosen})
}

// freeWeek is what was last known of who has a free slot in the next seven days.
type freeWeek struct {
	companies []account.CompanyID
	until     time.Time
}

// freeKept is how long that is believed: a filter and a count may be this late, a booking never looks at it.
const freeKept = 20 * time.Second

// freeThisWeek are the companies with a free slot in the next seven days.
func (s *Service) freeThisWeek(ctx context.Context) ([]account.CompanyID, error) {
	now := s.now()
	s.mu.Lock()
	known := s.free
	s.mu.Unlock()
	if now.Before(known.until) {
		return known.companies, nil
	}
	all, err := findPublishedCompanies(ctx, s.db)
	if err != nil {
		return nil, err
	}
	fresh := freeWeek{companies: []account.CompanyID{}, until: now.Add(freeKept)}
	next, err := s.nextFree(ctx, all, 1)
	if err != nil {
		s.log.WarnContext(ctx, "search without free times", "err", err)
	}
	for _, company := range all {
		if starts := next[company]; len(starts) > 0 && starts[0].Before(now.AddDate(0, 0, 7)) {
			fresh.companies = append(fresh.companies, company)
		}
	}
	s.mu.Lock()
	s.free = fresh
	s.mu.Unlock()
	return fresh.companies, nil
}
