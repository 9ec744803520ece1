package refill

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/trust"
)

// State is where an entry of the list stands.
//
//	waiting ⇄ held ─▶ done      waiting held ─▶ left      waiting ─▶ over
type State string

// The states: held is offered a time, done has requested it, left has gone, over has waited past the last day.
const (
	Waiting State = "waiting"
	Held    State = "held"
	Done    State = "done"
	Left    State = "left"
	Over    State = "over"
)

// Wish is when somebody would come, on the wall of a zone.
type Wish struct {
	Zone    string // IANA
	FromDay schedule.Date
	ToDay   schedule.Date // included
	FromMin int           // minutes of the day
	ToMin   int           // until when a meeting must be over
	Length  time.Duration
}

// FromHour is the first hour, for people.
func (w Wish) FromHour() int { return w.FromMin / 60 }

// ToHour is the last hour, for people.
func (w Wish) ToHour() int { return w.ToMin / 60 }

// Fits reports whether a start lies in the wished days and hours, the whole meeting inside.
func (w Wish) Fits(start time.Time) bool {
	zone, err := schedule.LoadZone(w.Zone)
	if err != nil {
		return false
	}
	day := schedule.DateOf(start, zone)
	if day.Before(w.FromDay) || w.ToDay.Before(day) {
		return false
	}
	open := schedule.Resolve(zone, day, w.FromMin, schedule.Start)
	shut := schedule.Resolve(zone, day, w.ToMin, schedule.End)
	return !start.Before(open) && !start.Add(w.Length).After(shut)
}

// days are the instants between which the wish lies.
func (w Wish) days() (from, to time.Time, err error) {
	zone, err := schedule.LoadZone(w.Zone)
	if err != nil {
		return from, to, err
	}
	return schedule.Resolve(zone, w.FromDay, 0, schedule.Start), schedule.Resolve(zone, w.ToDay.AddDays(1), 0, schedule.Start), nil
}

func (w Wish) check(today schedule.Date) error {
	var wrong []problem.Field
	if w.ToDay.Before(w.FromDay) || w.ToDay.Before(today) || today.AddDays(62).Before(w.ToDay) {
		wrong = append(wrong, problem.Field{Name: "to_day", Code: "waitlist_days"})
	}
	if w.FromMin < 0 || w.ToMin > 1440 || time.Duration(w.ToMin-w.FromMin)*time.Minute < w.Length || w.Length < 10*time.Minute || w.Length > 4*time.Hour {
		wrong = append(wrong, problem.Field{Name: "to_hour", Code: "waitlist_hours"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

// Entry is a buyer who waits for a time of a company.
type Entry struct {
	ID       uuid.UUID
	Place    int64 // its order among all
	Company  account.CompanyID
	Buyer    account.CompanyID
	Person   account.UserID
	Wish     Wish
	Pair     schedule.Pair
	Language string
	Products []string
	StandBy  bool // would come within minutes, too
	State    State
	Created  time.Time
}

// Offer is a time that is kept for an entry: a draft that its person may take over.
type Offer struct {
	ID        uuid.UUID
	Entry     uuid.UUID
	StartsAt  time.Time
	EndsAt    time.Time
	Opener    string
	Draft     uuid.UUID
	ExpiresAt time.Time
}

// Join puts the viewer on the list of a company. Where a time is free already it is a Conflict with the nearest starts.
func (s *Service) Join(ctx context.Context, v account.Viewer, e Entry) (Entry, error) {
	buyer, _ := v.Company(account.Buyer)
	if err := account.May(v, account.JoinWaitlist, account.Object{Buyer: buyer}); err != nil {
		return Entry{}, err
	}
	now := s.clock()
	zone, err := schedule.LoadZone(e.Wish.Zone)
	if err != nil {
		return Entry{}, err
	}
	if err := e.Wish.check(schedule.DateOf(now, zone)); err != nil {
		return Entry{}, err
	}
	e.ID, e.Buyer, e.Person, e.State, e.Created = newID(), buyer, v.User, Waiting, now
	free, err := s.free(ctx, e)
	if err != nil {
		return Entry{}, err
	}
	if len(free) > 0 {
		return Entry{}, problem.New(problem.Conflict, "waitlist_not_needed").WithNear(free[:min(len(free), 3)]...)
	}
	if e.Products == nil {
		e.Products = []string{}
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		n, err := countWaiting(ctx, tx, v.User)
		if err == nil && n >= s.settings.MostWaiting {
			err = problem.New(problem.TooMany, "waitlist_full", "Count", n)
		}
		if err != nil {
			return err
		}
		return insertEntry(ctx, tx, &e)
	})
	return e, err
}

// free are the open starts that fit an entry and were not offered to it before, the soonest first.
func (s *Service) free(ctx context.Context, e Entry) ([]time.Time, error) {
	from, to, err := e.Wish.days()
	if err != nil {
		return nil, err
	}
	if now := s.clock(); from.Before(now) {
		from = now
	}
	if !from.Before(to) {
		return nil, nil
	}
	found, err := s.schedule.Slots(ctx, schedule.SlotQuery{Company: e.Company, From: from, To: to, Length: e.Wish.Length,
		Demand: schedule.Demand{Pair: e.Pair, Firms: []uuid.UUID{e.Company.UUID, e.Buyer.UUID}}, Buyer: e.Person})
	if err != nil {
		return nil, err
	}
	offered, err := offeredTo(ctx, s.db, e.ID)
	if err != nil {
		return nil, err
	}
	var starts []time.Time
	for _, slot := range found.Slots {
		if e.Wish.Fits(slot.Start) && !slices.ContainsFunc(offered, slot.Start.Equal) {
			starts = append(starts, slot.Start.UTC())
		}
	}
	return starts, nil
}

// Refill offers what has come free to those who wait, in their order: each time to the first whom it fits. An offer whose
// draft lapsed goes to the next. It is one turn of a job; several nodes may turn at once.
func (s *Service) Refill(ctx context.Context) error {
	now := s.clock()
	if err := s.db.Tx(ctx, func(tx postgres.Tx) error { return settleOffers(ctx, tx, now) }); err != nil {
		return fmt.Errorf("settle offers: %w", err)
	}
	waiting, err := waitingEntries(ctx, s.db)
	if err != nil {
		return err
	}
	if err := s.rank(ctx, waiting, now); err != nil {
		return err
	}
	return each(waiting, "offer a time", func(e Entry) error {
		if _, until, err := e.Wish.days(); err == nil && !now.Before(until) {
			return setEntry(ctx, s.db, e.ID, Over)
		}
		free, err := s.free(ctx, e)
		if problem.Is(err, problem.NotFound) || err == nil && len(free) == 0 {
			return nil // the company takes no bookings, or nothing is free
		}
		if err != nil {
			return err
		}
		return s.offer(ctx, e, free[0])
	})
}

// rank puts those first for whom both cities have signed (account.TakePriority); among equals the order stays.
func (s *Service) rank(ctx context.Context, waiting []Entry, now time.Time) error {
	buyers := make([]account.CompanyID, len(waiting))
	for i, e := range waiting {
		buyers[i] = e.Buyer
	}
	standings, err := trust.Standings(ctx, s.db, now, buyers...)
	slices.SortStableFunc(waiting, func(a, b Entry) int {
		first, second := standings[a.Buyer].Level.May(account.TakePriority), standings[b.Buyer].Level.May(account.TakePriority)
		switch {
		case first == second:
			return 0
		case first:
			return -1
		}
		return 1
	})
	return err
}

// offer keeps a time for an entry. The offer's row comes first, so that two nodes do not offer twice; when the time is
// taken meanwhile it goes again.
func (s *Service) offer(ctx context.Context, e Entry, start time.Time) error {
	now := s.clock()
	o := Offer{ID: newID(), Entry: e.ID, StartsAt: start, EndsAt: start.Add(e.Wish.Length), Opener: uuid.NewString(), ExpiresAt: now.Add(s.settings.KeptFor)}
	first, err := insertOffer(ctx, s.db, o, now)
	if err != nil || !first {
		return err
	}
	draft, err := s.consultations.Hold(ctx, consultation.HoldRequest{Opener: o.Opener, Company: e.Company, Start: start, Length: e.Wish.Length, Pair: e.Pair, For: s.settings.KeptFor})
	if err != nil {
		if gone := dropOffer(ctx, s.db, o.ID); gone != nil {
			return gone
		}
		if problem.Is(err, problem.Conflict) || problem.Is(err, problem.Invalid) {
			return nil // somebody was first
		}
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := keepOffer(ctx, tx, o, draft.ID.UUID, *draft.ExpiresAt); err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, letter{About: letterFree, Entry: e.ID, Offer: o.ID})
	})
}

// Leave takes the viewer's entry off the list, with what is kept for it.
func (s *Service) Leave(ctx context.Context, v account.Viewer, id uuid.UUID) error {
	e, err := s.mine(ctx, v, id)
	if err != nil {
		return err
	}
	o, err := openOffer(ctx, s.db, e.ID)
	if err == nil {
		err = s.giveBack(ctx, o)
	}
	if err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	return setEntry(ctx, s.db, e.ID, Left)
}

// Pass lets the kept time go to the next; the entry keeps its place for other times.
func (s *Service) Pass(ctx context.Context, v account.Viewer, id uuid.UUID) error {
	e, err := s.mine(ctx, v, id)
	if err != nil {
		return err
	}
	o, err := openOffer(ctx, s.db, e.ID)
	if err != nil {
		return gone(err)
	}
	if err := s.giveBack(ctx, o); err != nil {
		return err
	}
	return setEntry(ctx, s.db, e.ID, Waiting)
}

// Take is the draft that is kept for the viewer's entry, with the name that it is held under, to go on booking with.
func (s *Service) Take(ctx context.Context, v account.Viewer, id uuid.UUID) (Entry, Offer, error) {
	e, err := s.mine(ctx, v, id)
	if err != nil {
		return e, Offer{}, err
	}
	o, err := openOffer(ctx, s.db, e.ID)
	if err != nil {
		return e, o, gone(err)
	}
	if !s.clock().Before(o.ExpiresAt) {
		return e, o, problem.New(problem.Conflict, "waitlist_lapsed")
	}
	return e, o, nil
}

func gone(err error) error {
	if problem.Is(err, problem.NotFound) {
		return problem.New(problem.Conflict, "waitlist_lapsed")
	}
	return err
}

func (s *Service) giveBack(ctx context.Context, o Offer) error {
	if err := closeOffer(ctx, s.db, o.ID, "passed"); err != nil {
		return err
	}
	err := s.consultations.LetGo(ctx, o.Opener, consultation.ID{UUID: o.Draft})
	if problem.Is(err, problem.Conflict) {
		return nil // it has expired by itself
	}
	return err
}

// mine is an entry of the viewer; of others nobody learns that they exist.
func (s *Service) mine(ctx context.Context, v account.Viewer, id uuid.UUID) (Entry, error) {
	if !v.SignedIn() {
		return Entry{}, problem.New(problem.SignIn, "sign_in_needed")
	}
	e, err := findEntry(ctx, s.db, id)
	if err == nil && e.Person != v.User {
		err = problem.New(problem.NotFound, "not_found")
	}
	return e, err
}

// Waited is an entry as its person sees it.
type Waited struct {
	Entry
	Ahead int // who are told before
	Offer *Offer
}

// Mine are the viewer's entries that wait or hold, in their order.
func (s *Service) Mine(ctx context.Context, v account.Viewer) ([]Waited, error) {
	if !v.SignedIn() {
		return nil, problem.New(problem.SignIn, "sign_in_needed")
	}
	return entriesOf(ctx, s.db, v.User)
}
