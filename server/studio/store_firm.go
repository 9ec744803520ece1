package studio

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

const firmDraftColumns = `company_id, typed, returned, asked_at, asked_by`

// findFirmDraft is what waits of a company; empty where nothing does. With lock nobody else changes it until the transaction ends.
func findFirmDraft(ctx context.Context, q postgres.Querier, company account.CompanyID, lock bool) (FirmDraft, error) {
	sql := `select ` + firmDraftColumns + ` from company_changes where company_id = @company`
	if lock {
		sql += ` for update`
	}
	rows, err := q.Query(ctx, sql, pgx.NamedArgs{"company": company})
	if err != nil {
		return FirmDraft{}, fmt.Errorf("find a company's changes: %w", err)
	}
	found, err := collect[FirmDraft](rows, "find a company's changes")
	if err != nil || len(found) == 0 {
		return FirmDraft{CompanyID: company}, err
	}
	return found[0], nil
}

// findFirmDrafts are those that wait for the office, longest first, at most 200.
func findFirmDrafts(ctx context.Context, q postgres.Querier) ([]FirmDraft, error) {
	rows, err := q.Query(ctx, `select `+firmDraftColumns+` from company_changes where asked_at is not null order by asked_at, company_id limit 200`)
	if err != nil {
		return nil, fmt.Errorf("list companies' changes: %w", err)
	}
	return collect[FirmDraft](rows, "list companies' changes")
}

// keepFirmDraft keeps what waits; nothing is no row.
func keepFirmDraft(ctx context.Context, tx postgres.Tx, d FirmDraft) error {
	args := pgx.NamedArgs{"company": d.CompanyID, "typed": some(d.Typed), "returned": some(d.Returned), "asked": d.AskedAt, "by": d.AskedBy}
	sql := `insert into company_changes (company_id, typed, returned, asked_at, asked_by) values (@company, @typed, @returned, @asked, @by)
		on conflict (company_id) do update set typed = excluded.typed, returned = excluded.returned, asked_at = excluded.asked_at, asked_by = excluded.asked_by`
	if len(d.Typed) == 0 {
		sql = `delete from company_changes where company_id = @company`
	}
	if _, err := tx.Exec(ctx, sql, args); err != nil {
		return fmt.Errorf("keep a company's changes: %w", err)
	}
	return nil
}
