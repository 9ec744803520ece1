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

// Query is a search over published products. The zero Query finds all.
type Query struct {
	Text   string
	Chosen map[Facet]string // a value of each facet that narrows it
	Sort   Sort
	Page   int            // from 1; 0 is 1
	Home   string         // ISO 3166-1: whose certificates FitFacet counts while none is chosen; no part of the address
	Zone   *time.Location // in whose waking hours FreeFacet looks; nil: in all; no part of the address

	since, until time.Time // see NewBetween; zero: always
	list         *List     // nil: ProductList
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
	Saved    bool     // the viewer has put it aside
	Ask      Basketed // whether the viewer can ask for it

	id      ProductID
	origins []Origin  // of the name
	changed int64     // transaction of the last change to what a card shows
	day     time.Time // on which its certificates counted
}

// HSCode is the code as people write it: 9018.90.
func (h Hit) HSCode() string { return Dotted(h.HS6) }

// More is how many certificates stand beyond the three that a card shows.
func (h Hit) More() int { return max(len(h.Families)-cardCerts, 0) }

const cardCerts = 3

// Found is one page of a search.
type Found struct {
	Query     Query
	Hits      Hits
	Total     int
	Pages     int
	Facets    map[Facet][]Count // in the order of a page, the chosen value always
	Corrected string            // what was looked for instead of the text, which nothing had
	Partly    bool              // nothing had all the words; these have some
	Also      []Word            // looked for beside the words of the text, which mean the same
	Without   map[Facet]int     // of each chosen facet: how many products there would be without it
}

// Search finds products. Each facet counts under all other filters, so that a count says what choosing it would show.
// A text that nothing has is tried with its spelling mended, then with those of its words that something has.
func (s *Service) Search(ctx context.Context, q Query) (Found, error) {
	q.Page = min(max(q.Page, 1), lastPage)
	found := Found{Query: q}
	look, err := s.lookFor(ctx, q, &found)
	if err != nil {
		return Found{}, err
	}
	seen := s.shelf.look(look)
	if found.Hits, err = s.hits(ctx, seen); err != nil {
		return Found{}, err
	}
	found.Total, found.Without = seen.total, seen.without
	found.Pages = min(max((found.Total+PageSize-1)/PageSize, 1), lastPage)
	found.Facets = map[Facet][]Count{}
	for _, f := range Facets {
		found.Facets[f] = ordered(f, seen.counts[f], q.Chosen[f])
	}
	s.addHours(ctx, found.Hits)
	return found, nil
}

// NewBetween is the first page of a search over what was published from one instant on and before another (both to the
// second), the newest first.
func (s *Service) NewBetween(ctx context.Context, q Query, since, until time.Time) (Found, error) {
	q.Page, q.Sort, q.since, q.until = 1, ByNewest, since, until
	return s.Search(ctx, q)
}

// Cards are the published products of these SKUs, in their order; one that is not there is left out.
func (s *Service) Cards(ctx context.Context, skus []string) ([]Hit, error) {
	hits, err := findHitsBySKU(ctx, s.db, skus, s.today())
	if err == nil {
		s.addHours(ctx, hits)
	}
	return hits, err
}

// lookFor gathers what the shelf is asked: the matches of the text, who is free and who is at the desk.
func (s *Service) lookFor(ctx context.Context, q Query, found *Found) (look, error) {
	l := look{chosen: q.Chosen, sort: q.Sort, now: s.now(), first: (q.Page - 1) * PageSize, n: PageSize, all: q.Text == "", home: q.Home, since: q.since, until: q.until}
	if err := s.shelf.readAlong(ctx, s.db, l.now); err != nil {
		return look{}, err
	}
	var err error
	if l.roll, err = s.roll(ctx, q.Zone); err != nil {
		return look{}, err
	}
	if !l.all {
		l.matches, err = s.matches(ctx, q.Text, found)
	}
	return l, err
}

// matches are the products that a text finds, with how that was done in found.
func (s *Service) matches(ctx context.Context, text string, found *Found) ([]match, error) {
	words, err := s.lexicon(ctx)
	if err != nil {
		return nil, err
	}
	asked := words.ask(text)
	found.Also = words.also(asked)
	matches, err := s.find(ctx, asked.terms)
	if err != nil || len(matches) > 0 {
		return matches, err
	}
	if mended := words.corrected(text); mended != "" {
		again := words.ask(mended)
		if matches, err = s.find(ctx, again.terms); err != nil || len(matches) > 0 {
			found.Corrected = mended
			return matches, err
		}
		asked = again
	}
	var there []term
	for _, t := range asked.terms {
		some, err := s.find(ctx, []term{t})
		if err != nil {
			return nil, err
		}
		if len(some) > 0 {
			there = append(there, t)
		}
	}
	found.Partly = true
	for n := len(there); n > 0; n-- {
		if matches, err = s.find(ctx, there[:n]); err != nil || len(matches) > 0 {
			return matches, err
		}
	}
	return nil, nil
}

// find is what all of the terms find, by place.
func (s *Service) find(ctx context.Context, terms []term) ([]match, error) {
	if len(terms) == 0 {
		return nil, nil
	}
	lists := make([]*findings, len(terms))
	for i, t := range terms {
		found, err := s.shelf.findings(ctx, s.db, t.query)
		if err != nil || len(found.places) == 0 {
			return nil, err
		}
		lists[i] = found
	}
	return meet(lists), nil
}

// Halls counts the published products of each category, in the order of Categories.
func (s *Service) Halls(ctx context.Context) ([]Count, error) {
	if err := s.shelf.readAlong(ctx, s.db, s.now()); err != nil {
		return nil, err
	}
	return ordered(CategoryFacet, s.shelf.halls(), ""), nil
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
