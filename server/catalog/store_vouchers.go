package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

func findVouchers(ctx context.Context, q postgres.Querier) ([]Voucher, error) {
	rows, err := q.Query(ctx, `select kind, country, city, jsonb_build_object('en', name_en, 'ko', name_ko) as names from desks
		order by kind desc, city, slug`)
	if err != nil {
		return nil, fmt.Errorf("list who vouches: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Voucher])
	if err != nil {
		return nil, fmt.Errorf("list who vouches: %w", err)
	}
	return all, nil
}
