package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

func insertCount(ctx context.Context, tx postgres.Tx, id ID, company account.CompanyID, kind string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		insert into reliability (consultation_id, company, kind, at) values (@id, @company, @kind, @now) on conflict do nothing`,
		pgx.NamedArgs{"id": id, "company": company, "kind": kind, "now": now})
	if err != nil {
		return fmt.Errorf("count against company: %w", err)
	}
	return nil
}

// forgetCounts takes back what a verdict that is undone has counted.
func forgetCounts(ctx context.Context, tx postgres.Tx, id ID, kind string) error {
	_, err := tx.Exec(ctx, `delete from reliability where consultation_id = @id and kind = @kind`, pgx.NamedArgs{"id": id, "kind": kind})
	if err != nil {
		return fmt.Errorf("take back what was counted: %w", err)
	}
	return nil
}

func reliabilities(ctx context.Context, q querier, companies []account.CompanyID) (map[account.CompanyID]Reliability, error) {
	rows, err := q.Query(ctx, `
		select company, count(*) filter (where kind = 'late_cancel') as late_cancels, count(*) filter (where kind = 'no_show') as no_shows
		from reliability where company = any(@companies) group by company`, pgx.NamedArgs{"companies": uuids(companies)})
	if err != nil {
		return nil, fmt.Errorf("read reliability: %w", err)
	}
	type row struct {
		Company account.CompanyID
		Reliability
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read reliability: %w", err)
	}
	counted := map[account.CompanyID]Reliability{}
	for _, r := range found {
		counted[r.Company] = r.Reliability
	}
	return counted, nil
}

func insertCall(ctx context.Context, tx postgres.Tx, id ID, c Call) error {
	_, err := tx.Exec(ctx, `
		insert into call_attempt (id, consultation_id, at, officer, side, result) values (@call, @id, @at, @officer, @side, @result)`,
		pgx.NamedArgs{"call": newID(), "id": id, "at": c.At, "officer": c.Officer, "side": c.Side, "result": c.Result})
	if err != nil {
		return fmt.Errorf("keep call: %w", err)
	}
	return nil
}

func calls(ctx context.Context, q querier, id ID) ([]Call, error) {
	rows, err := q.Query(ctx, `select at, officer, side, result from call_attempt where consultation_id = @id order by at, id`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Call])
}

// moved counts how often a move was made of a consultation.
func moved(ctx context.Context, q querier, id ID, m Move) (int, error) {
	rows, err := q.Query(ctx, `select count(*) from consultation_event where consultation_id = @id and move = @move`,
		pgx.NamedArgs{"id": id, "move": m})
	if err != nil {
		return 0, fmt.Errorf("count moves: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}
