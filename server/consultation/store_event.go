package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
)

// appendEvent chains an event to the last one. The caller holds the lock of the consultation's row.
func appendEvent(ctx context.Context, tx postgres.Tx, e Event) error {
	var prev []byte
	if e.Version > 1 {
		var err error
		if prev, err = lastHash(ctx, tx, e.ConsultationID); err != nil {
			return err
		}
	}
	r := eventRows(prev, e)[0]
	if _, err := tx.Exec(ctx, `
		insert into consultation_event (consultation_id, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.ConsultationID, r.Version, r.At, r.Actor, r.Role, r.Move, r.FromState, r.ToState, r.Reason, r.PrevHash, r.Hash); err != nil {
		return fmt.Errorf("insert event: %w", err)
	}
	return nil
}

func lastHash(ctx context.Context, tx postgres.Tx, id ID) ([]byte, error) {
	var prev []byte
	err := tx.QueryRow(ctx, `select hash from consultation_event where consultation_id = @id order by version desc limit 1`,
		pgx.NamedArgs{"id": id}).Scan(&prev)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("read last event: %w", err)
	}
	return prev, nil
}

// eventRow is an event as its table has it.
type eventRow struct {
	ConsultationID uuid.UUID `json:"consultation_id"`
	Version        int       `json:"version"`
	At             time.Time `json:"at"`
	Actor          string    `json:"actor"`
	Role           string    `json:"role"`
	Move           string    `json:"move"`
	FromState      string    `json:"from_state"`
	ToState        string    `json:"to_state"`
	Reason         string    `json:"reason"`
	PrevHash       []byte    `json:"prev_hash"`
	Hash           []byte    `json:"hash"`
}

// eventRows are events of one consultation, in order, after the one with this hash.
func eventRows(prev []byte, events ...Event) []eventRow {
	rows := make([]eventRow, len(events))
	for i, e := range events {
		e = e.sealed(prev)
		prev = e.Hash
		rows[i] = eventRow{e.ConsultationID.UUID, e.Version, e.At, e.Actor, e.Role, e.Move, e.FromState, e.ToState, e.Reason, append([]byte{}, e.PrevHash...), e.Hash}
	}
	return rows
}

func events(ctx context.Context, q querier, id ID) ([]Event, error) {
	rows, err := q.Query(ctx, `
		select consultation_id, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash
		from consultation_event where consultation_id = @id order by version`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Event])
}

// letThrough reports whether the office has let the consultation through to the side that is asked.
func letThrough(ctx context.Context, q querier, id ID) (bool, error) {
	rows, err := q.Query(ctx, `
		select exists (select 1 from consultation_event where consultation_id = @id and to_state in ('offered', 'confirmed'))`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return false, fmt.Errorf("read events: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}

// actedFor reports whether the office has answered for one of the sides.
func actedFor(ctx context.Context, q querier, id ID) (bool, error) {
	rows, err := q.Query(ctx, `
		select exists (select 1 from consultation_event where consultation_id = @id and role = 'office' and starts_with(reason, @behalf))`,
		pgx.NamedArgs{"id": id, "behalf": behalf})
	if err != nil {
		return false, fmt.Errorf("read events: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}

// lettersBefore counts the jobs of earlier versions of a consultation that have not written or sent their mails. The
// version of a mail stands in its Message-ID (see messageID). A mail that failed for some 15 minutes holds nobody up any
// longer: it may be a single mailbox that is gone.
func lettersBefore(ctx context.Context, q querier, j letters) (int, error) {
	rows, err := q.Query(ctx, `
		select count(*) from river_job
		where state in ('available', 'pending', 'retryable', 'running', 'scheduled') and (
			kind = @letters and args->>'consultation' = @id::text and (args->>'version')::int < @version
			or case when kind = @mail and attempt < 6 and starts_with(args->'message'->>'id', @id::text || '.')
				then split_part(args->'message'->>'id', '.', 2)::int < @version else false end)`,
		pgx.NamedArgs{"letters": letters{}.Kind(), "mail": mail.Job{}.Kind(), "id": j.Consultation.String(), "version": j.Version})
	if err != nil {
		return 0, fmt.Errorf("look for earlier mails: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}

func forgetKeys(ctx context.Context, tx postgres.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `delete from idempotency where created_at < @before`, pgx.NamedArgs{"before": before})
	return err
}
