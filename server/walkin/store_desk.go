package walkin

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// Desk is what a supplier says about being rung.
type Desk struct {
	AnyHour    bool       // also outside the declared hours, while somebody is at the desk
	QuietUntil *time.Time // no rings before
}

// Block is a company that may not ring a supplier.
type Block struct {
	Company   account.CompanyID `db:"caller_company"`
	BlockedAt time.Time
}

// lockDesk makes one of all that ask, answer and queue for a supplier wait for the other. Whoever locks a ring too, locks
// the desk first.
func lockDesk(ctx context.Context, tx postgres.Tx, supplier account.CompanyID) (Desk, error) {
	args := pgx.NamedArgs{"company": supplier}
	if _, err := tx.Exec(ctx, `insert into walkin_desk (company_id) values (@company) on conflict do nothing`, args); err != nil {
		return Desk{}, fmt.Errorf("make desk: %w", err)
	}
	rows, err := tx.Query(ctx, `select any_hour, quiet_until from walkin_desk where company_id = @company for update`, args)
	if err != nil {
		return Desk{}, fmt.Errorf("lock desk: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Desk])
}

// desk is what the supplier says; the defaults for one that never said anything.
func desk(ctx context.Context, q postgres.Querier, supplier account.CompanyID) (Desk, error) {
	rows, err := q.Query(ctx, `select any_hour, quiet_until from walkin_desk where company_id = @company`, pgx.NamedArgs{"company": supplier})
	if err != nil {
		return Desk{}, fmt.Errorf("read desk: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Desk])
	if err != nil || len(found) == 0 {
		return Desk{}, err
	}
	return found[0], nil
}

func setDesk(ctx context.Context, q postgres.Querier, supplier account.CompanyID, d Desk) error {
	_, err := q.Exec(ctx, `
		insert into walkin_desk (company_id, any_hour, quiet_until) values (@company, @any, @quiet)
		on conflict (company_id) do update set any_hour = excluded.any_hour, quiet_until = excluded.quiet_until`,
		pgx.NamedArgs{"company": supplier, "any": d.AnyHour, "quiet": d.QuietUntil})
	if err != nil {
		return fmt.Errorf("set desk: %w", err)
	}
	return nil
}

func blocked(ctx context.Context, q postgres.Querier, supplier, caller account.CompanyID) (bool, error) {
	rows, err := q.Query(ctx, `select exists (select 1 from walkin_block where company_id = @company and caller_company = @caller)`,
		pgx.NamedArgs{"company": supplier, "caller": caller})
	if err != nil {
		return false, fmt.Errorf("read block: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}

func blocks(ctx context.Context, q postgres.Querier, supplier account.CompanyID) ([]Block, error) {
	rows, err := q.Query(ctx, `select caller_company, blocked_at from walkin_block where company_id = @company order by blocked_at desc`,
		pgx.NamedArgs{"company": supplier})
	if err != nil {
		return nil, fmt.Errorf("read blocks: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Block])
}

func insertBlock(ctx context.Context, q postgres.Querier, supplier, caller account.CompanyID, by account.UserID, at time.Time) error {
	_, err := q.Exec(ctx, `
		insert into walkin_block (company_id, caller_company, blocked_by, blocked_at) values (@company, @caller, @by, @at)
		on conflict do nothing`, pgx.NamedArgs{"company": supplier, "caller": caller, "by": by, "at": at})
	if err != nil {
		return fmt.Errorf("block: %w", err)
	}
	return nil
}

func deleteBlock(ctx context.Context, q postgres.Querier, supplier, caller account.CompanyID) error {
	_, err := q.Exec(ctx, `delete from walkin_block where company_id = @company and caller_company = @caller`,
		pgx.NamedArgs{"company": supplier, "caller": caller})
	if err != nil {
		return fmt.Errorf("unblock: %w", err)
	}
	return nil
}
