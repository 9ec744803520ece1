package briefing

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// ensure keeps a first glossary where the consultation has no pack yet.
func ensure(ctx context.Context, tx postgres.Tx, id consultation.ID, first []Term, now time.Time) error {
	made, err := tx.Exec(ctx, `insert into briefing (consultation_id, made_at) values (@id, @now) on conflict do nothing`, pgx.NamedArgs{"id": id, "now": now})
	if err != nil {
		return fmt.Errorf("make pack: %w", err)
	}
	if made.RowsAffected() == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	for i, t := range first {
		queueTerm(batch, id, i, t)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("make glossary: %w", err)
	}
	return nil
}

func queueTerm(batch *pgx.Batch, id consultation.ID, position int, t Term) {
	batch.Queue(`insert into briefing_term (id, consultation_id, position, term, ko, target, note) values ($1, $2, $3, $4, $5, $6, $7)`,
		uuid.Must(uuid.NewV7()), id, position, t.Term, t.Ko, t.Target, t.Note)
}

func read(ctx context.Context, q postgres.Querier, id consultation.ID) (agenda string, terms []Term, err error) {
	if err := q.QueryRow(ctx, `select agenda from briefing where consultation_id = @id`, pgx.NamedArgs{"id": id}).Scan(&agenda); err != nil {
		return "", nil, fmt.Errorf("read pack: %w", err)
	}
	rows, err := q.Query(ctx, `select id, term, ko, target, note, edited_at from briefing_term where consultation_id = @id order by position, id`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return "", nil, fmt.Errorf("read glossary: %w", err)
	}
	terms, err = pgx.CollectRows(rows, pgx.RowToStructByName[Term])
	if err != nil {
		return "", nil, fmt.Errorf("read glossary: %w", err)
	}
	return agenda, terms, nil
}

// edit writes what was typed: lines change, empty ones go, new ones come last. A line of another pack is not there.
func edit(ctx context.Context, tx postgres.Tx, id consultation.ID, w Words, by account.UserID, now time.Time) error {
	batch := &pgx.Batch{}
	batch.Queue(`update briefing set agenda = $2 where consultation_id = $1`, id, w.Agenda)
	for _, t := range w.Terms {
		switch {
		case t.ID == uuid.Nil:
			batch.Queue(`
				insert into briefing_term (id, consultation_id, position, term, ko, target, note, edited_by, edited_at)
				select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6, $7, $8 from briefing_term where consultation_id = $2`,
				uuid.Must(uuid.NewV7()), id, t.Term, t.Ko, t.Target, t.Note, by, now)
		case t.empty():
			batch.Queue(`delete from briefing_term where id = $1 and consultation_id = $2`, t.ID, id)
		default:
			batch.Queue(`
				update briefing_term set edited_by = case when (term, ko, target, note) is distinct from ($3, $4, $5, $6) then $7::uuid else edited_by end,
					edited_at = case when (term, ko, target, note) is distinct from ($3, $4, $5, $6) then $8::timestamptz else edited_at end,
					term = $3, ko = $4, target = $5, note = $6
				where id = $1 and consultation_id = $2`, t.ID, id, t.Term, t.Ko, t.Target, t.Note, by, now).
				Exec(func(tag pgconn.CommandTag) error {
					if tag.RowsAffected() == 0 {
						return problem.New(problem.Conflict, "term_gone")
					}
					return nil
				})
		}
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("edit pack: %w", err)
	}
	return nil
}
