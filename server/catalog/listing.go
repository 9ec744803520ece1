package catalog

import (
	"context"
	"time"
)

// Listed is a page of a company or a product that everybody may see.
type Listed struct {
	Path      string // below the language: "/products/DS-SC5W"
	ChangedAt time.Time
}

// CountListed counts the public pages of companies and products.
func (s *Service) CountListed(ctx context.Context) (int, error) { return countListed(ctx, s.db) }

// Listed are the public pages of companies and products, by path; so many at most, after skipping so many.
func (s *Service) Listed(ctx context.Context, skip, most int) ([]Listed, error) {
	return findListed(ctx, s.db, skip, most)
}
