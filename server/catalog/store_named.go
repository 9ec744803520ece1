package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// findMakersNamed are the suppliers whose names, city or line have all of the words, which are in lower case.
func findMakersNamed(ctx context.Context, q postgres.Querier, words []string) (map[account.CompanyID]bool, error) {
	rows, err := q.Query(ctx, `
		select c.id from companies c join company_profiles cp on cp.company_id = c.id
		where c.kind = 'supplier' and not exists (
			select from unnest(@words::text[]) word
			where strpos(lower(concat_ws(' ', c.name_en, c.name_ko, c.city, c.slug, cp.line::text)), word) = 0)`, pgx.NamedArgs{"words": words})
	if err != nil {
		return nil, fmt.Errorf("find companies by name: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[account.CompanyID])
	if err != nil {
		return nil, fmt.Errorf("find companies by name: %w", err)
	}
	named := make(map[account.CompanyID]bool, len(ids))
	for _, id := range ids {
		named[id] = true
	}
	return named, nil
}

// findBySlugs are the ids of suppliers, in the order of the slugs.
func findBySlugs(ctx context.Context, q postgres.Querier, slugs []string) ([]account.CompanyID, error) {
	rows, err := q.Query(ctx, `select id from companies where slug = any(@slugs) and kind = 'supplier' order by array_position(@slugs::text[], slug)`,
		pgx.NamedArgs{"slugs": slugs})
	if err != nil {
		return nil, fmt.Errorf("find companies by slug: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[account.CompanyID])
	if err != nil {
		return nil, fmt.Errorf("find companies by slug: %w", err)
	}
	return ids, nil
}
