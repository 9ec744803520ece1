package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// countListed counts what findListed lists.
func countListed(ctx context.Context, q postgres.Querier) (int, error) {
	var n int
	err := q.QueryRow(ctx, `select
		(select count(*) from companies c join company_profiles cp on cp.company_id = c.id
			where c.kind = 'supplier' and cp.published_at is not null and c.suspended_at is null)
		+ (select count(*) from products p join companies c on c.id = p.company_id join company_profiles cp on cp.company_id = c.id where `+public+`)`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count public pages: %w", err)
	}
	return n, nil
}

func findListed(ctx context.Context, q postgres.Querier, skip, most int) ([]Listed, error) {
	rows, err := q.Query(ctx, `
		select * from (
			select '/companies/' || c.slug as path, cp.published_at as changed_at
			from companies c join company_profiles cp on cp.company_id = c.id
			where c.kind = 'supplier' and cp.published_at is not null and c.suspended_at is null
			union all
			select '/products/' || p.sku, greatest(p.updated_at, p.published_at)
			from products p join companies c on c.id = p.company_id join company_profiles cp on cp.company_id = c.id where `+public+`
		) listed order by path limit @most offset @skip`, pgx.NamedArgs{"skip": skip, "most": most})
	if err != nil {
		return nil, fmt.Errorf("list public pages: %w", err)
	}
	return collect[Listed](rows, "list public pages")
}
