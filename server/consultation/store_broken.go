package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// broken are meetings that were cancelled late and have not begun, and confirmed ones whose alarm has passed; enough of
// both must be left.
func broken(ctx context.Context, q querier, now, soon, alarmed, left time.Time) ([]Consultation, error) {
	return many(q.Query(ctx, `
		select `+columns+` from consultation
		where state = 'cancelled' and starts_at > @now and starts_at <= @soon
				and exists (select 1 from consultation_event e where e.consultation_id = id and e.move = 'cancel' and e.at > @now::timestamptz - interval '15 minutes')
			or state = 'confirmed' and starts_at <= @alarmed and ends_at >= @left
		order by starts_at, id limit 100`, pgx.NamedArgs{"now": now, "soon": soon, "alarmed": alarmed, "left": left}))
}

// idle reports whether the named hold no claim in a window but those of one consultation.
func idle(ctx context.Context, tx postgres.Tx, supplier account.CompanyID, buyer, interpreter account.UserID, from, to time.Time, but ID) (bool, error) {
	rows, err := tx.Query(ctx, `
		select not exists (
			select 1 from resource r join claim c on c.resource_id = r.id and c.during && tstzrange(@from, @to, '[)')
			where (r.kind = 'supplier' and r.owner = @supplier or r.kind = 'buyer' and r.owner = @buyer
				or r.kind = 'interpreter' and r.owner = @interpreter) and c.consultation_id is distinct from @but)`,
		pgx.NamedArgs{"supplier": supplier, "buyer": buyer, "interpreter": interpreter, "from": from, "to": to, "but": but})
	if err != nil {
		return false, fmt.Errorf("look who is idle: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}
