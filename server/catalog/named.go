package catalog

import (
	"context"
	"strings"

	"github.com/etradeoffice/portal/server/account"
)

// CompaniesPage is how many companies one page of the list shows.
const CompaniesPage = 24

// CompaniesFound is one page of the list of suppliers.
type CompaniesFound struct {
	Query   Query // its page is one that is there
	Cards   []CompanyCard
	Total   int
	Pages   int
	Facets  map[Facet][]Count
	Without map[Facet]int // of each chosen facet: how many there would be without it
}

// Makers are the published suppliers in whose names, city or line of business all words of the text are found, narrowed by facets of
// MakerList, those that can be met soonest first unless another order is asked for.
func (s *Service) Makers(ctx context.Context, q Query) (CompaniesFound, error) {
	q.list = MakerList
	l, err := s.makersLook(ctx, q)
	if err != nil {
		return CompaniesFound{}, err
	}
	seen := s.shelf.lookMakers(l)
	found := CompaniesFound{Total: len(seen.ids), Pages: max((len(seen.ids)+CompaniesPage-1)/CompaniesPage, 1), Facets: map[Facet][]Count{}, Without: seen.without}
	for _, f := range MakerFacets {
		found.Facets[f] = ordered(f, seen.counts[f], q.Chosen[f])
	}
	q.Page = min(max(q.Page, 1), found.Pages)
	first := (q.Page - 1) * CompaniesPage
	found.Query = q
	found.Cards, err = s.cards(ctx, seen.ids[first:min(first+CompaniesPage, len(seen.ids))])
	return found, err
}

// Named are the makers of a text; without one they are all of them. Page counts from 1.
func (s *Service) Named(ctx context.Context, text string, page int) (CompaniesFound, error) {
	return s.Makers(ctx, Query{Text: text, Page: page})
}

// makersLook gathers what the shelf is asked: whose names have the text, who is free, at the desk and vouched for.
func (s *Service) makersLook(ctx context.Context, q Query) (makersLook, error) {
	l := makersLook{chosen: q.Chosen, sort: q.Sort, now: s.now()}
	if err := s.shelf.readAlong(ctx, s.db, l.now); err != nil {
		return l, err
	}
	var err error
	if l.roll, err = s.roll(ctx, q.Zone); err != nil {
		return l, err
	}
	if words := strings.Fields(strings.ToLower(clean(q.Text))); len(words) > 0 {
		if l.named, err = findMakersNamed(ctx, s.db, words); err != nil {
			return l, err
		}
	}
	ids := s.shelf.companies()
	makers, all := make([]Maker, len(ids)), make([]*Maker, len(ids))
	for i, id := range ids {
		makers[i].ID, all[i] = id, &makers[i]
	}
	l.marks = make(map[account.CompanyID]string, len(ids))
	err = s.vouch(ctx, all)
	for _, maker := range makers {
		l.marks[maker.ID] = maker.Trust.Mark()
	}
	return l, err
}

// BySlugs are the published suppliers with these names in URLs, in their order.
func (s *Service) BySlugs(ctx context.Context, slugs []string) ([]CompanyCard, error) {
	if len(slugs) == 0 {
		return nil, nil
	}
	ids, err := findBySlugs(ctx, s.db, slugs)
	if err != nil {
		return nil, err
	}
	return s.cards(ctx, ids)
}
