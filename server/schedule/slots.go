package schedule

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
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

	rulesOnly bool // claims do not count
}

// Found is the answer to a query. Reason is set when there is none.
type Found struct {
	Zone   *time.Location
	Terms  Terms
	Slots  []Slot
	Reason Reason
}

const longestRange = 62 * 24 * time.Hour

// Slots computes what is free for the supplier, the buyer and an interpreter of the pair.
func (s *Service) Slots(ctx context.Context, q SlotQuery) (Found, error) {
	question, err := s.question(ctx, s.db, q)
	if err != nil {
		return Found{}, err
	}
	found := Found{Zone: question.Zone, Terms: question.Terms}
	found.Slots, found.Reason = question.Open()
	return found, nil
}

// Judge holds one start against the rules, claims and counters aside: those the database decides when they are taken.
// The reason is empty when the start may be asked for.
func (s *Service) Judge(ctx context.Context, q SlotQuery, start time.Time) (Reason, error) {
	q.From, q.To, q.rulesOnly = start, start.Add(time.Minute), true
	question, err := s.question(ctx, s.db, q)
	if err != nil {
		return "", err
	}
	if !slices.Contains(question.Terms.Lengths, q.Length) {
		return NothingOffered, nil
	}
	question.Booked = nil
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
	parties, _, err := s.parties(ctx, tx, all, w.Start, w.End, but, false)
	if err != nil {
		return nil, err
	}
	var free []Resource
	for i, r := range all {
		if parties[i].free(w) {
			free = append(free, r)
		}
	}
	return free, nil
}

// Nearest are the n open slots nearest to a wanted start, in order of time.
func (s *Service) Nearest(ctx context.Context, q SlotQuery, want time.Time, n int) ([]Slot, error) {
	q.From, q.To = want.AddDate(0, 0, -7), want.AddDate(0, 0, 21)
	found, err := s.Slots(ctx, q)
	if err != nil {
		return nil, err
	}
	slots := found.Slots
	slices.SortStableFunc(slots, func(a, b Slot) int {
		return int(a.Start.Sub(want).Abs() - b.Start.Sub(want).Abs())
	})
	slots = slots[:min(n, len(slots))]
	slices.SortFunc(slots, func(a, b Slot) int { return a.Start.Compare(b.Start) })
	return slots, nil
}

// question gathers the values that slots are computed from.
func (s *Service) question(ctx context.Context, tx querier, q SlotQuery) (Question, error) {
	to := earliest([]time.Time{q.To, q.From.Add(longestRange)})
	supplier, err := s.store.byOwner(ctx, tx, Supplier, q.Company.UUID)
	if err != nil {
		return Question{}, err
	}
	resources := []Resource{supplier}
	buyer, err := s.buyer(ctx, tx, q.Buyer)
	if err != nil {
		return Question{}, err
	}
	resources = append(resources, buyer...)
	interpreters, err := s.candidates(ctx, tx, q.Pair)
	if err != nil {
		return Question{}, err
	}
	resources = append(resources, interpreters...)
	parties, calendars, err := s.parties(ctx, tx, resources, q.From, to, q.But, q.rulesOnly)
	if err != nil {
		return Question{}, err
	}
	terms, err := s.termsOf(ctx, tx, supplier.ID)
	if err != nil {
		return Question{}, err
	}
	if q.Anytime {
		terms.Notice, terms.WindowDays, terms.DayCap = 0, 3650, 0
	}
	zone := calendars[supplier.ID].Zone
	booked, err := s.store.dayCounts(ctx, tx, supplier.ID, DateOf(q.From, zone), DateOf(to, zone))
	if err != nil {
		return Question{}, err
	}
	question := Question{
		Zone: zone, Supplier: parties[0], Interpreters: parties[1+len(buyer):], Pair: q.Pair != Pair{}, Terms: terms,
		Length: q.Length, From: q.From, To: to, Now: s.now(), Booked: booked,
	}
	if len(buyer) > 0 {
		question.Buyer = &parties[1]
	}
	return question, nil
}

func (s *Service) buyer(ctx context.Context, tx querier, buyer account.UserID) ([]Resource, error) {
	if buyer == (account.UserID{}) {
		return nil, nil
	}
	return s.store.byOwners(ctx, tx, Buyer, []uuid.UUID{buyer.UUID})
}

func (s *Service) candidates(ctx context.Context, tx querier, p Pair) ([]Resource, error) {
	if p == (Pair{}) {
		return nil, nil
	}
	return s.store.ofPair(ctx, tx, p)
}

// parties are the resources as values, in the order given.
func (s *Service) parties(ctx context.Context, tx querier, resources []Resource, from, to time.Time, but uuid.UUID, rulesOnly bool) ([]Party, map[ResourceID]Calendar, error) {
	calendars, err := s.store.calendars(ctx, tx, resources)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]ResourceID, len(resources))
	for i, r := range resources {
		ids[i] = r.ID
	}
	around := Window{from.Add(-24 * time.Hour), to.Add(48 * time.Hour)}
	taken := map[ResourceID][]Window{}
	if !rulesOnly {
		if taken, err = s.store.taken(ctx, tx, ids, around, but); err != nil {
			return nil, nil, err
		}
	}
	parties := make([]Party, len(resources))
	for i, r := range resources {
		parties[i] = Party{Resource: r.ID, Offered: calendars[r.ID].Windows(from, to), Taken: taken[r.ID],
			Before: r.BufferBefore, After: r.BufferAfter}
	}
	return parties, calendars, nil
}

// NextFree are the first n starts of each company in the next 7 days, of its shortest length. Companies without any are
// left out.
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
	parties, calendars, err := s.parties(ctx, s.db, suppliers, now, to, uuid.Nil, false)
	if err != nil {
		return nil, err
	}
	ids := make([]ResourceID, len(suppliers))
	for i, r := range suppliers {
		ids[i] = r.ID
	}
	terms, err := s.store.terms(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	free := map[account.CompanyID][]time.Time{}
	for i, r := range suppliers {
		t, ok := terms[r.ID]
		if !ok {
			t = DefaultTerms()
		}
		q := Question{Zone: calendars[r.ID].Zone, Supplier: parties[i], Terms: t, Length: t.Lengths[0], From: now, To: to, Now: now}
		slots, _ := q.Open()
		for _, slot := range slots[:min(n, len(slots))] {
			company := account.CompanyID{UUID: r.Owner}
			free[company] = append(free[company], slot.Start)
		}
	}
	return free, nil
}
