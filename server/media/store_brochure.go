package media

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const brochureColumns = `id, product_id, lang, file_name, original, bytes, created_at`

func findBrochures(ctx context.Context, q postgres.Querier, product ProductID) ([]Brochure, error) {
	rows, err := q.Query(ctx, `select `+brochureColumns+` from brochures where product_id = @product order by lang, created_at`, pgx.NamedArgs{"product": product})
	if err != nil {
		return nil, fmt.Errorf("list brochures: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Brochure])
	if err != nil {
		return nil, fmt.Errorf("list brochures: %w", err)
	}
	return found, nil
}

func findBrochure(ctx context.Context, q postgres.Querier, product ProductID, id BrochureID) (Brochure, error) {
	rows, err := q.Query(ctx, `select `+brochureColumns+` from brochures where id = @id and product_id = @product`, pgx.NamedArgs{"id": id, "product": product})
	if err != nil {
		return Brochure{}, fmt.Errorf("find brochure: %w", err)
	}
	return one[Brochure](rows, "brochure_unknown")
}

func insertBrochure(ctx context.Context, tx postgres.Tx, b Brochure, by account.UserID) error {
	_, err := tx.Exec(ctx, `
		insert into brochures (id, product_id, lang, file_name, original, bytes, by_user, created_at)
		values (@id, @product, @lang, @file, @original, @bytes, @by, @at) on conflict (product_id, lang, original) do nothing`,
		pgx.NamedArgs{"id": b.ID, "product": b.ProductID, "lang": b.Lang, "file": b.FileName, "original": b.Original, "bytes": b.Bytes, "by": by, "at": b.CreatedAt})
	if err != nil {
		return fmt.Errorf("keep brochure: %w", err)
	}
	return nil
}

func deleteBrochure(ctx context.Context, q postgres.Querier, product ProductID, id BrochureID) error {
	done, err := q.Exec(ctx, `delete from brochures where id = @id and product_id = @product`, pgx.NamedArgs{"id": id, "product": product})
	if err != nil {
		return fmt.Errorf("remove brochure: %w", err)
	}
	if done.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "brochure_unknown")
	}
	return nil
}
