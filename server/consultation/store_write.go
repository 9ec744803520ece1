package consultation

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// made is a consultation as a transaction writes it: a new row, or a draft that becomes a request.
type made struct {
	Consultation
	Fresh    bool
	Counts   []schedule.Booking // day counters that have not moved yet
	Claims   []schedule.Claim   // of the two sides
	Third    []schedule.Claim   // of the interpreter who is pencilled in
	LastHash []byte
	Events   []Event
	Jobs     []jobs.Args
	Unheard  bool // there was no webhook when it was read
}

// entry is what is made, with the key of who asked for it.
type entry struct {
	try    try
	made   made
	counts account.UserID // whose requests the limits count; zero: nobody's
}

// queueWrite adds entries to a batch, in the order of the locks: people, drafts, keys, counters, claims. What speaks against one of
// them the batch raises: see refusedOf. No two of them meet.
func (s *Service) queueWrite(batch *pgx.Batch, all ...entry) error {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b entry) int { return bytes.Compare(a.made.ID.UUID[:], b.made.ID.UUID[:]) })
	var (
		w     booked
		news  []made
		todo  []jobs.Args
		takes struct {
			counts        []schedule.Booking
			sides, thirds []schedule.Taking
		}
	)
	w.limited, w.keys = limitedOf(all), keysOf(all)
	for _, e := range sorted {
		m := e.made
		if !m.Unheard {
			news = append(news, m)
		}
		todo = append(todo, m.Jobs...)
		takes.counts, takes.sides, takes.thirds = append(takes.counts, m.Counts...), append(takes.sides, e.sides()), append(takes.thirds, e.thirds())
		w.events = append(w.events, eventRows(m.LastHash, m.Events...)...)
		if m.Fresh {
			w.fresh = append(w.fresh, m.row())
			continue
		}
		if len(w.limited) > 0 {
			batch.Queue(lockPeople, locksOf(w.limited))
		}
		if err := queueUpdate(batch, m.Consultation); err != nil {
			return err
		}
	}
	taken, err := s.schedule.Write(takes.sides, takes.thirds, takes.counts)
	if err != nil {
		return err
	}
	work, err := s.queue.Encode(todo)
	if err != nil {
		return err
	}
	if err := s.queueBook(batch, w, taken, work); err != nil {
		return err
	}
	return s.queueOutside(batch, news...)
}

// booked are rows as book() takes them.
type booked struct {
	limited []limitedRow
	keys    []keyRow
	fresh   []row
	events  []eventRow
}

// queueBook has the database write them.
func (s *Service) queueBook(batch *pgx.Batch, w booked, taken schedule.Written, work jobs.Encoded) error {
	var encoded [4]string
	for i, rows := range []any{w.limited, w.keys, orEmpty(w.fresh), w.events} {
		raw, err := json.Marshal(rows)
		if err != nil {
			return fmt.Errorf("encode bookings: %w", err)
		}
		encoded[i] = string(raw)
	}
	batch.Queue(`select book($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, encoded[0], s.settings.Unanswered, s.settings.Hourly,
		s.clock().Add(-time.Hour), encoded[1], taken.Days, taken.Usual, encoded[2], taken.Sides, taken.Thirds, taken.Rest, encoded[3],
		work.Jobs, work.Attempts, work.At)
	return nil
}

func orEmpty[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}

// keyIsNew, limitsHold name what book() raises when a key is known or somebody has asked for too much.
const (
	keyIsNew   = "key_is_new"
	limitsHold = "limits_hold"
)

// keyRow is a key with what is made by it. It waits for a first try that is still running, and fails if that succeeds.
type keyRow struct {
	Actor string    `json:"actor"`
	Key   string    `json:"key"`
	Hash  string    `json:"request_hash"`
	ID    uuid.UUID `json:"consultation_id"`
}

func keysOf(all []entry) []keyRow {
	rows := []keyRow{}
	for _, e := range all {
		if e.try.key != "" {
			rows = append(rows, keyRow{e.try.actor, e.try.key, bytea(e.try.hash()), e.made.ID.UUID})
		}
	}
	slices.SortFunc(rows, func(a, b keyRow) int { return cmp.Or(cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Key, b.Key)) })
	return rows
}

// limitedRow is whose requests are counted once more, while nobody else makes one for the same person: what was read before may
// have been read by several at once.
type limitedRow struct {
	Lock   int64     `json:"lock"`
	Person uuid.UUID `json:"person"`
	ID     uuid.UUID `json:"id"`
}

func limitedOf(all []entry) []limitedRow {
	rows := []limitedRow{}
	for _, e := range all {
		if e.counts != (account.UserID{}) {
			rows = append(rows, limitedRow{lockOf(e.counts), e.counts.UUID, e.made.ID.UUID})
		}
	}
	slices.SortFunc(rows, func(a, b limitedRow) int { return cmp.Compare(a.Lock, b.Lock) })
	return rows
}

func locksOf(rows []limitedRow) []int64 {
	locks := make([]int64, len(rows))
	for i, r := range rows {
		locks[i] = r.Lock
	}
	return locks
}

// lockPeople keeps others from asking for the same people until the transaction ends. It comes first of all locks.
const lockPeople = `select pg_advisory_xact_lock(person) from unnest($1::bigint[]) as person`

// lockOf names a person among the locks: the random part of the id (RFC 9562 §5.7).
func lockOf(person account.UserID) int64 { return int64(binary.BigEndian.Uint64(person.UUID[8:])) }

// refusedOf is which consultation a batch was refused for, if it says so.
func refusedOf(err error) (ID, bool) {
	for _, what := range []string{keyIsNew, versionHolds, limitsHold, schedule.AllClaims} {
		if detail, unmet := postgres.Unmet(err, what); unmet && len(detail) >= 36 {
			id, err := uuid.Parse(detail[:36])
			return ID{id}, err == nil
		}
	}
	return ID{}, false
}

// shortOf is the refusal of what was written when somebody else has the time of one of the sides.
func (m made) shortOf(err error) error {
	id, short := schedule.Short(err)
	switch {
	case !short:
		return schedule.TakenOr(err)
	case id == m.BuyerID:
		return problem.New(problem.Conflict, "buyer_taken").Because(schedule.Taken())
	}
	return schedule.Taken()
}
