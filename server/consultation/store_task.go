package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const taskColumns = `t.id, t.consultation_id, coalesce(c.number, '') as number, t.kind, coalesce(t.user_id, ` + none + `) as user_id, t.note,
	t.opened_at, t.due_by, coalesce(t.assigned, ` + none + `) as assigned`

func insertTask(ctx context.Context, tx postgres.Tx, t Task) error {
	_, err := tx.Exec(ctx, `
		insert into office_task (id, consultation_id, kind, user_id, note, opened_at, due_by, assigned)
		values (@id, @consultation, @kind, @user, @note, @at, @due, @assigned)
		on conflict (consultation_id, kind, user_id) where done_at is null do update set due_by = least(office_task.due_by, excluded.due_by),
			assigned = coalesce(excluded.assigned, office_task.assigned), note = coalesce(nullif(excluded.note, ''), office_task.note)`,
		pgx.NamedArgs{"id": t.ID, "consultation": t.ConsultationID, "kind": t.Kind, "user": orNull(t.UserID.UUID), "note": t.Note, "at": t.OpenedAt,
			"due": t.DueBy, "assigned": orNull(t.Assigned.UUID)})
	if err != nil {
		return fmt.Errorf("open task: %w", err)
	}
	return nil
}

// expiredPapers are the certificates that confirmed consultations to come stand on and that do not hold on their day, one a
// consultation, the earliest; none of which a task has told already.
func expiredPapers(ctx context.Context, q querier, now time.Time, zone string) ([]paper, error) {
	rows, err := q.Query(ctx, `
		select distinct on (c.id) c.id, c.starts_at, x.scheme, p.sku, x.expires_on from consultation c
		join products p on p.sku = any(c.products) join certificates x on x.product_id = p.id
		where c.state = 'confirmed' and c.starts_at > @now and x.state = 'held' and x.expires_on < (c.starts_at at time zone @zone)::date
			and not exists (select from office_task t where t.consultation_id = c.id and t.kind = @kind
				and (t.done_at is null or t.note = x.scheme || ' (' || p.sku || '), ' || x.expires_on))
		order by c.id, x.expires_on, x.scheme limit 200`, pgx.NamedArgs{"now": now, "zone": zone, "kind": TaskPaper})
	if err != nil {
		return nil, fmt.Errorf("find expired certificates: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[paper])
}

func doneTask(ctx context.Context, tx postgres.Tx, id uuid.UUID, by account.UserID, now time.Time) (bool, error) {
	tag, err := tx.Exec(ctx, `update office_task set done_by = @by, done_at = @now where id = @id and done_at is null`,
		pgx.NamedArgs{"id": id, "by": by, "now": now})
	if err != nil {
		return false, fmt.Errorf("close task: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

func lockTask(ctx context.Context, tx postgres.Tx, id uuid.UUID) (Task, error) {
	rows, err := tx.Query(ctx, `
		select `+taskColumns+` from office_task t join consultation c on c.id = t.consultation_id where t.id = @id for update of t`, pgx.NamedArgs{"id": id})
	if err != nil {
		return Task{}, fmt.Errorf("read task: %w", err)
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Task])
	if errors.Is(err, pgx.ErrNoRows) {
		return t, problem.New(problem.NotFound, "not_found")
	}
	return t, err
}
