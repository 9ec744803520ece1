package studio

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// waiting are the products and changes that wait for the office, since when, and the batch with which they were handed in.
const waiting = `(select w.sku, w.company_id, w.at, b.batch, b.name, b.doubts from (
		select sku, company_id, review_asked_at as at from products where review_asked_at is not null and published_at is null
		union all select sku, company_id, asked_at from product_drafts where asked_at is not null) w
	left join review_batches b on b.sku = w.sku and b.asked_at = w.at) waiting`

// single are those that were handed in one by one and have a text in their number, their name or their maker's.
const single = ` from ` + waiting + ` left join products p using (sku) join companies c on c.id = waiting.company_id
	where batch is null and (@text = '' or position(lower(@text) in lower(concat_ws(' ', sku, p.name, c.name_en, c.name_ko))) > 0)`

func countWaiting(ctx context.Context, q postgres.Querier, text string) (n int, err error) {
	if err := q.QueryRow(ctx, `select count(*)`+single, pgx.NamedArgs{"text": text}).Scan(&n); err != nil {
		return 0, fmt.Errorf("count what waits for the office: %w", err)
	}
	return n, nil
}

// findWaiting are the SKUs of a page of them, longest first, from the first on that comes after so many.
func findWaiting(ctx context.Context, q postgres.Querier, text string, after int) ([]string, error) {
	rows, err := q.Query(ctx, `select sku`+single+` order by at, sku limit @page offset @after`, pgx.NamedArgs{"text": text, "page": aPage, "after": after})
	if err != nil {
		return nil, fmt.Errorf("list what waits for the office: %w", err)
	}
	skus, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list what waits for the office: %w", err)
	}
	return skus, nil
}

// findWaitingSince are the SKUs of all of them that waited at an instant, longest first; at most so many.
func findWaitingSince(ctx context.Context, q postgres.Querier, text string, seen time.Time, most int) ([]string, error) {
	rows, err := q.Query(ctx, `select sku`+single+` and at <= @seen order by at, sku limit @most`, pgx.NamedArgs{"text": text, "seen": seen, "most": most})
	if err != nil {
		return nil, fmt.Errorf("list all that waits for the office: %w", err)
	}
	skus, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list all that waits for the office: %w", err)
	}
	return skus, nil
}

// findBatches are the batches of which something waits, longest first, or the one of an id.
func findBatches(ctx context.Context, q postgres.Querier, id *uuid.UUID) ([]Batch, error) {
	rows, err := q.Query(ctx, `select batch as id, name, company_id as company, min(at) as at, count(*) as waiting, count(*) filter (where doubts <> '{}') as doubtful
		from `+waiting+` where batch is not null and (@id::uuid is null or batch = @id) group by batch, name, company_id order by min(at), batch limit 100`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("list batches: %w", err)
	}
	return collect[Batch](rows, "list batches")
}

// findBatched are what waits of a batch, what somebody has to look at first; at most so many.
func findBatched(ctx context.Context, q postgres.Querier, id uuid.UUID, most int) ([]Batched, error) {
	rows, err := q.Query(ctx, `select sku, at, doubts from `+waiting+` where batch = @id order by doubts = '{}', sku limit @most`, pgx.NamedArgs{"id": id, "most": most})
	if err != nil {
		return nil, fmt.Errorf("list what waits of a batch: %w", err)
	}
	return collect[Batched](rows, "list what waits of a batch")
}

// insertBatch notes which products were handed in together.
func insertBatch(ctx context.Context, tx postgres.Tx, b Batch, all []Batched) error {
	if len(all) == 0 {
		return nil
	}
	rows := make([]pgx.NamedArgs, len(all))
	for i, one := range all {
		rows[i] = pgx.NamedArgs{"sku": one.SKU, "batch": b.ID, "name": b.Name, "asked_at": one.At, "doubts": append([]string{}, one.Doubts...)}
	}
	_, err := tx.Exec(ctx, `insert into review_batches (sku, batch, name, asked_at, doubts)
		select sku, batch, name, asked_at, doubts from json_populate_recordset(null::review_batches, @rows::json)
		on conflict (sku) do update set batch = excluded.batch, name = excluded.name, asked_at = excluded.asked_at, doubts = excluded.doubts`, pgx.NamedArgs{"rows": rows})
	if err != nil {
		return fmt.Errorf("note a batch: %w", err)
	}
	return nil
}
