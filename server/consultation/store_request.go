package consultation

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/webhook"
)

// try is one try to make a consultation. Who sends it again with the same key gets what the first try made.
type try struct {
	actor, key, body string
}

func (t try) hash() []byte {
	sum := sha256.Sum256([]byte(t.body))
	return sum[:]
}

// check refuses a key that is too long to be kept.
func (t try) check() error {
	if len(t.key) > 255 {
		return problem.New(problem.Malformed, "key_too_long")
	}
	return nil
}

// madeBefore is the statement of what a try with the same key has made.
const madeBefore = `select request_hash, consultation_id from idempotency where actor = $1 and key = $2`

// queueBefore reads what an earlier try has made. It comes last of what is read: whoever sees the claims of the earlier
// try sees its key too.
func queueBefore(batch *pgx.Batch, t try, made *ID) {
	if t.key != "" {
		batch.Queue(madeBefore, t.actor, t.key).Query(func(rows pgx.Rows) error { return t.scan(rows, made) })
	}
}

// before is what an earlier try has made, zero if there was none.
func (t try) before(ctx context.Context, q querier) (made ID, err error) {
	if t.key == "" {
		return ID{}, nil
	}
	rows, err := q.Query(ctx, madeBefore, t.actor, t.key)
	if err != nil {
		return ID{}, fmt.Errorf("read remembered request: %w", err)
	}
	return made, t.scan(rows, &made)
}

// scan refuses the same key with another body.
func (t try) scan(rows pgx.Rows, made *ID) error {
	var hash []byte
	var id uuid.UUID
	_, err := pgx.ForEachRow(rows, []any{&hash, &id}, func() error {
		if string(hash) != string(t.hash()) {
			return problem.New(problem.Invalid, "key_reused")
		}
		*made = ID{id}
		return nil
	})
	return err
}

func queueRows(batch *pgx.Batch, into *[]Consultation, where string, args ...any) {
	batch.Queue(`select `+columns+` from consultation where `+where, args...).
		Query(func(rows pgx.Rows) (err error) {
			*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
			return err
		})
}

// opening is what a consultation is made from, read in one round trip.
type opening struct {
	Made      ID             // by an earlier try with the same key; the rest is without meaning then
	Drafts    []Consultation // of the opener and locked for a hold; the one that a request goes on with
	LastHash  []byte         // of the last event of the one draft that was asked for
	Now       time.Time      // of the database, read after the locks
	Asked     demand         // what the person has asked for already
	Held      int            // drafts of the person in other browsers
	HeldUntil *time.Time     // the first of them ends
	Serial    int64
	Sides     schedule.Sides
	Rules     schedule.Rules        // where a new slot is asked for
	Third     func() schedule.Third // who might interpret; nil where nobody has to
	Rule      Rule                  // that the request comes under
	Met       bool                  // the two companies, where that counts
	Heard     bool                  // there are webhooks
}

// openHold opens the transaction of a hold: it locks the earlier drafts of the opener.
func (s *Service) openHold(ctx context.Context, tx postgres.Tx, t try, h HoldRequest, q schedule.SlotQuery) (opening, error) {
	var o opening
	batch := &pgx.Batch{}
	postgres.KeepPlans(batch)
	if h.Person != (account.UserID{}) {
		batch.Queue(lockPeople, []int64{lockOf(h.Person)})
	}
	queueRows(batch, &o.Drafts, `opener = $1 and state = 'draft' order by id for update`, h.Opener)
	if h.Person != (account.UserID{}) {
		batch.Queue(`select count(*), min(expires_at) from consultation where state = 'draft' and requested_by = $1 and opener <> $2 and expires_at > $3`,
			h.Person, h.Opener, s.Now()).
			QueryRow(func(row pgx.Row) error { return row.Scan(&o.Held, &o.HeldUntil) })
	}
	batch.Queue(`select clock_timestamp()`).QueryRow(func(row pgx.Row) error { return row.Scan(&o.Now) })
	s.schedule.QueueSides(batch, h.Company, h.Person, schedule.Window{Start: h.Start, End: h.Start.Add(h.Length)}, uuid.Nil, &o.Sides)
	o.Rules = s.schedule.QueueRules(batch, q)
	queueBefore(batch, t, &o.Made)
	return s.opened(ctx, tx, batch, &o)
}

// openRequest reads what a request is judged by. It locks nothing: what has changed since fails in what is written.
func (s *Service) openRequest(ctx context.Context, t try, v account.Viewer, f RequestForm, q schedule.SlotQuery, buyer account.CompanyID) (opening, error) {
	var o opening
	batch := &pgx.Batch{}
	postgres.KeepPlans(batch)
	if f.Draft != (ID{}) {
		queueRows(batch, &o.Drafts, `id = $1`, f.Draft)
		batch.Queue(`select hash from consultation_event where consultation_id = $1 order by version desc limit 1`, f.Draft).
			Query(func(rows pgx.Rows) error {
				_, err := pgx.ForEachRow(rows, []any{&o.LastHash}, func() error { return nil })
				return err
			})
	}
	batch.Queue(`
		select clock_timestamp(), nextval('consultation_serial'),
			p.n, p.until, h.n, h.since
		from (select count(*) as n, min(expires_at) as until from consultation where requested_by = $1 and state in ('requested', 'returned', 'offered')) p,
			(select count(*) as n, min(created_at) as since from consultation where requested_by = $1 and number is not null and created_at > $2) h`,
		v.User, s.Now().Add(-time.Hour)).
		QueryRow(func(row pgx.Row) error {
			return row.Scan(&o.Now, &o.Serial, &o.Asked.Unanswered, &o.Asked.Answered, &o.Asked.Hourly, &o.Asked.Oldest)
		})
	s.schedule.QueueSides(batch, f.Company, q.Buyer, schedule.Window{Start: f.Start, End: f.Start.Add(f.Length)}, f.Draft.UUID, &o.Sides)
	if f.Draft == (ID{}) {
		o.Rules = s.schedule.QueueRules(batch, q)
	}
	if q.Pair != (schedule.Pair{}) {
		o.Third = s.schedule.QueueThird(batch, f.Company, q.Demand, schedule.Window{Start: f.Start, End: f.Start.Add(f.Length)}, f.Draft.UUID)
	}
	if !f.again {
		queueRule(batch, s.asks(f.Company, buyer, f.Start), &o.Rule)
		batch.Queue(met, []uuid.UUID{f.Company.UUID}, []uuid.UUID{buyer.UUID}).Query(func(rows pgx.Rows) error {
			o.Met = rows.Next()
			rows.Close()
			return rows.Err()
		})
	}
	webhook.QueueHeard(batch, &o.Heard)
	queueBefore(batch, t, &o.Made)
	return s.opened(ctx, s.db, batch, &o)
}

func (s *Service) opened(ctx context.Context, q postgres.Querier, batch *pgx.Batch, o *opening) (opening, error) {
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return opening{}, fmt.Errorf("open: %w", err)
	}
	o.Now = o.Now.UTC()
	if s.now != nil {
		o.Now = s.now().UTC().Truncate(time.Microsecond)
	}
	return *o, nil
}
