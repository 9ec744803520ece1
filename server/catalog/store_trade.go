package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

func findTrades(ctx context.Context, db *postgres.DB, skus []string, today time.Time) ([]Trade, error) {
	rows, err := db.Query(ctx, `
		select p.sku, p.category, p.hs6,
			coalesce(array_agg(distinct ce.family) filter (where `+held+`), '{}') as proven,
			coalesce(array_agg(distinct ce.family) filter (where ce.state in ('pending', 'testing')), '{}') as awaited
		from products p left join certificates ce on ce.product_id = p.id
		where p.sku = any(@skus) and p.published_at is not null
		group by p.id order by p.sku`, pgx.NamedArgs{"skus": skus, "today": today})
	if err != nil {
		return nil, fmt.Errorf("read codes and proofs: %w", err)
	}
	return collect[Trade](rows, "read codes and proofs")
}
