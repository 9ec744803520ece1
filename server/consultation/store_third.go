package consultation

import (
	"context"
	"fmt"

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

func deleteWaivers(ctx context.Context, tx postgres.Tx, id ID) error {
	if _, err := tx.Exec(ctx, `delete from interpreter_waiver where consultation_id = @id`, pgx.NamedArgs{"id": id}); err != nil {
		return fmt.Errorf("delete waivers: %w", err)
	}
	return nil
}

// needSet is the office's last word about the need of an interpreter, nil where the asker has written the request anew since.
func needSet(ctx context.Context, q querier, id ID) (*NeedSet, error) {
	rows, err := q.Query(ctx, `select at, reason from (select at, reason, move from consultation_event
		where consultation_id = @id and move = any(@moves) order by version desc limit 1) last where move = @set`,
		pgx.NamedArgs{"id": id, "moves": []Move{MoveNeed, MoveAmend, MoveResubmit}, "set": MoveNeed})
	if err != nil {
		return nil, fmt.Errorf("read the need that was set: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[NeedSet])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func waivers(ctx context.Context, q querier, id ID) ([]Waiver, error) {
	rows, err := q.Query(ctx, `select side, user_id as "user", at from interpreter_waiver where consultation_id = @id order by at, side`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Waiver])
}

// alarming is each alarm that has its cause now, and by whom.
const alarming = `
	select c.id, 'briefing' as kind, a.user_id, c.starts_at as due from consultation c join assignment a on a.consultation_id = c.id and a.stage = 'accepted'
	where c.state = 'confirmed' and c.starts_at <= @brief_by and c.starts_at > @seat_by and c.interpreter_state = 'accepted'
	union all
	select c.id, 'interpreter_absent', a.user_id, c.starts_at from consultation c join assignment a on a.consultation_id = c.id and a.stage in ('accepted', 'briefed')
	where c.state in ('confirmed', 'live') and c.starts_at <= @seat_by and c.ends_at > @now and c.interpreter_state = 'accepted'
	union all
	select c.id, 'alarm', s.person, c.starts_at from consultation c, lateral (values ('supplier', c.host_user), ('buyer', c.buyer_user)) s (side, person)
	where c.state = 'confirmed' and c.starts_at <= @sides_by and s.person is not null and not exists (select from room_fact f
		where f.consultation_id = c.id and f.kind = 'joined' and f.side = s.side and f.role <> 'interpreter')`

// raiseAlarms opens a task for what has its cause, once, and closes those that have lost it, for one consultation or all.
func raiseAlarms(ctx context.Context, tx postgres.Tx, l alarmLimits, only *ID) error {
	args := pgx.NamedArgs{"now": l.Now, "brief_by": l.BriefBy, "seat_by": l.SeatBy, "sides_by": l.SidesBy, "only": only}
	for _, sql := range []string{`
		insert into office_task (id, consultation_id, kind, user_id, opened_at, due_by)
		select gen_random_uuid(), id, kind, user_id, @now, due from (` + alarming + `) due
		where (@only::uuid is null or id = @only) and not exists (select from office_task t
			where t.consultation_id = due.id and t.kind = due.kind and t.user_id = due.user_id)
		on conflict do nothing`, `
		update office_task t set done_at = @now
		where t.done_at is null and t.kind in ('briefing', 'interpreter_absent', 'alarm') and (@only::uuid is null or t.consultation_id = @only)
			and not exists (select from (` + alarming + `) due where due.id = t.consultation_id and due.kind = t.kind and due.user_id = t.user_id)`} {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return fmt.Errorf("raise alarms: %w", err)
		}
	}
	return nil
}

func openAlarms(ctx context.Context, q querier, id ID) ([]string, error) {
	rows, err := q.Query(ctx, `
		select kind from office_task where consultation_id = @id and done_at is null and kind in ('briefing', 'interpreter_absent') order by opened_at, kind`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read alarms: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
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
