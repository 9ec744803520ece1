package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// SlotQuery asks for the slots of one supplier. Starts lie in [From, To), at most 62 days.
type SlotQuery struct {
	Company account.CompanyID
	From    time.Time
	To      time.Time
	Length  time.Duration
	Pair    Pair           // zero: no interpreter is needed
	Buyer   account.UserID // zero: not known yet
	But     uuid.UUID      // a consultation whose own claims do not count, while it moves
	Anytime bool           // notice, window and cap do not count: an officer moves
}

// Found is the answer to a query. Reason is set when there is none.
type Found struct {
	Zone   *time.Location
	Terms  Terms
	Slots  []Slot
	Reason Reason
}

const longestRange = 62 * 24 * time.Hour

// Slots computes what is free for the supplier, the buyer and an interpreter of the pair, in one round trip.
func (s *Service) Slots(ctx context.Context, q SlotQuery) (Found, error) {
	to := earliest([]time.Time{q.To, q.From.Add(longestRange)})
	batch := &postgres.Batch{}
	read := s.store.queuePeople(batch, q, wanted{claims: around(q.From, to), but: q.But, counts: true})
	if err := s.db.SendBatch(ctx, batch).Close(); err != nil {
		return Found{}, fmt.Errorf("read slots: %w", err)
	}
	question, err := read.question(q, to, s.now())
	if err != nil {
		return Found{}, err
	}
	found := Found{Zone: question.Zone, Terms: question.Terms}
	found.Slots, found.Reason = question.Open()
	return found, nil
}

// Rules are those that a start is held against, claims and counters aside: these the database decides when they are
// taken.
type Rules struct {
	query SlotQuery
	read  *reading
}

// QueueRules reads them with a batch; there is no range of time in the query.
func (s *Service) QueueRules(batch *postgres.Batch, q SlotQuery) Rules {
	return Rules{q, s.store.queuePeople(batch, q, wanted{})}
}

// Judge holds one start against the rules. The reason is empty when the start may be asked for.
func (r Rules) Judge(start, now time.Time) (Reason, error) {
	q := r.query
	q.From = start
	question, err := r.read.question(q, start.Add(time.Minute), now)
	if err != nil {
		return "", err
	}
	if !slices.Contains(question.Terms.Lengths, q.Length) {
		return NothingOffered, nil
	}
	_, reason := question.Allows(start)
	return reason, nil
}

// Candidates are the interpreters of a pair who are free in the window, best first. The claims of one consultation do not
// count.
func (s *Service) Candidates(ctx context.Context, tx postgres.Tx, p Pair, w Window, but uuid.UUID) ([]Resource, error) {
	all, err := s.store.ofPair(ctx, tx, p)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	read, err := s.store.read(ctx, tx, all, wanted{claims: around(w.Start, w.End), but: but})
	if err != nil {
		return nil, err
	}
	var free []Resource
	for i, r := range all {
		if read.party(all[i], w.Start, w.End).free(w) {
			free = append(free, r)
		}
	}
	return free, nil
}

// Nearest are the n open slots nearest to a wanted start, in order of time.
func (s *Service) Nearest(ctx context.Context, q SlotQuery, want time.Time, n int) ([]Slot, error) {
	var slots []Slot
	for _, days := range [][2]int{{-2, 2}, {-7, 21}} { // two days are nearly always enough, and all losers of a race ask at once
		q.From, q.To = want.AddDate(0, 0, days[0]), want.AddDate(0, 0, days[1])
		found, err := s.Slots(ctx, q)
		if err != nil {
			return nil, err
		}
		if slots = found.Slots; len(slots) >= n {
			break
		}
	}
	slices.SortStableFunc(slots, func(a, b Slot) int {
		return int(a.Start.Sub(want).Abs() - b.Start.Sub(want).Abs())
	})
	slots = slots[:min(n, len(slots))]
	slices.SortFunc(slots, func(a, b Slot) int { return a.Start.Compare(b.Start) })
	return slots, nil
}

// question is what slots are computed from, of a reading by owner.
func (r *reading) question(q SlotQuery, to, now time.Time) (Question, error) {
	suppliers := r.of(Supplier)
	if len(suppliers) == 0 {
		return Question{}, problem.New(problem.NotFound, "resource_unknown")
	}
	supplier := suppliers[0]
	question := Question{
		Zone: r.calendars[supplier.ID].Zone, Supplier: r.party(supplier, q.From, to), Pair: q.Pair != Pair{}, Terms: r.termsOf(supplier.ID),
		Length: q.Length, From: q.From, To: to, Now: now, Booked: r.booked[supplier.ID],
	}
	if q.Anytime {
		question.Terms.Notice, question.Terms.WindowDays, question.Terms.DayCap = 0, 3650, 0
	}
	for _, resource := range r.of(Buyer) {
		buyer := r.party(resource, q.From, to)
		question.Buyer = &buyer
	}
	for _, resource := range r.of(Interpreter) {
		question.Interpreters = append(question.Interpreters, r.party(resource, q.From, to))
	}
	return question, nil
}

// around is wide enough to see the claims whose buffers reach into a range.
func around(from, to time.Time) Window {
	return Window{from.Add(-24 * time.Hour), to.Add(48 * time.Hour)}
}

// party is a resource as values.
func (r *reading) party(of Resource, from, to time.Time) Party {
	return Party{Resource: of.ID, Offered: r.calendars[of.ID].Windows(from, to), Taken: r.taken[of.ID],
		Before: of.BufferBefore, After: of.BufferAfter}
}

// NextFree are the first n starts of each company in the next 7 days, of its shortest length. Companies without any are
// left out. It takes two round trips, for however many companies.
func (s *Service) NextFree(ctx context.Context, companies []account.CompanyID, n int) (map[account.CompanyID][]time.Time, error) {
	owners := make([]uuid.UUID, len(companies))
	for i, c := range companies {
		owners[i] = c.UUID
	}
	suppliers, err := s.store.byOwners(ctx, s.db, Supplier, owners)
	if err != nil || len(suppliers) == 0 {
		return nil, err
	}
	now := s.now()
	to := now.AddDate(0, 0, 8)
	read, err := s.store.read(ctx, s.db, suppliers, wanted{claims: around(now, to), counts: true})
	if err != nil {
		return nil, err
	}
	free := make(map[account.CompanyID][]time.Time, len(suppliers))
	for _, r := range suppliers {
		t := read.termsOf(r.ID)
		q := Question{Zone: read.calendars[r.ID].Zone, Supplier: read.party(r, now, to), Terms: t, Length: t.Lengths[0], From: now, To: to, Now: now, Most: n, Booked: read.booked[r.ID]}
		slots, _ := q.Open()
		if len(slots) == 0 {
			continue
		}
		starts := make([]time.Time, len(slots))
		for i, slot := range slots {
			starts[i] = slot.Start
		}
		free[account.CompanyID{UUID: r.Owner}] = starts
	}
	return free, nil
}
