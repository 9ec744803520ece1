package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// stillAhead is what was booked by hand of the two sides and is still to come.
const stillAhead = `kind = 'booked' and starts_at > @now and state in ('requested', 'returned', 'offered', 'accepted', 'confirmed', 'suspended')`

func comingOf(ctx context.Context, q querier, host schedule.ResourceID, now time.Time) ([]Consultation, error) {
	return many(q.Query(ctx, `select `+columns+` from consultation where supplier_id = @host and `+stillAhead+` order by id`,
		pgx.NamedArgs{"host": host, "now": now}))
}

// allComing are those of everybody.
func allComing(ctx context.Context, q querier, now time.Time) ([]Consultation, error) {
	return many(q.Query(ctx, `select `+columns+` from consultation where `+stillAhead+` order by id`, pgx.NamedArgs{"now": now}))
}

func outsideHours(ctx context.Context, q querier, company account.CompanyID, now time.Time) ([]Consultation, error) {
	return many(q.Query(ctx, `
		select `+columns+` from consultation where supplier_company = @company and `+stillAhead+`
			and exists (select from office_task t where t.consultation_id = consultation.id and t.kind = @kind and t.done_at is null)
		order by starts_at, id`, pgx.NamedArgs{"company": company, "now": now, "kind": TaskHours}))
}

// dropTasks closes what has lost its cause.
func dropTasks(ctx context.Context, tx postgres.Tx, id ID, kind string, now time.Time) error {
	_, err := tx.Exec(ctx, `update office_task set done_at = @now where consultation_id = @id and kind = @kind and done_at is null`,
		pgx.NamedArgs{"id": id, "kind": kind, "now": now})
	if err != nil {
		return fmt.Errorf("drop tasks: %w", err)
	}
	return nil
}
