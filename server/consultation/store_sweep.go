package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// overdue are the consultations that a sweep has to look at.
func overdue(ctx context.Context, q querier, l limits) ([]ID, error) {
	rows, err := q.Query(ctx, `
		select id from consultation where expires_at <= @now
		union
		select id from consultation where state in ('accepted', 'suspended') and starts_at <= @now
		union
		select id from consultation where state in ('confirmed', 'live') and ends_at <= @never_end
		union
		select id from consultation where state = 'ended' and (answer_by is null and ended_at <= @reported or answer_by <= @now)
		union
		select id from consultation where state in ('returned', 'accepted', 'outcome_due') and owner <> 'office' and answer_by <= @now
		union
		select id from consultation where state = 'outcome_due' and ended_at <= @idle
		union
		select consultation_id from proposal where state = 'open' and expires_at <= @now
		union
		select c.id from consultation c where c.state = 'confirmed' and c.starts_at > @now and (`+unfounded+`)
		order by id limit 500`,
		pgx.NamedArgs{"now": l.Now, "never_end": l.NeverEnd, "reported": l.Reported, "idle": l.Idle})
	if err != nil {
		return nil, fmt.Errorf("find overdue: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[ID])
}

// suspended and left are what takes the ground from a confirmed consultation: a company or a named person is suspended, or
// the person who was named for a company is a member no longer.
const (
	suspended = `exists (select 1 from companies where id in (c.supplier_company, c.buyer_company) and suspended_at is not null)
		or exists (select 1 from users where id in (c.host_user, c.buyer_user) and disabled_at is not null)`
	left = `not exists (select 1 from grants where user_id = c.host_user and company_id = c.supplier_company)
		or not exists (select 1 from grants where user_id = c.buyer_user and company_id = c.buyer_company)`
	unfounded = suspended + ` or ` + left
)

// undermined is why a confirmed consultation cannot stand as it is, "" when it can.
func undermined(ctx context.Context, q querier, id ID) (string, error) {
	rows, err := q.Query(ctx, `
		select case when `+suspended+` then @suspended when `+left+` then @left else '' end from consultation c where c.id = @id`,
		pgx.NamedArgs{"id": id, "suspended": becauseSuspended, "left": becauseLeft})
	if err != nil {
		return "", fmt.Errorf("look for what is gone: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
}

// lastStated is whose turn the last statement of an outcome has made it; false when there was none.
func lastStated(ctx context.Context, q querier, id ID) (Owner, bool, error) {
	rows, err := q.Query(ctx, `
		select reason from consultation_event where consultation_id = @id and move = @move order by version desc limit 1`,
		pgx.NamedArgs{"id": id, "move": MoveState})
	if err != nil {
		return Nobody, false, fmt.Errorf("read statements: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[Owner])
	if err != nil || len(found) == 0 {
		return Nobody, false, err
	}
	return found[0], true, nil
}

// setTurn keeps whose turn it is and until when, as part of a move that has just been made.
func setTurn(ctx context.Context, tx postgres.Tx, c Consultation) error {
	_, err := tx.Exec(ctx, `update consultation set owner = @owner, answer_by = @by where id = @id`,
		pgx.NamedArgs{"id": c.ID, "owner": c.Owner, "by": c.AnswerBy})
	if err != nil {
		return fmt.Errorf("keep whose turn it is: %w", err)
	}
	return nil
}

// outcomeNudge is a reminder of an outcome that is due.
type outcomeNudge struct {
	ID   ID
	Kind string
}

// dueNudges are the reminders of outcomes that nobody has been sent yet: two, 24 and 72 hours after the letter that asked for
// it, of each consultation the latest alone.
func dueNudges(ctx context.Context, q querier, now time.Time) ([]outcomeNudge, error) {
	rows, err := q.Query(ctx, `
		select id, kind from (
			select distinct on (c.id) c.id, n.kind from consultation c
			cross join lateral (select max(e.at) as at from consultation_event e
				where e.consultation_id = c.id and e.to_state = 'outcome_due' and e.from_state <> 'outcome_due') asked
			cross join (values ('outcome_2', interval '2 hours'), ('outcome_24', interval '24 hours'), ('outcome_72', interval '72 hours')) n(kind, after)
			where c.state = 'outcome_due' and c.owner in ('supplier', 'buyer', 'both') and asked.at > @now::timestamptz - interval '7 days'
				and @now::timestamptz >= asked.at + n.after
			order by c.id, n.after desc) latest
		where not exists (select 1 from nudge where consultation_id = latest.id and kind = latest.kind)
		limit 200`, pgx.NamedArgs{"now": now})
	if err != nil {
		return nil, fmt.Errorf("find outcomes to remind of: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[outcomeNudge])
}

// insertNudge reports whether the reminder was not sent before.
func insertNudge(ctx context.Context, tx postgres.Tx, n outcomeNudge, now time.Time) (bool, error) {
	tag, err := tx.Exec(ctx, `insert into nudge (consultation_id, kind, at) values (@id, @kind, @now) on conflict do nothing`,
		pgx.NamedArgs{"id": n.ID, "kind": n.Kind, "now": now})
	if err != nil {
		return false, fmt.Errorf("keep reminder: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}
