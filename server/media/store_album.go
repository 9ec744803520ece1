package media

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// Albums are the photographs of products that pictures are made of, by SKU, in the order in which buyers are to see them:
// those of a company, or with nil of all; with skus those alone.
func Albums(ctx context.Context, q postgres.Querier, company *account.CompanyID, skus []string) (map[string][]Photo, error) {
	rows, err := q.Query(ctx, `
		select p.sku, ph.name, ph.width, ph.height, ph.alt from photos ph join products p on p.id = ph.product_id
		where ph.name <> '' and (@company::uuid is null or p.company_id = @company) and (@skus::text[] is null or p.sku = any(@skus))
		order by p.sku, ph.position, ph.id`, pgx.NamedArgs{"company": company, "skus": skus})
	if err != nil {
		return nil, fmt.Errorf("list albums: %w", err)
	}
	albums := map[string][]Photo{}
	var sku string
	var p Photo
	_, err = pgx.ForEachRow(rows, []any{&sku, &p.Name, &p.Width, &p.Height, &p.Alt}, func() error {
		albums[sku] = append(albums[sku], p)
		p = Photo{}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list albums: %w", err)
	}
	return albums, nil
}

func countImported(ctx context.Context, q postgres.Querier, imported uuid.UUID) (all, waiting int, err error) {
	err = q.QueryRow(ctx, `select count(*), count(*) filter (where state = 'waiting') from photos where import_id = @import`, pgx.NamedArgs{"import": imported}).Scan(&all, &waiting)
	if err != nil {
		return 0, 0, fmt.Errorf("count imported photographs: %w", err)
	}
	return all, waiting, nil
}

func deleteImported(ctx context.Context, tx postgres.Tx, imported uuid.UUID) ([]ProductID, error) {
	rows, err := tx.Query(ctx, `with gone as (delete from photos where import_id = @import returning product_id) select distinct product_id from gone`, pgx.NamedArgs{"import": imported})
	if err != nil {
		return nil, fmt.Errorf("take imported photographs away: %w", err)
	}
	products, err := pgx.CollectRows(rows, pgx.RowTo[ProductID])
	if err != nil {
		return nil, fmt.Errorf("take imported photographs away: %w", err)
	}
	return products, nil
}
