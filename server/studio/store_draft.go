package studio

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
)

func collect[T any](rows pgx.Rows, what string) ([]T, error) {
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return found, nil
}

// findDrafts are a company's, or with nil those of the SKUs of any company, by SKU.
func findDrafts(ctx context.Context, q postgres.Querier, company *account.CompanyID, skus []string, lock bool) (map[string]Draft, error) {
	sql := `select sku, company_id, typed, origins, returned, asked_at, updated_at from product_drafts
		where (@company::uuid is null or company_id = @company) and (@skus::text[] is null or sku = any(@skus)) order by sku`
	if lock {
		sql += ` for update`
	}
	rows, err := q.Query(ctx, sql, pgx.NamedArgs{"company": company, "skus": skus})
	if err != nil {
		return nil, fmt.Errorf("find drafts: %w", err)
	}
	found, err := collect[Draft](rows, "find drafts")
	drafts := make(map[string]Draft, len(found))
	for _, d := range found {
		drafts[d.SKU] = d
	}
	return drafts, err
}

func draftRowOf(d Draft) pgx.NamedArgs {
	return pgx.NamedArgs{
		"sku": d.SKU, "company_id": d.CompanyID, "typed": some(d.Typed), "origins": some(d.Origins), "returned": some(d.Returned), "asked_at": d.AskedAt, "updated_at": d.UpdatedAt,
	}
}

func some[T any](m map[string]T) map[string]T {
	if m == nil {
		return map[string]T{}
	}
	return m
}

const insertDrafts = `insert into product_drafts (sku, company_id, typed, origins, returned, asked_at, updated_at)
	select sku, company_id, typed, origins, returned, asked_at, updated_at from json_populate_recordset(null::product_drafts, @rows::json) on conflict (sku) do `

// insertDraft tells whether the SKU had no draft.
func insertDraft(ctx context.Context, tx postgres.Tx, d Draft) (made bool, err error) {
	done, err := tx.Exec(ctx, insertDrafts+`nothing`, pgx.NamedArgs{"rows": []pgx.NamedArgs{draftRowOf(d)}})
	if err != nil {
		return false, fmt.Errorf("begin draft: %w", err)
	}
	return done.RowsAffected() == 1, nil
}

// upsertDrafts keeps drafts; one that says nothing goes.
func upsertDrafts(ctx context.Context, tx postgres.Tx, drafts ...Draft) error {
	var silent []string
	var rows []pgx.NamedArgs
	for _, d := range drafts {
		if len(d.Typed)+len(d.Returned)+len(d.Origins) == 0 {
			silent = append(silent, d.SKU)
		} else {
			rows = append(rows, draftRowOf(d))
		}
	}
	batch := &pgx.Batch{}
	if len(silent) > 0 {
		batch.Queue(`delete from product_drafts where sku = any(@skus)`, pgx.NamedArgs{"skus": silent})
	}
	if len(rows) > 0 {
		batch.Queue(insertDrafts+`update set typed = excluded.typed, origins = excluded.origins, returned = excluded.returned,
			asked_at = excluded.asked_at, updated_at = excluded.updated_at where product_drafts.company_id = excluded.company_id`, pgx.NamedArgs{"rows": rows})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep drafts: %w", err)
	}
	return nil
}

func deleteDraft(ctx context.Context, tx postgres.Tx, sku string) error {
	if _, err := tx.Exec(ctx, `delete from product_drafts where sku = @sku`, pgx.NamedArgs{"sku": sku}); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}

// Event is one line of what happened to a product.
type Event struct {
	SKU       string
	CompanyID account.CompanyID
	At        time.Time
	ByUser    *account.UserID
	What      string
	Detail    map[string]string
}

func insertEvents(ctx context.Context, tx postgres.Tx, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	rows := make([]pgx.NamedArgs, len(events))
	for i, e := range events {
		rows[i] = pgx.NamedArgs{"sku": e.SKU, "company_id": e.CompanyID, "at": e.At, "by_user": e.ByUser, "what": e.What, "detail": some(e.Detail)}
	}
	_, err := tx.Exec(ctx, `insert into product_events (sku, company_id, at, by_user, what, detail)
		select sku, company_id, at, by_user, what, detail from json_populate_recordset(null::product_events, @rows::json)`, pgx.NamedArgs{"rows": rows})
	if err != nil {
		return fmt.Errorf("note what happened: %w", err)
	}
	return nil
}

func findEvents(ctx context.Context, q postgres.Querier, sku string) ([]Event, error) {
	rows, err := q.Query(ctx, `select sku, company_id, at, by_user, what, detail from product_events where sku = @sku order by id desc limit 50`, pgx.NamedArgs{"sku": sku})
	if err != nil {
		return nil, fmt.Errorf("list what happened: %w", err)
	}
	return collect[Event](rows, "list what happened")
}

// originsOf are those of a draft for one text.
func originsOf(d Draft, names ...string) map[string]catalog.Origin {
	found := map[string]catalog.Origin{}
	for _, name := range names {
		if o, ok := d.Origins[name]; ok {
			found[name] = o
		}
	}
	return found
}

// findTaken are those of the SKUs that another company than this has, or is typing.
func findTaken(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string) ([]string, error) {
	rows, err := q.Query(ctx, `select sku from products where sku = any(@skus) and company_id <> @company
		union select sku from product_drafts where sku = any(@skus) and company_id <> @company`, pgx.NamedArgs{"company": company, "skus": skus})
	if err != nil {
		return nil, fmt.Errorf("find taken numbers: %w", err)
	}
	taken, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find taken numbers: %w", err)
	}
	return taken, nil
}

// deleteUnseen takes products of a company away that were never published, with their drafts.
func deleteUnseen(ctx context.Context, tx postgres.Tx, company account.CompanyID, skus []string) error {
	args := pgx.NamedArgs{"company": company, "skus": skus}
	batch := &pgx.Batch{}
	batch.Queue(`delete from products where company_id = @company and sku = any(@skus) and published_at is null and paused_from is null`, args)
	batch.Queue(`delete from product_drafts d where d.company_id = @company and d.sku = any(@skus) and not exists (select from products p where p.sku = d.sku)`, args)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("take products away: %w", err)
	}
	return nil
}
