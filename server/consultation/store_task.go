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
