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
	all, err := search(ctx, s.db, f, (q.Page-1)*PageSize)
	if err != nil {
		return Found{}, err
	}
	found.Hits, found.Total, found.FreeThisWeek = all.hits, all.total(q.Category), all.free(q.Category)
	found.Categories, found.Certificates = inOrder(all.counts(), q.Category), withChosen(all.families, q.Certificate)
	found.Pages = min(max((found.Total+PageSize-1)/PageSize, 1), lastPage)
	s.addHours(ctx, found.Hits)
	return found, nil
}

// Halls counts the published products of each category, in the order of Categories.
func (s *Service) Halls(ctx context.Context) ([]Count, error) {
	counts, err := countHalls(ctx, s.db)
	return inOrder(counts, ""), err
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
	next := s.freeTimes(ctx, companies)
	for i := range hits {
		hits[i].Hours.Next = next[hits[i].Maker.ID]
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
