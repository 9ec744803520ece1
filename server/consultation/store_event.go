package consultation

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// appendEvent chains an event to the last one. The caller holds the lock of the consultation's row.
func appendEvent(ctx context.Context, tx postgres.Tx, e Event) error {
	var prev []byte
	err := tx.QueryRow(ctx, `select hash from consultation_event where consultation_id = @id order by version desc limit 1`,
		pgx.NamedArgs{"id": e.ConsultationID}).Scan(&prev)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read last event: %w", err)
	}
	e = e.sealed(prev)
	_, err = tx.Exec(ctx, `
		insert into consultation_event (consultation_id, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash)
		values (@id, @version, @at, @actor, @role, @move, @from, @to, @reason, @prev, @hash)`,
		pgx.NamedArgs{"id": e.ConsultationID, "version": e.Version, "at": e.At, "actor": e.Actor, "role": e.Role, "move": e.Move,
			"from": e.FromState, "to": e.ToState, "reason": e.Reason, "prev": e.PrevHash, "hash": e.Hash})
	if err != nil {
		return fmt.Errorf("insert event: %w", err)
	}
	return nil
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

// seenBySupplier reports whether the office has let the consultation through to the supplier.
func seenBySupplier(ctx context.Context, q querier, id ID) (bool, error) {
	rows, err := q.Query(ctx, `
		select exists (select 1 from consultation_event where consultation_id = @id and to_state in ('offered', 'confirmed'))`,
		pgx.NamedArgs{"id": id})
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

// remember is the first statement of what may be sent twice. It returns the consultation that the first try made, or a
// zero id when this is the first. It waits for a first try that is still running. The same key with another body is
// refused.
func remember(ctx context.Context, tx postgres.Tx, actor, key, body string) (ID, error) {
	if key == "" {
		return ID{}, nil
	}
	if len(key) > 255 {
		return ID{}, problem.New(problem.Malformed, "key_too_long")
	}
	hash := sha256.Sum256([]byte(body))
	tag, err := tx.Exec(ctx, `
		insert into idempotency (actor, key, request_hash) values (@actor, @key, @hash) on conflict do nothing`,
		pgx.NamedArgs{"actor": actor, "key": key, "hash": hash[:]})
	if err != nil {
		return ID{}, fmt.Errorf("remember request: %w", err)
	}
	if tag.RowsAffected() == 1 {
		return ID{}, nil
	}
	var before []byte
	var made *uuid.UUID
	err = tx.QueryRow(ctx, `select request_hash, consultation_id from idempotency where actor = @actor and key = @key`,
		pgx.NamedArgs{"actor": actor, "key": key}).Scan(&before, &made)
	if err != nil {
		return ID{}, fmt.Errorf("read remembered request: %w", err)
	}
	if string(before) != string(hash[:]) {
		return ID{}, problem.New(problem.Invalid, "key_reused")
	}
	if made == nil {
		return ID{}, nil
	}
	return ID{*made}, nil
}

// answered keeps what a remembered request made.
func answered(ctx context.Context, tx postgres.Tx, actor, key string, made ID) error {
	_, err := tx.Exec(ctx, `update idempotency set consultation_id = @made where actor = @actor and key = @key`,
		pgx.NamedArgs{"actor": actor, "key": key, "made": made})
	return err
}

func forgetKeys(ctx context.Context, tx postgres.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `delete from idempotency where created_at < @before`, pgx.NamedArgs{"before": before})
	return err
}
