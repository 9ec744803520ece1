package account

import (
	"context"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/postgres"
)

// UpdateCompany writes what a company says of itself: names, languages, year and people. Its slug, kind, country and zone
// stay, since others refer to them.
func (s *Service) UpdateCompany(ctx context.Context, tx postgres.Tx, c Company) error {
	if err := c.check(); err != nil {
		return err
	}
	return updateCompany(ctx, tx, c)
}

// UpdateBuyer writes what a buyer says of itself beyond its name: languages, year, people, what it imports and details.
func (s *Service) UpdateBuyer(ctx context.Context, tx postgres.Tx, c Company) error {
	if c.Details == nil {
		c.Details = map[string]string{}
	}
	return updateBuyer(ctx, tx, c)
}

// Wishes are the products that a buyer looks for, each in one line: what, how many a year, at which price, with which
// certificates, by when.
func (c Company) Wishes() []string {
	var wishes []string
	for line := range strings.Lines(c.Details["wishes"]) {
		cells := strings.Split(line, "|")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(cell)
		}
		wishes = append(wishes, strings.Join(slices.DeleteFunc(cells, func(cell string) bool { return cell == "" }), " · "))
	}
	return wishes
}

// Origins are the countries that a buyer imports from (ISO 3166-1 alpha-2).
func (c Company) Origins() []string {
	return strings.FieldsFunc(c.Details["origins"], func(r rune) bool { return r == ',' || r == ' ' })
}
