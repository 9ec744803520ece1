package consultation

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// dropAsked forgets who has an open offer when nothing can be offered any more; it is no move.
func dropAsked(ctx context.Context, tx postgres.Tx, id ID) error {
	_, err := tx.Exec(ctx, `update consultation set asked = '{}' where id = @id and asked <> '{}'`, pgx.NamedArgs{"id": id})
	if err != nil {
		return fmt.Errorf("drop who was asked: %w", err)
	}
	return nil
}

// waive keeps one side's waiver, and reports whether both have given theirs.
func waive(ctx context.Context, tx postgres.Tx, id ID, w Waiver) (bool, error) {
	_, err := tx.Exec(ctx, `insert into interpreter_waiver (consultation_id, side, user_id, at) values (@id, @side, @user, @at) on conflict do nothing`,
		pgx.NamedArgs{"id": id, "side": w.Side, "user": w.User, "at": w.At})
	if err != nil {
		return false, fmt.Errorf("waive: %w", err)
	}
	all, err := waivers(ctx, tx, id)
	return len(all) == 2, err
}

func waivers(ctx context.Context, q querier, id ID) ([]Waiver, error) {
	rows, err := q.Query(ctx, `select side, user_id as "user", at from interpreter_waiver where consultation_id = @id order by at, side`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Waiver])
}

// alarming is each alarm that has its cause now.
const alarming = `
	select c.id, 'unbriefed' as kind from consultation c
	where c.state = 'confirmed' and c.starts_at <= @brief_by and c.ends_at > @now and c.interpreter_state = 'accepted'
		and exists (select from assignment a where a.consultation_id = c.id and a.stage = 'accepted')
	union all
	select c.id, 'interpreter_absent' from consultation c
	where c.state in ('confirmed', 'live') and c.starts_at <= @seat_by and c.ends_at > @now and c.interpreter_state = 'accepted'
		and exists (select from assignment a where a.consultation_id = c.id and a.stage in ('accepted', 'briefed'))`

// raiseAlarms raises what has its cause and clears what has lost it, for one consultation or all.
func raiseAlarms(ctx context.Context, tx postgres.Tx, l alarmLimits, only *ID) error {
	args := pgx.NamedArgs{"now": l.Now, "brief_by": l.BriefBy, "seat_by": l.SeatBy, "only": only}
	for _, sql := range []string{`
		insert into consultation_alarm (consultation_id, kind, raised_at)
		select id, kind, @now from (` + alarming + `) due where @only::uuid is null or id = @only
		on conflict (consultation_id, kind) do update set raised_at = excluded.raised_at, cleared_at = null
			where consultation_alarm.cleared_at is not null`, `
		update consultation_alarm a set cleared_at = @now
		where a.cleared_at is null and (@only::uuid is null or a.consultation_id = @only)
			and not exists (select from (` + alarming + `) due where due.id = a.consultation_id and due.kind = a.kind)`} {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return fmt.Errorf("raise alarms: %w", err)
		}
	}
	return nil
}

func openAlarms(ctx context.Context, q querier, ids []ID) (map[ID][]Alarm, error) {
	raw := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		raw[i] = id.UUID
	}
	rows, err := q.Query(ctx, `
		select consultation_id, kind from consultation_alarm where consultation_id = any(@ids) and cleared_at is null order by consultation_id, raised_at`,
		pgx.NamedArgs{"ids": raw})
	if err != nil {
		return nil, fmt.Errorf("read alarms: %w", err)
	}
	all := map[ID][]Alarm{}
	var id uuid.UUID
	var kind Alarm
	if _, err := pgx.ForEachRow(rows, []any{&id, &kind}, func() error {
		all[ID{id}] = append(all[ID{id}], kind)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read alarms: %w", err)
	}
	return all, nil
}

// interpretedBy are the consultations whose claim stands for somebody within a time, the first first; locked in the order
// of their ids where they are to be moved.
func interpretedBy(ctx context.Context, q querier, who account.UserID, w schedule.Window, locked bool) ([]Consultation, error) {
	order := `starts_at, id`
	if locked {
		order = `id for update`
	}
	return many(q.Query(ctx, `
		select `+columns+` from consultation
		where @who::uuid in (interpreter_user, second_user) and state in ('requested', 'returned', 'offered', 'accepted', 'confirmed', 'suspended')
			and starts_at < @end and ends_at > @start
		order by `+order, pgx.NamedArgs{"who": who, "start": w.Start, "end": w.End}))
}
