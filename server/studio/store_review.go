package studio

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// findWaiting are the SKUs of products and changes that wait for the office, longest first, at most 200.
func findWaiting(ctx context.Context, q postgres.Querier) ([]string, error) {
	rows, err := q.Query(ctx, `
		select sku from (
			select sku, review_asked_at as at from products where review_asked_at is not null and published_at is null
			union all select sku, asked_at from product_drafts where asked_at is not null) waiting
		order by at, sku limit 200`)
	if err != nil {
		return nil, fmt.Errorf("list what waits for the office: %w", err)
	}
	skus, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list what waits for the office: %w", err)
	}
	return skus, nil
}
