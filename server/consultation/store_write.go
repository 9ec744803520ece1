package consultation

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
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
	most   most
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
	s.queueBook(batch, w, taken, work)
	return s.queueOutside(batch, news...)
}

// booked are rows as book() takes them.
type booked struct {
	limited []limitedRow
	keys    []keyRow
	fresh   []row
	events  []eventRow
}

// entered are the columns of a new row; the others begin as the table says.
var entered = []string{"id", "number", "kind", "state", "owner", "version", "starts_at", "ends_at", "created_at", "answer_by", "expires_at", "supplier_id",
	"buyer_id", "interpreter_id", "supplier_company", "buyer_company", "buyer_user", "host_user", "interpreter_user", "requested_by", "requested_side",
	"supplier_zone", "supplier_wall", "buyer_zone", "tzdb", "interpreter_state", "language", "need_from", "need_to", "goal", "message", "opener", "typed",
	"ical_uid", "second_id", "second_user", "rung"}

// columnsOfBook is how many parameters book() has.
const columnsOfBook = 82

var book = func() string {
	all := make([]string, columnsOfBook)
	for i := range all {
		all[i] = fmt.Sprint("$", i+1)
	}
	return "select book(" + strings.Join(all, ", ") + ")"
}()

// queueBook has the database write them.
func (s *Service) queueBook(batch *pgx.Batch, w booked, taken schedule.Written, work jobs.Encoded) {
	args := postgres.Columns(w.limited, "lock", "person", "id", "unanswered", "hourly")
	args = append(args, s.Now().Add(-time.Hour))
	args = append(args, postgres.Columns(w.keys, "actor", "key", "request_hash", "consultation_id")...)
	args = append(append(args, taken.Days...), taken.Usual)
	args = append(args, postgres.Columns(w.fresh, entered...)...)
	args = append(args, productsOf(w.fresh)...)
	args = append(append(append(args, taken.Sides...), taken.Thirds...), taken.Rest)
	args = append(args, postgres.Columns(w.events, "consultation_id", "version", "at", "actor", "role", "move", "from_state", "to_state", "reason",
		"prev_hash", "hash")...)
	batch.Queue(book, append(args, work.Kinds, work.Args, work.Attempts, work.At)...)
}

// productsOf are the SKUs of all, and how many of them are of each and those before it: arrays of PostgreSQL are not ragged.
func productsOf(rows []row) []any {
	all, until := []string{}, make([]int, len(rows))
	for i, r := range rows {
		all = append(all, r.Products...)
		until[i] = len(all)
	}
	return []any{all, until}
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
	Hash  []byte    `json:"request_hash"`
	ID    uuid.UUID `json:"consultation_id"`
}

func keysOf(all []entry) []keyRow {
	var rows []keyRow
	for _, e := range all {
		if e.try.key != "" {
			rows = append(rows, keyRow{e.try.actor, e.try.key, e.try.hash(), e.made.ID.UUID})
		}
	}
	slices.SortFunc(rows, func(a, b keyRow) int { return cmp.Or(cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Key, b.Key)) })
	return rows
}

// limitedRow is whose requests are counted once more, while nobody else makes one for the same person: what was read before may
// have been read by several at once.
type limitedRow struct {
	Lock       int64     `json:"lock"`
	Person     uuid.UUID `json:"person"`
	ID         uuid.UUID `json:"id"`
	Unanswered int       `json:"unanswered"`
	Hourly     int       `json:"hourly"`
}

func limitedOf(all []entry) []limitedRow {
	var rows []limitedRow
	for _, e := range all {
		if e.counts != (account.UserID{}) {
			rows = append(rows, limitedRow{lockOf(e.counts), e.counts.UUID, e.made.ID.UUID, e.most.Unanswered, e.most.Hourly})
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
