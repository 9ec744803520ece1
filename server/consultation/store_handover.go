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

func insertNote(ctx context.Context, tx postgres.Tx, n Note) error {
	_, err := tx.Exec(ctx, `
		insert into office_note (id, consultation_id, author, at, text) values (@id, @consultation, @author, @at, @text)`,
		pgx.NamedArgs{"id": n.ID, "consultation": orNull(n.ConsultationID.UUID), "author": n.Author, "at": n.At, "text": n.Text})
	if err != nil {
		return fmt.Errorf("insert note: %w", err)
	}
	return nil
}

// notes are the newest of each consultation and of the office.
func notes(ctx context.Context, q querier, of []ID, each int) ([]Note, error) {
	ids := make([]uuid.UUID, len(of))
	for i, id := range of {
		ids[i] = id.UUID
	}
	rows, err := q.Query(ctx, `
		select id, coalesce(consultation_id, `+none+`) as consultation_id, author, at, text from (
			select *, row_number() over (partition by consultation_id order by at desc, id desc) as place
			from office_note where consultation_id is null or consultation_id = any(@ids)) newest
		where place <= @each order by at desc, id desc`, pgx.NamedArgs{"ids": ids, "each": each})
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Note])
}

// onDuty is who is on duty, the zero Duty when nobody is.
func onDuty(ctx context.Context, q querier) (Duty, error) {
	rows, err := q.Query(ctx, `select officer, since from office_duty where until is null`)
	if err != nil {
		return Duty{}, fmt.Errorf("read duty: %w", err)
	}
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Duty])
	if errors.Is(err, pgx.ErrNoRows) {
		return Duty{}, nil
	}
	return d, err
}

// takeDuty ends the present duty and begins the officer's; of two who come at once the second is told.
func takeDuty(ctx context.Context, tx postgres.Tx, officer account.UserID, now time.Time) error {
	if _, err := tx.Exec(ctx, `update office_duty set until = greatest(since, @now) where until is null`, pgx.NamedArgs{"now": now}); err != nil {
		return fmt.Errorf("end duty: %w", err)
	}
	_, err := tx.Exec(ctx, `insert into office_duty (officer, since) values (@officer, @now)`, pgx.NamedArgs{"officer": officer, "now": now})
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "duty_taken").Because(err)
	}
	if err != nil {
		return fmt.Errorf("begin duty: %w", err)
	}
	_, err = tx.Exec(ctx, `update office_task set assigned = @officer where kind = @kind and done_at is null`,
		pgx.NamedArgs{"officer": officer, "kind": TaskEscalation})
	if err != nil {
		return fmt.Errorf("hand escalations over: %w", err)
	}
	return nil
}
