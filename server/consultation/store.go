package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

const none = `'00000000-0000-0000-0000-000000000000'`

const columns = `id, coalesce(number, '') as number, kind, state, owner, version, starts_at, ends_at, created_at,
	answer_by, expires_at, extended,
	supplier_id, coalesce(buyer_id, 0) as buyer_id, coalesce(interpreter_id, 0) as interpreter_id, supplier_company,
	coalesce(buyer_company, ` + none + `) as buyer_company, coalesce(buyer_user, ` + none + `) as buyer_user,
	coalesce(host_user, ` + none + `) as host_user, coalesce(interpreter_user, ` + none + `) as interpreter_user,
	coalesce(requested_by, ` + none + `) as requested_by, requested_side, supplier_zone, coalesce(buyer_zone, '') as buyer_zone,
	interpreter_state, language, need_from, need_to, goal, message, products, reason, reason_text, opener, typed,
	ical_uid, ical_sequence, invited, live_at, ended_at,
	asked, coalesce(second_id, 0) as second_id, coalesce(second_user, ` + none + `) as second_user, rung`

// wall is the supplier's wall-clock time of an instant, as a timestamp without zone.
func wall(at time.Time, zone string) time.Time {
	loc, err := schedule.LoadZone(zone)
	if err != nil {
		loc = time.UTC // the zone was checked when the resource was made
	}
	l := at.In(loc)
	return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), 0, time.UTC)
}

func one(rows pgx.Rows, err error) (Consultation, error) {
	if err != nil {
		return Consultation{}, fmt.Errorf("read consultation: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
	if err != nil {
		return Consultation{}, fmt.Errorf("read consultation: %w", err)
	}
	if len(all) == 0 {
		return Consultation{}, problem.New(problem.NotFound, "not_found")
	}
	return all[0], nil
}

func find(ctx context.Context, q querier, id ID) (Consultation, error) {
	return one(q.Query(ctx, `select `+columns+` from consultation where id = @id`, pgx.NamedArgs{"id": id}))
}

func findNumber(ctx context.Context, q querier, number string) (Consultation, error) {
	return one(q.Query(ctx, `select `+columns+` from consultation where number = @number`, pgx.NamedArgs{"number": number}))
}

func lock(ctx context.Context, tx postgres.Tx, id ID) (Consultation, error) {
	return one(tx.Query(ctx, `select `+columns+` from consultation where id = @id for update`, pgx.NamedArgs{"id": id}))
}

func lockNumber(ctx context.Context, tx postgres.Tx, number string) (Consultation, error) {
	return one(tx.Query(ctx, `select `+columns+` from consultation where number = @number for update`,
		pgx.NamedArgs{"number": number}))
}

// lockDead locks those of the consultations that are pending past their expiry and that nobody is deciding on right now.
func lockDead(ctx context.Context, tx postgres.Tx, ids []uuid.UUID, now time.Time) ([]Consultation, error) {
	rows, err := tx.Query(ctx, `
		select `+columns+` from consultation where id = any(@ids) and expires_at <= @now order by id for update skip locked`,
		pgx.NamedArgs{"ids": ids, "now": now})
	if err != nil {
		return nil, fmt.Errorf("lock expired: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
}

// countAlive counts those of the consultations that are not past an expiry.
func countAlive(ctx context.Context, tx postgres.Tx, ids []uuid.UUID, now time.Time) (int, error) {
	rows, err := tx.Query(ctx, `
		select count(*) from consultation where id = any(@ids) and (expires_at is null or expires_at > @now)
			and state not in ('expired', 'withdrawn', 'declined', 'cancelled')`,
		pgx.NamedArgs{"ids": ids, "now": now})
	if err != nil {
		return 0, fmt.Errorf("count holders: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}

func serial(ctx context.Context, tx postgres.Tx) (int64, error) {
	rows, err := tx.Query(ctx, `select nextval('consultation_serial')`)
	if err != nil {
		return 0, fmt.Errorf("next serial: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
}

// passSerial lets numbers that were given by hand stay behind the sequence.
func passSerial(ctx context.Context, tx postgres.Tx, given int64) error {
	_, err := tx.Exec(ctx, `select setval('consultation_serial', greatest(@given, (select last_value from consultation_serial)))`,
		pgx.NamedArgs{"given": given})
	return err
}

func databaseClock(ctx context.Context, tx postgres.Tx) (time.Time, error) {
	rows, err := tx.Query(ctx, `select clock_timestamp()`)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the database's clock: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[time.Time])
}

// met is how often pairs have met.
const met = `
	select supplier, buyer, n from unnest($1::uuid[], $2::uuid[]) as pair(supplier, buyer) cross join lateral (
		select count(*) as n from consultation c join attendance a on a.consultation_id = c.id and a.took_place
		where c.supplier_company = supplier and c.buyer_company = buyer offset 0) meetings
	where n > 0`

// meetings counts for each pair the consultations that took place.
func meetings(ctx context.Context, q querier, pairs []Sides) (map[Sides]int, error) {
	suppliers, buyers := make([]account.CompanyID, len(pairs)), make([]account.CompanyID, len(pairs))
	for i, p := range pairs {
		suppliers[i], buyers[i] = p.Supplier, p.Buyer
	}
	rows, err := q.Query(ctx, met, uuids(suppliers), uuids(buyers))
	if err != nil {
		return nil, fmt.Errorf("count earlier meetings: %w", err)
	}
	all := map[Sides]int{}
	var p Sides
	var n int
	_, err = pgx.ForEachRow(rows, []any{&p.Supplier, &p.Buyer, &n}, func() error { all[p] = n; return nil })
	if err != nil {
		return nil, fmt.Errorf("count earlier meetings: %w", err)
	}
	return all, nil
}
