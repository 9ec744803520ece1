package schedule

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
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
	Demand                 // of interpretation
	Host    ResourceID     // zero: any of the company
	Buyer   account.UserID // zero: not known yet
	Viewer  *time.Location // whose clock decides if a time outside of the hours is fair; nil: hours only
	Guest   *time.Location // whose day Nearest keeps to besides the supplier's; nil: not known
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
	questions, err := read.questions(q, to, s.now())
	if err != nil {
		return Found{}, err
	}
	found := Found{Zone: questions[0].Zone, Terms: questions[0].Terms}
	found.Slots, found.Reason = openOf(questions)
	if q.Viewer == nil {
		found.Slots = slices.DeleteFunc(found.Slots, func(s Slot) bool { return s.Stretched })
	} else {
		found.Slots = slices.DeleteFunc(found.Slots, func(s Slot) bool { return s.Stretched && !fair(s.Start, q.Viewer, found.Zone) })
	}
	if len(found.Slots) == 0 && found.Reason == "" {
		found.Reason = NothingOffered
	}
	return found, nil
}

// openOf are the slots of all hosts, each start once, with the host that comes first.
func openOf(questions []Question) ([]Slot, Reason) {
	if len(questions) == 1 {
		return questions[0].Open()
	}
	var all []Slot
	furthest := 0
	for _, q := range questions {
		open, reached := q.open()
		all, furthest = append(all, open...), max(furthest, reached)
	}
	if len(all) == 0 {
		return nil, reasons[furthest]
	}
	slices.SortStableFunc(all, func(a, b Slot) int { return a.Start.Compare(b.Start) })
	return slices.CompactFunc(all, func(a, b Slot) bool { return a.Start.Equal(b.Start) }), ""
}

// fair reports whether a time outside of a supplier's hours is one for this viewer: day where the viewer is, and so far
// away that the hours alone leave little.
func fair(at time.Time, viewer, supplier *time.Location) bool {
	const farAway = 4 * 60 * 60 // s
	local := at.In(viewer)
	_, mine := local.Zone()
	_, theirs := at.In(supplier).Zone()
	apart := max(mine-theirs, theirs-mine)
	return apart >= farAway && local.Hour() >= 7 && local.Hour() < 22
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

// Judge holds one start against the rules. The hosts are those who may be asked for it, best first; without any there is
// a reason.
func (r Rules) Judge(start, now time.Time) (hosts []ResourceID, reason Reason, err error) {
	q := r.query
	q.From = start
	questions, err := r.read.questions(q, start.Add(time.Minute), now)
	if err != nil {
		return nil, "", err
	}
	furthest := 0
	for _, question := range questions {
		if !slices.Contains(question.Terms.Lengths, q.Length) {
			continue
		}
		question.From, question.To = start, start.Add(time.Nanosecond)
		open, reached := question.open()
		if len(open) > 0 {
			hosts = append(hosts, open[0].Host)
		}
		furthest = max(furthest, reached)
	}
	if len(hosts) == 0 {
		return nil, reasons[furthest], nil
	}
	return hosts, "", nil
}

// Third is who might interpret a meeting, by rank, and what it asks of them.
type Third struct {
	Demand
	Guides []Guide
}

// Team is the best team that is free in the window.
func (t Third) Team(w Window) Team { return t.Demand.Team(t.Guides, w) }

// Free are those who are free for one leg of a rung, best first.
func (t Third) Free(r Rung, leg Pair, w Window) []Seat { return t.free(t.Guides, r, leg, w) }

// Without leaves one person out.
func (t Third) Without(owner uuid.UUID) Third {
	t.Guides = slices.DeleteFunc(slices.Clone(t.Guides), func(g Guide) bool { return g.Owner == owner })
	return t
}

// Third reads all who work in the demanded pair or in one leg of its relay, as they stand around a window, for a meeting
// with a supplier. The claims of one consultation do not count.
func (s *Service) Third(ctx context.Context, q postgres.Querier, supplier account.CompanyID, d Demand, w Window, but uuid.UUID) (Third, error) {
	batch := &postgres.Batch{}
	postgres.KeepPlans(batch)
	third := s.QueueThird(batch, supplier, d, w, but)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return Third{}, fmt.Errorf("read interpreters: %w", err)
	}
	return third(), nil
}

// QueueThird is Third with a batch: what it gives is there when the batch has run.
func (s *Service) QueueThird(batch *postgres.Batch, supplier account.CompanyID, d Demand, w Window, but uuid.UUID) func() Third {
	read := s.store.queueThirdOf(batch, supplier.UUID, d.Pair, wanted{claims: around(w.Start, w.End), but: but})
	return func() Third { return Third{read.demand(d), read.guidesOf(w.Start, w.End)} }
}

// Nearest are the n open slots nearest to a wanted start, in order of time. Where the guest is known, starts in the day of both
// sides, from 8 to 20 on their walls, and the wanted one come before all others.
func (s *Service) Nearest(ctx context.Context, q SlotQuery, want time.Time, n int) ([]Slot, error) {
	var day, night []Slot
	for _, days := range [][2]int{{-2, 2}, {-7, 21}} { // two days are nearly always enough, and all losers of a race ask at once
		q.From, q.To = want.AddDate(0, 0, days[0]), want.AddDate(0, 0, days[1])
		found, err := s.Slots(ctx, q)
		if err != nil {
			return nil, err
		}
		day, night = nil, nil
		for _, slot := range found.Slots {
			if q.Guest == nil || slot.Start.Equal(want) || inDay(slot.Start, found.Zone) && inDay(slot.Start, q.Guest) {
				day = append(day, slot)
			} else {
				night = append(night, slot)
			}
		}
		if len(day) >= n {
			night = nil
			break
		}
	}
	byDistance := func(a, b Slot) int { return cmp.Compare(a.Start.Sub(want).Abs(), b.Start.Sub(want).Abs()) }
	slices.SortStableFunc(day, byDistance)
	slices.SortStableFunc(night, byDistance)
	slots := append(day, night...)
	slots = slots[:min(n, len(slots))]
	slices.SortFunc(slots, func(a, b Slot) int { return a.Start.Compare(b.Start) })
	return slots, nil
}

// inDay reports whether people are up at an instant, and at work or nearly so.
func inDay(at time.Time, zone *time.Location) bool {
	hour := at.In(zone).Hour()
	return hour >= 8 && hour < 20
}

// questions are what slots are computed from, one for each host, the company's own first, of a reading by owner.
func (r *reading) questions(q SlotQuery, to, now time.Time) ([]Question, error) {
	all := Question{Demand: r.demand(q.Demand), Interpreters: r.guidesOf(q.From, to), Length: q.Length, From: q.From, To: to, Now: now}
	for _, resource := range r.of(Buyer) {
		buyer := r.party(resource, q.From, to)
		all.Buyer = &buyer
	}
	for _, resource := range r.of(Place) {
		all.Places = append(all.Places, r.party(resource, q.From, to))
	}
	var questions []Question
	for _, host := range r.of(Supplier) {
		if q.Host != 0 && q.Host != host.ID {
			continue
		}
		question := all
		question.Zone, question.Supplier = r.calendars[host.ID].Zone, r.party(host, q.From, to)
		question.Terms, question.Booked = r.termsOf(host.ID), r.booked[host.ID]
		if q.Anytime {
			question.Terms.Notice, question.Terms.WindowDays, question.Terms.DayCap = 0, 3650, 0
		}
		questions = append(questions, question)
	}
	if len(questions) == 0 {
		return nil, problem.New(problem.NotFound, "resource_unknown")
	}
	return questions, nil
}

// around is wide enough to see the claims whose buffers reach into a range.
func around(from, to time.Time) Window {
	return Window{from.Add(-24 * time.Hour), to.Add(48 * time.Hour)}
}

// party is a resource as values.
func (r *reading) party(of Resource, from, to time.Time) Party {
	return Party{Resource: of.ID, Offered: r.calendars[of.ID].Windows(from, to), Willing: r.calendars[of.ID].Willing(from, to), Taken: r.taken[of.ID],
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
	starts := make([][]time.Time, len(suppliers))
	share := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for first := range share { // a thousand companies are more to compute than to read
		all.Go(func() {
			for i := first; i < len(suppliers); i += share {
				starts[i] = read.firstStarts(suppliers[i], Window{now, to}, n)
			}
		})
	}
	all.Wait()
	free := make(map[account.CompanyID][]time.Time, len(suppliers))
	for i, r := range suppliers {
		if len(starts[i]) > 0 {
			company := account.CompanyID{UUID: r.Owner}
			free[company] = firstOf(free[company], starts[i], n)
		}
	}
	return free, nil
}

// firstStarts are the first n starts of a supplier in a window that begins now, of its shortest length, when nobody in particular
// asks. It changes nothing, so several may be asked for at once.
func (r *reading) firstStarts(supplier Resource, w Window, n int) []time.Time {
	terms := r.termsOf(supplier.ID)
	q := Question{Zone: r.calendars[supplier.ID].Zone, Supplier: r.party(supplier, w.Start, w.End), Terms: terms, Length: terms.Lengths[0],
		From: w.Start, To: w.End, Now: w.Start, Most: n, Booked: r.booked[supplier.ID]}
	q.Supplier.Willing = nil
	slots, _ := q.Open()
	starts := make([]time.Time, len(slots))
	for i, slot := range slots {
		starts[i] = slot.Start
	}
	return starts
}

// firstOf are the first n of two lists of starts, each once.
func firstOf(a, b []time.Time, n int) []time.Time {
	if len(a) == 0 {
		return b
	}
	all := append(a, b...)
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	return all[:min(n, len(all))]
}
