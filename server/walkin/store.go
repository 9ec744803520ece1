package walkin

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const none = `'00000000-0000-0000-0000-000000000000'`

const columns = `id, caller, caller_company, supplier, state, version, rings, gate, first_ask, stops_at, key, language, need_from, need_to, sku,
	note, asked_at, rung_at, ended_at, refused, outcome, reason, answered_at, coalesce(answered_by, ` + none + `) as answered_by,
	coalesce(interpreter, ` + none + `) as interpreter, coalesce(consultation_id, ` + none + `) as consultation_id, number`

// args are the columns of a row by name; zero ids become null.
func (r Ring) args() pgx.NamedArgs {
	refused := make([]uuid.UUID, len(r.Refused))
	for i, id := range r.Refused {
		refused[i] = id.UUID
	}
	return pgx.NamedArgs{
		"id": r.ID, "caller": r.Caller, "caller_company": r.CallerCompany, "supplier": r.Supplier, "state": r.State, "version": r.Version,
		"rings": r.Rings, "gate": r.Gate, "first_ask": r.FirstAsk, "stops": r.StopsAt, "key": r.Key, "language": r.Language,
		"need_from": r.NeedFrom, "need_to": r.NeedTo, "sku": r.SKU, "note": r.Note, "asked": r.AskedAt, "rung": r.RungAt, "ended": r.EndedAt,
		"refused": refused, "outcome": r.Outcome, "reason": r.Reason, "answered": r.AnsweredAt, "answered_by": idOrNull(r.AnsweredBy.UUID),
		"interpreter": idOrNull(r.Interpreter.UUID), "consultation": idOrNull(r.Consultation), "number": r.Number,
	}
}

func idOrNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func insertRing(ctx context.Context, tx postgres.Tx, r Ring) error {
	_, err := tx.Exec(ctx, `
		insert into walkin_ring (id, caller, caller_company, supplier, state, version, rings, gate, first_ask, stops_at, key, language,
			need_from, need_to, sku, note, asked_at, rung_at, ended_at, refused, outcome, reason, answered_at, answered_by, interpreter,
			consultation_id, number)
		values (@id, @caller, @caller_company, @supplier, @state, @version, @rings, @gate, @first_ask, @stops, @key, @language,
			@need_from, @need_to, @sku, @note, @asked, @rung, @ended, @refused, @outcome, @reason, @answered, @answered_by, @interpreter,
			@consultation, @number)`, r.args())
	if postgres.ConstraintName(err) == "walkin_one_open" {
		return problem.New(problem.Conflict, "ring_open").Because(err)
	}
	if err != nil {
		return fmt.Errorf("insert ring: %w", err)
	}
	return nil
}

// updateRing writes a row whose version was raised by one; another version means that someone else was first.
func updateRing(ctx context.Context, tx postgres.Tx, r Ring) error {
	tag, err := tx.Exec(ctx, `
		update walkin_ring set supplier = @supplier, state = @state, version = @version, rings = @rings, gate = @gate, first_ask = @first_ask,
			stops_at = @stops, need_from = @need_from, need_to = @need_to, language = @language, note = @note, rung_at = @rung, ended_at = @ended,
			refused = @refused, outcome = @outcome, reason = @reason, answered_at = @answered, answered_by = @answered_by,
			interpreter = @interpreter, consultation_id = @consultation, number = @number
		where id = @id and version = @version - 1`, r.args())
	if postgres.ConstraintName(err) == "walkin_one_rings" {
		return problem.New(problem.Conflict, "ring_at_desk").Because(err)
	}
	if err != nil {
		return fmt.Errorf("update ring: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.Conflict, "ring_taken")
	}
	return nil
}

func insertEvent(ctx context.Context, tx postgres.Tx, e Event) error {
	_, err := tx.Exec(ctx, `
		insert into walkin_event (ring_id, version, at, actor, side, move, from_state, to_state, reason)
		values (@ring, @version, @at, @actor, @side, @move, @from, @to, @reason)`,
		pgx.NamedArgs{"ring": e.RingID, "version": e.Version, "at": e.At, "actor": e.Actor, "side": e.Side, "move": e.Move,
			"from": e.FromState, "to": e.ToState, "reason": e.Reason})
	if err != nil {
		return fmt.Errorf("insert event of ring: %w", err)
	}
	return nil
}

func collect(rows pgx.Rows, err error) ([]Ring, error) {
	if err != nil {
		return nil, fmt.Errorf("read rings: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Ring])
	if err != nil {
		return nil, fmt.Errorf("read rings: %w", err)
	}
	return found, nil
}

func one(rows pgx.Rows, err error) (Ring, error) {
	found, err := collect(rows, err)
	if err != nil {
		return Ring{}, err
	}
	if len(found) == 0 {
		return Ring{}, problem.New(problem.NotFound, "not_found")
	}
	return found[0], nil
}

func find(ctx context.Context, q postgres.Querier, id ID) (Ring, error) {
	return one(q.Query(ctx, `select `+columns+` from walkin_ring where id = @id`, pgx.NamedArgs{"id": id}))
}

func lock(ctx context.Context, tx postgres.Tx, id ID) (Ring, error) {
	return one(tx.Query(ctx, `select `+columns+` from walkin_ring where id = @id for update`, pgx.NamedArgs{"id": id}))
}

// lockByConsultation is the ring that made a consultation, locked.
func lockByConsultation(ctx context.Context, tx postgres.Tx, consultation uuid.UUID) (Ring, error) {
	return one(tx.Query(ctx, `select `+columns+` from walkin_ring where consultation_id = @id for update`, pgx.NamedArgs{"id": consultation}))
}

func findByKey(ctx context.Context, q postgres.Querier, caller account.UserID, key string) (Ring, error) {
	return one(q.Query(ctx, `select `+columns+` from walkin_ring where caller = @caller and key = @key`, pgx.NamedArgs{"caller": caller, "key": key}))
}

// seen keeps that the caller's page is there.
func seen(ctx context.Context, q postgres.Querier, id ID) error {
	_, err := q.Exec(ctx, `update walkin_ring set seen_at = clock_timestamp() where id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return fmt.Errorf("see caller: %w", err)
	}
	return nil
}

// gone reports whether the caller's page has not been heard of for a while, by the database's clock: a heartbeat is real time.
func gone(ctx context.Context, q postgres.Querier, id ID, after time.Duration) (bool, error) {
	rows, err := q.Query(ctx, `select seen_at < clock_timestamp() - @after::interval from walkin_ring where id = @id`,
		pgx.NamedArgs{"id": id, "after": after})
	if err != nil {
		return false, fmt.Errorf("look for caller: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}

// open are the rings of a company that are not over, the oldest first; of all companies when it is zero.
func open(ctx context.Context, q postgres.Querier, supplier account.CompanyID) ([]Ring, error) {
	return collect(q.Query(ctx, `
		select `+columns+` from walkin_ring
		where ended_at is null and (supplier = @supplier or @supplier = `+none+`)
		order by asked_at, id`, pgx.NamedArgs{"supplier": supplier}))
}

// waitingOf is the caller's ring without an answer.
func waitingOf(ctx context.Context, q postgres.Querier, caller account.UserID) (Ring, error) {
	return one(q.Query(ctx, `select `+columns+` from walkin_ring where caller = @caller and state in ('queued', 'ringing')`,
		pgx.NamedArgs{"caller": caller}))
}

// calledInto are the talks that an interpreter was called into and that are not over.
func calledInto(ctx context.Context, q postgres.Querier, interpreter account.UserID) ([]Ring, error) {
	return collect(q.Query(ctx, `
		select `+columns+` from walkin_ring where interpreter = @user and ended_at is null order by asked_at`,
		pgx.NamedArgs{"user": interpreter}))
}

// unanswered are the instants, the oldest first, at which the caller asked since some time and got no answer.
func unanswered(ctx context.Context, q postgres.Querier, caller account.UserID, since time.Time) ([]time.Time, error) {
	rows, err := q.Query(ctx, `
		select asked_at from walkin_ring
		where caller = @caller and asked_at > @since and outcome in ('unanswered', 'left') order by asked_at`,
		pgx.NamedArgs{"caller": caller, "since": since})
	if err != nil {
		return nil, fmt.Errorf("count unanswered rings: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[time.Time])
}

// talks are how long the last talks took, the newest first: of one company, or of all when it is zero.
func talks(ctx context.Context, q postgres.Querier, supplier account.CompanyID, n int) ([]time.Duration, error) {
	rows, err := q.Query(ctx, `
		select ended_at - answered_at from walkin_ring
		where ended_at is not null and answered_at is not null and (supplier = @supplier or @supplier = `+none+`)
		order by ended_at desc limit @n`, pgx.NamedArgs{"supplier": supplier, "n": n})
	if err != nil {
		return nil, fmt.Errorf("read talks: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[time.Duration])
}

// between are the rings that were asked for in [from, to), the newest first, at most n.
func between(ctx context.Context, q postgres.Querier, from, to time.Time, n int) ([]Ring, error) {
	return collect(q.Query(ctx, `
		select `+columns+` from walkin_ring where asked_at >= @from and asked_at < @to order by asked_at desc, id desc limit @n`,
		pgx.NamedArgs{"from": from, "to": to, "n": n}))
}

func events(ctx context.Context, q postgres.Querier, id ID) ([]Event, error) {
	rows, err := q.Query(ctx, `
		select ring_id, version, at, actor, side, move, from_state, to_state, reason from walkin_event where ring_id = @id order by version`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read events of ring: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Event])
}

func databaseClock(ctx context.Context, tx postgres.Tx) (time.Time, error) {
	rows, err := tx.Query(ctx, `select clock_timestamp()`)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the database's clock: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[time.Time])
}

// pastOf are the last n rings of a company that are over and that it was to hear, the newest first.
func pastOf(ctx context.Context, q postgres.Querier, supplier account.CompanyID, n int) ([]Ring, error) {
	return collect(q.Query(ctx, `
		select `+columns+` from walkin_ring where supplier = @supplier and ended_at is not null and gate = ''
		order by asked_at desc limit @n`, pgx.NamedArgs{"supplier": supplier, "n": n}))
}
