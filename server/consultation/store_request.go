package consultation

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// try is one try to make a consultation. Who sends it again with the same key gets what the first try made.
type try struct {
	actor, key, body string
	id               ID // what this try makes unless it goes on with a draft
}

func (t try) hash() []byte {
	sum := sha256.Sum256([]byte(t.body))
	return sum[:]
}

// opening is what a transaction begins with that makes a consultation, in the order of its locks and in one round trip.
type opening struct {
	Made       ID             // by an earlier try with the same key; the rest is without meaning then
	Drafts     []Consultation // locked
	LastHash   []byte         // of the last event of the one draft that was asked for
	Now        time.Time      // of the database, read after the locks
	Unanswered int            // requests of the person that nobody has answered
	Serial     int64
	Sides      schedule.Sides
	Rules      schedule.Rules // where a new slot is asked for
}

// queueTry is the first statement. It waits for a first try that is still running.
func queueTry(batch *pgx.Batch, t try, first *bool) error {
	*first = true
	switch {
	case t.key == "":
		return nil
	case len(t.key) > 255:
		return problem.New(problem.Malformed, "key_too_long")
	}
	batch.Queue(`insert into idempotency (actor, key, request_hash, consultation_id) values ($1, $2, $3, $4) on conflict do nothing`,
		t.actor, t.key, t.hash(), t.id).
		Exec(func(tag pgconn.CommandTag) error { *first = tag.RowsAffected() == 1; return nil })
	return nil
}

// before is what the first try made. The same key with another body is refused.
func (t try) before(ctx context.Context, tx postgres.Tx) (ID, error) {
	var hash []byte
	var made uuid.UUID
	err := tx.QueryRow(ctx, `select request_hash, consultation_id from idempotency where actor = @actor and key = @key`,
		pgx.NamedArgs{"actor": t.actor, "key": t.key}).Scan(&hash, &made)
	if err != nil {
		return ID{}, fmt.Errorf("read remembered request: %w", err)
	}
	if string(hash) != string(t.hash()) {
		return ID{}, problem.New(problem.Invalid, "key_reused")
	}
	return ID{made}, nil
}

// queueMade keeps that a try made something else than it had set out to.
func queueMade(batch *pgx.Batch, t try, made ID) {
	batch.Queue(`update idempotency set consultation_id = $3 where actor = $1 and key = $2`, t.actor, t.key, made)
}

func queueLocked(batch *pgx.Batch, into *[]Consultation, where string, args ...any) {
	batch.Queue(`select `+columns+` from consultation where `+where+` order by id for update`, args...).
		Query(func(rows pgx.Rows) (err error) {
			*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
			return err
		})
}

// openHold opens the transaction of a hold: it locks the earlier drafts of the opener.
func (s *Service) openHold(ctx context.Context, tx postgres.Tx, t try, h HoldRequest, q schedule.SlotQuery) (opening, error) {
	var o opening
	var first bool
	batch := &pgx.Batch{}
	if err := queueTry(batch, t, &first); err != nil {
		return opening{}, err
	}
	queueLocked(batch, &o.Drafts, `opener = $1 and state = 'draft'`, h.Opener)
	batch.Queue(`select clock_timestamp()`).QueryRow(func(row pgx.Row) error { return row.Scan(&o.Now) })
	s.schedule.QueueSides(batch, h.Company, account.UserID{}, schedule.Window{Start: h.Start, End: h.Start.Add(h.Length)}, uuid.Nil, &o.Sides)
	o.Rules = s.schedule.QueueRules(batch, q)
	return s.opened(ctx, tx, t, batch, &o, &first)
}

// openRequest opens the transaction of a request: it locks the draft that it goes on with.
func (s *Service) openRequest(ctx context.Context, tx postgres.Tx, t try, v account.Viewer, f RequestForm, q schedule.SlotQuery) (opening, error) {
	var o opening
	var first bool
	batch := &pgx.Batch{}
	if err := queueTry(batch, t, &first); err != nil {
		return opening{}, err
	}
	if f.Draft != (ID{}) {
		queueLocked(batch, &o.Drafts, `id = $1`, f.Draft)
		batch.Queue(`select hash from consultation_event where consultation_id = $1 order by version desc limit 1`, f.Draft).
			Query(func(rows pgx.Rows) error {
				_, err := pgx.ForEachRow(rows, []any{&o.LastHash}, func() error { return nil })
				return err
			})
	}
	batch.Queue(`
		select clock_timestamp(), nextval('consultation_serial'),
			(select count(*) from consultation where requested_by = $1 and state in ('requested', 'returned', 'offered'))`, v.User).
		QueryRow(func(row pgx.Row) error { return row.Scan(&o.Now, &o.Serial, &o.Unanswered) })
	s.schedule.QueueSides(batch, f.Company, q.Buyer, schedule.Window{Start: f.Start, End: f.Start.Add(f.Length)}, f.Draft.UUID, &o.Sides)
	if f.Draft == (ID{}) {
		o.Rules = s.schedule.QueueRules(batch, q)
	}
	return s.opened(ctx, tx, t, batch, &o, &first)
}

func (s *Service) opened(ctx context.Context, tx postgres.Tx, t try, batch *pgx.Batch, o *opening, first *bool) (opening, error) {
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return opening{}, fmt.Errorf("begin: %w", err)
	}
	o.Now = o.Now.UTC()
	if s.now != nil {
		o.Now = s.now().UTC().Truncate(time.Microsecond)
	}
	if *first {
		return *o, nil
	}
	made, err := t.before(ctx, tx)
	return opening{Made: made}, err
}

// made is a consultation as a transaction writes it: a new row, or a draft that becomes a request.
type made struct {
	Consultation
	Fresh    bool
	Counts   []schedule.Booking // day counters that have not moved yet
	Claims   []schedule.Claim   // of the two sides
	Third    []schedule.Claim   // of the interpreter who is pencilled in; taken last, as everywhere
	LastHash []byte
	Events   []Event
}

// write writes all of it in one round trip, in the order of the locks. Short of a side's claim it refuses; third is
// whether the interpreter's was there to take.
func (s *Service) write(ctx context.Context, tx postgres.Tx, t try, m made) (third bool, err error) {
	batch := &pgx.Batch{}
	if err := s.schedule.QueueCount(batch, m.Counts); err != nil {
		return false, err
	}
	if m.Fresh {
		queueInsert(batch, m.Consultation, schedule.TZDB())
	} else {
		queueUpdate(batch, m.Consultation)
	}
	var got, gotThird []schedule.ResourceID
	s.schedule.QueueClaims(batch, m.ID.UUID, m.Claims, &got)
	if len(m.Third) > 0 {
		s.schedule.QueueClaims(batch, m.ID.UUID, m.Third, &gotThird)
	}
	queueEvents(batch, m.LastHash, m.Events...)
	if t.key != "" && t.id != m.ID {
		queueMade(batch, t, m.ID)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return false, schedule.TakenOr(fmt.Errorf("write consultation: %w", err))
	}
	for _, claim := range m.Claims {
		if slices.Contains(got, claim.Resource) {
			continue
		}
		if claim.Role == string(Buyer) {
			return false, problem.New(problem.Conflict, "buyer_taken").Because(schedule.Taken())
		}
		return false, schedule.Taken()
	}
	return len(gotThird) == len(m.Third), nil
}

// setInterpreter keeps who was pencilled in after the record had been written.
func setInterpreter(ctx context.Context, tx postgres.Tx, c Consultation) error {
	_, err := tx.Exec(ctx, `update consultation set interpreter_id = @interpreter, interpreter_user = @user, interpreter_state = @state where id = @id`,
		pgx.NamedArgs{"id": c.ID, "interpreter": resourceOrNull(c.InterpreterID), "user": idOrNull(c.InterpreterUser.UUID), "state": c.InterpreterState})
	if err != nil {
		return fmt.Errorf("keep interpreter: %w", err)
	}
	return nil
}
