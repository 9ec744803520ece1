package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// findAlike are the companies with a published product under one of the HS headings; when there is none, of one of the
// categories.
func findAlike(ctx context.Context, q postgres.Querier, company account.CompanyID, sku string) ([]account.CompanyID, error) {
	rows, err := q.Query(ctx, `
		with mine as (select left(hs6, 4) as heading, category from products
				where company_id = @company and published_at is not null and (@sku = '' or sku = @sku)),
			others as (select company_id, left(hs6, 4) as heading, category from products where company_id <> @company and published_at is not null),
			same as (select distinct company_id from others where heading in (select heading from mine))
		select company_id from same
		union
		select company_id from others where not exists (select 1 from same) and category in (select category from mine)`,
		pgx.NamedArgs{"company": company, "sku": sku})
	if err != nil {
		return nil, fmt.Errorf("find companies alike: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[account.CompanyID])
	if err != nil {
		return nil, fmt.Errorf("find companies alike: %w", err)
	}
	return found, nil
}
