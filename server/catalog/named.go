package catalog

import (
	"context"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
)

// Named are the published suppliers in whose names, city or line of business all words of the text are found, those that
// can be met soonest first; without a text they are all of them. Page counts from 1.
func (s *Service) Named(ctx context.Context, text string, page int) (CompaniesFound, error) {
	words := strings.Fields(strings.ToLower(clean(text)))
	if len(words) == 0 {
		return s.Companies(ctx, page)
	}
	ids, err := s.soonest(ctx)
	if err != nil {
		return CompaniesFound{}, err
	}
	named, err := findMakersNamed(ctx, s.db, words)
	if err != nil {
		return CompaniesFound{}, err
	}
	ids = slices.DeleteFunc(ids, func(id account.CompanyID) bool { return !named[id] })
	return s.companiesPage(ctx, ids, page)
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

func (s *Service) companiesPage(ctx context.Context, ids []account.CompanyID, page int) (CompaniesFound, error) {
	found := CompaniesFound{Total: len(ids), Pages: max((len(ids)+CompaniesPage-1)/CompaniesPage, 1)}
	found.Page = min(max(page, 1), found.Pages)
	first := (found.Page - 1) * CompaniesPage
	var err error
	found.Cards, err = s.cards(ctx, ids[first:min(first+CompaniesPage, len(ids))])
	return found, err
}
