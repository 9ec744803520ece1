package media

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const brochureColumns = `id, product_id, lang, file_name, original, bytes, created_at, shown_at, removed_at`

func findBrochures(ctx context.Context, q postgres.Querier, product ProductID) ([]Brochure, error) {
	rows, err := q.Query(ctx, `select `+brochureColumns+` from brochures where product_id = @product and removed_at is null order by lang, created_at`, pgx.NamedArgs{"product": product})
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
		insert into brochures (id, product_id, lang, file_name, original, bytes, by_user, created_at, shown_at)
		select @id, p.id, @lang, @file, @original, @bytes, @by, @at::timestamptz, case when `+unseen+` then @at::timestamptz end from products p where p.id = @product
		on conflict (product_id, lang, original) do update set removed_at = null`,
		pgx.NamedArgs{"id": b.ID, "product": b.ProductID, "lang": b.Lang, "file": b.FileName, "original": b.Original, "bytes": b.Bytes, "by": by, "at": b.CreatedAt})
	if err != nil {
		return fmt.Errorf("keep brochure: %w", err)
	}
	return nil
}

func deleteBrochure(ctx context.Context, q postgres.Querier, product ProductID, id BrochureID) error {
	args := pgx.NamedArgs{"id": id, "product": product}
	gone, err := q.Exec(ctx, `delete from brochures b using products p where b.id = @id and p.id = @product and b.product_id = p.id and (b.shown_at is null or `+unseen+`)`, args)
	if err != nil {
		return fmt.Errorf("remove brochure: %w", err)
	}
	if gone.RowsAffected() > 0 {
		return nil
	}
	marked, err := q.Exec(ctx, `update brochures set removed_at = now() where id = @id and product_id = @product and removed_at is null`, args)
	if err != nil {
		return fmt.Errorf("remove brochure: %w", err)
	}
	if marked.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "brochure_unknown")
	}
	return nil
}

// Papers are the brochures that products are to have, by SKU: those of a company, or with nil of all; with skus those alone.
func Papers(ctx context.Context, q postgres.Querier, company *account.CompanyID, skus []string) (map[string][]Brochure, error) {
	rows, err := q.Query(ctx, `
		select p.sku, b.id, b.lang, b.file_name, b.bytes from brochures b join products p on p.id = b.product_id
		where b.removed_at is null and (@company::uuid is null or p.company_id = @company) and (@skus::text[] is null or p.sku = any(@skus))
		order by p.sku, b.lang, b.created_at`, pgx.NamedArgs{"company": company, "skus": skus})
	if err != nil {
		return nil, fmt.Errorf("list papers: %w", err)
	}
	papers := map[string][]Brochure{}
	var sku string
	var b Brochure
	_, err = pgx.ForEachRow(rows, []any{&sku, &b.ID, &b.Lang, &b.FileName, &b.Bytes}, func() error {
		papers[sku] = append(papers[sku], b)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list papers: %w", err)
	}
	return papers, nil
}

// ShowBrochures makes these the brochures that the public sees of a product; others that it saw go. Those that its maker has
// added since it asked the office stay what they are.
func ShowBrochures(ctx context.Context, tx postgres.Tx, sku string, ids []uuid.UUID, now time.Time) error {
	args := pgx.NamedArgs{"sku": sku, "ids": ids, "now": now}
	batch := &pgx.Batch{}
	batch.Queue(`delete from brochures b using products p where p.sku = @sku and b.product_id = p.id and b.shown_at is not null and b.id <> all(@ids)`, args)
	batch.Queue(`update brochures b set shown_at = coalesce(b.shown_at, @now) from products p where p.sku = @sku and b.product_id = p.id and b.id = any(@ids)`, args)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("show brochures: %w", err)
	}
	return nil
}
