package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const importColumns = `id, company_id, by_user, file_name, columns, archive, state, done, total, ask, asked, tries, reason, report, created_at, applied_at, undone_at`

// insertImport keeps an import; one of the same id is there already when a form is sent again.
func insertImport(ctx context.Context, tx postgres.Tx, i Import) (made bool, err error) {
	done, err := tx.Exec(ctx, `
		insert into imports (id, company_id, by_user, file_name, cells, columns, archive, state, total, created_at, touched_at)
		values (@id, @company, @by, @file, @cells, @columns, @archive, @state, @total, @now, @now) on conflict (id) do nothing`,
		pgx.NamedArgs{
			"id": i.ID, "company": i.CompanyID, "by": i.ByUser, "file": i.FileName, "cells": i.Cells, "columns": i.Columns, "archive": i.Archive,
			"state": i.State, "total": i.Total, "now": i.CreatedAt,
		})
	if err != nil {
		return false, fmt.Errorf("keep import: %w", err)
	}
	return done.RowsAffected() == 1, nil
}

func findWhere(ctx context.Context, q postgres.Querier, cells, rest string, args pgx.NamedArgs) ([]Import, error) {
	rows, err := q.Query(ctx, `select `+importColumns+`, `+cells+` as cells from imports `+rest, args)
	if err != nil {
		return nil, fmt.Errorf("find imports: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Import])
	if err != nil {
		return nil, fmt.Errorf("find imports: %w", err)
	}
	return found, nil
}

// findImport is one by id, locked until the transaction ends when lock is set.
func findImport(ctx context.Context, q postgres.Querier, id ID, lock bool) (Import, error) {
	rest := `where id = @id`
	if lock {
		rest += ` for update`
	}
	found, err := findWhere(ctx, q, `cells`, rest, pgx.NamedArgs{"id": id})
	if err != nil {
		return Import{}, err
	}
	if len(found) == 0 {
		return Import{}, problem.New(problem.NotFound, "import_unknown")
	}
	return found[0], nil
}

// findImports are the last twenty of a company, without their cells.
func findImports(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Import, error) {
	return findWhere(ctx, q, `'[]'::jsonb`, `where company_id = @company order by created_at desc limit 20`, pgx.NamedArgs{"company": company})
}

// findStill are those whose work has shown no sign of life since an instant.
func findStill(ctx context.Context, q postgres.Querier, since time.Time) ([]Import, error) {
	return findWhere(ctx, q, `'[]'::jsonb`, `where (state in ('reading', 'applying', 'undoing') or state = 'applied' and ask) and touched_at < @since`, pgx.NamedArgs{"since": since})
}

// setStep writes where an import stands; what it needs for its next step is counted anew.
func setStep(ctx context.Context, q postgres.Querier, i Import, now time.Time) error {
	_, err := q.Exec(ctx, `update imports set state = @state, columns = @columns, report = @report, reason = @reason, ask = @ask, asked = @asked,
			applied_at = @applied, undone_at = @undone, total = @total, done = 0, tries = 0, touched_at = @now where id = @id`,
		pgx.NamedArgs{
			"id": i.ID, "state": i.State, "columns": i.Columns, "report": i.Report, "reason": i.Reason, "ask": i.Ask, "asked": i.Asked,
			"applied": i.AppliedAt, "undone": i.UndoneAt, "total": i.Total, "now": now,
		})
	if err != nil {
		return fmt.Errorf("move import: %w", err)
	}
	return nil
}

// setCells writes the table of an import anew.
func setCells(ctx context.Context, tx postgres.Tx, i Import) error {
	if _, err := tx.Exec(ctx, `update imports set cells = @cells where id = @id`, pgx.NamedArgs{"id": i.ID, "cells": i.Cells}); err != nil {
		return fmt.Errorf("write table of an import: %w", err)
	}
	return nil
}

// setDone says how far the work is, outside the transaction that does it.
func setDone(ctx context.Context, q postgres.Querier, id ID, done, total int, now time.Time) error {
	if _, err := q.Exec(ctx, `update imports set done = @done, total = @total, touched_at = @now where id = @id`, pgx.NamedArgs{"id": id, "done": done, "total": total, "now": now}); err != nil {
		return fmt.Errorf("show progress: %w", err)
	}
	return nil
}

// addTry counts a beginning of the present step.
func addTry(ctx context.Context, q postgres.Querier, id ID, now time.Time) error {
	if _, err := q.Exec(ctx, `update imports set tries = tries + 1, touched_at = @now where id = @id`, pgx.NamedArgs{"id": id, "now": now}); err != nil {
		return fmt.Errorf("count a try: %w", err)
	}
	return nil
}

// alone is whether nobody else works on an import while the transaction lasts.
func alone(ctx context.Context, tx postgres.Tx, id ID) (won bool, err error) {
	if err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock(hashtextextended('import ' || @id::text, 0))`, pgx.NamedArgs{"id": id}).Scan(&won); err != nil {
		return false, fmt.Errorf("lock import: %w", err)
	}
	return won, nil
}

// findHeaders are what a company has said of the headers of its tables.
func findHeaders(ctx context.Context, q postgres.Querier, company account.CompanyID) (map[string]string, error) {
	rows, err := q.Query(ctx, `select header, field from import_headers where company_id = @company`, pgx.NamedArgs{"company": company})
	if err != nil {
		return nil, fmt.Errorf("find headers: %w", err)
	}
	said := map[string]string{}
	var header, field string
	if _, err := pgx.ForEachRow(rows, []any{&header, &field}, func() error { said[header] = field; return nil }); err != nil {
		return nil, fmt.Errorf("find headers: %w", err)
	}
	return said, nil
}

func putHeaders(ctx context.Context, tx postgres.Tx, company account.CompanyID, said map[string]string) error {
	batch := &pgx.Batch{}
	for header, field := range said {
		batch.Queue(`insert into import_headers (company_id, header, field) values (@company, @header, @field)
			on conflict (company_id, header) do update set field = excluded.field`, pgx.NamedArgs{"company": company, "header": header, "field": field})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("remember headers: %w", err)
	}
	return nil
}
