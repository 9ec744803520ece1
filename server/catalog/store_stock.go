package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// copyInto writes rows by COPY, which skips most of what an insert costs.
func (w written) copyInto(ctx context.Context, tx postgres.Tx, rows []pgx.NamedArgs) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{w.table}, w.columns, pgx.CopyFromSlice(len(rows), func(n int) ([]any, error) {
		row := make([]any, len(w.columns))
		for i, column := range w.columns {
			row[i] = rows[n][column]
		}
		return row, nil
	}))
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "sku_taken").Because(err)
	}
	if err != nil {
		return fmt.Errorf("copy into %s: %w", w.table, err)
	}
	return nil
}

// copyProducts writes new products with all that belongs to them. The rows are those of upsertProducts, so that a column has
// one meaning.
func copyProducts(ctx context.Context, tx postgres.Tx, puts []put, now time.Time) error {
	var rows rowsOf
	for _, p := range puts {
		rows.add(p, now)
	}
	for _, one := range []struct {
		written
		rows []pgx.NamedArgs
	}{{productsWritten, rows.products}, {indexWritten, rows.index}, {photosWritten, rows.photos}, {pricesWritten, rows.prices}, {certificatesWritten, rows.certificates}} {
		if err := one.copyInto(ctx, tx, one.rows); err != nil {
			return err
		}
	}
	return nil
}

// allowTime lets a transaction with many products take as long as it does, and gather much of what the index has not taken in
// yet before it does: taking in is by word, and costs the less a word the more products have it.
func allowTime(ctx context.Context, tx postgres.Tx) error {
	for _, set := range []string{`statement_timeout = 0`, `gin_pending_list_limit = '128MB'`, `work_mem = '256MB'`, `maintenance_work_mem = '512MB'`} {
		if _, err := tx.Exec(ctx, `set local `+set); err != nil {
			return fmt.Errorf("allow more time: %w", err)
		}
	}
	return nil
}

// wordIndexes are those of product_index over words, as the migration of the search made them.
var wordIndexes = []string{
	`create index if not exists product_index_tokens on product_index using gin (tokens)`,
	`create index if not exists product_index_named on product_index using gin (named)`,
}

func createWordIndexes(ctx context.Context, tx postgres.Tx) error {
	for _, statement := range wordIndexes {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("index words: %w", err)
		}
	}
	return nil
}

func dropWordIndexes(ctx context.Context, tx postgres.Tx) error {
	if _, err := tx.Exec(ctx, `drop index if exists product_index_tokens, product_index_named`); err != nil {
		return fmt.Errorf("drop indexes of words: %w", err)
	}
	return nil
}

// settle has the indexes take in what they have gathered, and tells PostgreSQL how much there is by now: what it plans before
// it has noticed by itself is for tables that are nearly empty.
func settle(ctx context.Context, tx postgres.Tx) error {
	for _, statement := range []string{
		`select gin_clean_pending_list('product_index_tokens')`, `select gin_clean_pending_list('product_index_named')`,
		`analyze products, product_index, photos, price_tiers, certificates, companies, company_profiles`,
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("settle products: %w", err)
		}
	}
	return nil
}

func findStocked(ctx context.Context, q postgres.Querier, companies []account.CompanyID) (map[account.CompanyID]bool, error) {
	rows, err := q.Query(ctx, `select c.id from companies c where c.id = any(@companies) and exists (select from products where company_id = c.id)`,
		pgx.NamedArgs{"companies": companies})
	if err != nil {
		return nil, fmt.Errorf("look for products of companies: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[account.CompanyID])
	if err != nil {
		return nil, fmt.Errorf("look for products of companies: %w", err)
	}
	stocked := make(map[account.CompanyID]bool, len(ids))
	for _, id := range ids {
		stocked[id] = true
	}
	return stocked, nil
}
