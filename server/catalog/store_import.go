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

type importRow struct {
	ID        ImportID
	CompanyID account.CompanyID
	FileName  string
	Cells     [][]string
	Columns   []string
	State     ImportState
	CreatedAt time.Time
	AppliedAt *time.Time
	UndoneAt  *time.Time
}

func (r importRow) imported() Import {
	return Import{r.ID, r.CompanyID, r.FileName, r.Cells, r.Columns, r.State, r.CreatedAt, r.AppliedAt, r.UndoneAt}
}

func insertImport(ctx context.Context, q postgres.Querier, i Import, by account.UserID) error {
	_, err := q.Exec(ctx, `
		insert into imports (id, company_id, by_user, file_name, cells, columns, state, created_at)
		values (@id, @company, @by, @file, @cells, @columns, @state, @now)`,
		pgx.NamedArgs{
			"id": i.ID, "company": i.Company, "by": by, "file": i.FileName, "cells": i.Cells, "columns": i.Columns, "state": i.State, "now": i.CreatedAt,
		})
	if err != nil {
		return fmt.Errorf("keep import: %w", err)
	}
	return nil
}

// findImport is one by id, locked until the transaction ends when lock is set.
func findImport(ctx context.Context, q postgres.Querier, id ImportID, lock bool) (Import, error) {
	sql := `select id, company_id, file_name, cells, columns, state, created_at, applied_at, undone_at from imports where id = @id`
	if lock {
		sql += ` for update`
	}
	rows, err := q.Query(ctx, sql, pgx.NamedArgs{"id": id})
	if err != nil {
		return Import{}, fmt.Errorf("find import: %w", err)
	}
	found, err := collect[importRow](rows, "find import")
	if err != nil {
		return Import{}, err
	}
	if len(found) == 0 {
		return Import{}, problem.New(problem.NotFound, "import_unknown")
	}
	return found[0].imported(), nil
}

// findImports are the last twenty of a company, without their cells.
func findImports(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Import, error) {
	rows, err := q.Query(ctx, `
		select id, company_id, file_name, '[]'::jsonb as cells, columns, state, created_at, applied_at, undone_at
		from imports where company_id = @company order by created_at desc limit 20`, pgx.NamedArgs{"company": company})
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	found, err := collect[importRow](rows, "list imports")
	imports := make([]Import, len(found))
	for i, row := range found {
		imports[i] = row.imported()
	}
	return imports, err
}

func setImportColumns(ctx context.Context, tx postgres.Tx, i Import) error {
	if _, err := tx.Exec(ctx, `update imports set columns = @columns where id = @id`, pgx.NamedArgs{"id": i.ID, "columns": i.Columns}); err != nil {
		return fmt.Errorf("map import: %w", err)
	}
	return nil
}

func setImportApplied(ctx context.Context, tx postgres.Tx, id ImportID, before []importBefore, now time.Time) error {
	_, err := tx.Exec(ctx, `update imports set state = 'applied', before = @before, applied_at = @now where id = @id`,
		pgx.NamedArgs{"id": id, "before": before, "now": now})
	if err != nil {
		return fmt.Errorf("apply import: %w", err)
	}
	return nil
}

func setImportUndone(ctx context.Context, tx postgres.Tx, id ImportID, now time.Time) error {
	if _, err := tx.Exec(ctx, `update imports set state = 'undone', undone_at = @now where id = @id`, pgx.NamedArgs{"id": id, "now": now}); err != nil {
		return fmt.Errorf("undo import: %w", err)
	}
	return nil
}

func findImportBefore(ctx context.Context, tx postgres.Tx, id ImportID) (before []importBefore, err error) {
	if err := tx.QueryRow(ctx, `select before from imports where id = @id`, pgx.NamedArgs{"id": id}).Scan(&before); err != nil {
		return nil, fmt.Errorf("find what an import changed: %w", err)
	}
	return before, nil
}

// findEditedSince are the SKUs of a company's products that were changed or published after an instant.
func findEditedSince(ctx context.Context, tx postgres.Tx, company account.CompanyID, since time.Time) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `select sku from products where company_id = @company and greatest(updated_at, published_at) > @since`,
		pgx.NamedArgs{"company": company, "since": since})
	if err != nil {
		return nil, fmt.Errorf("find edited products: %w", err)
	}
	skus, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find edited products: %w", err)
	}
	edited := make(map[string]bool, len(skus))
	for _, sku := range skus {
		edited[sku] = true
	}
	return edited, nil
}

// deleteDrafts takes away products that were never published.
func deleteDrafts(ctx context.Context, tx postgres.Tx, company account.CompanyID, skus []string) error {
	_, err := tx.Exec(ctx, `delete from products where company_id = @company and sku = any(@skus) and published_at is null`,
		pgx.NamedArgs{"company": company, "skus": list(skus)})
	if err != nil {
		return fmt.Errorf("delete drafts: %w", err)
	}
	return nil
}
