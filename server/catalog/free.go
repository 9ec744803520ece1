package catalog

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/control"
)

const (
	// freeAsked is how many free times are asked for, so that some among them suit a viewer who sleeps while the company works.
	freeAsked = 120
	// freeKept is how long a card may show a time that somebody has just taken, where HoursChanged does not tell. A booking
	// never looks at what is kept here.
	freeKept = 20 * time.Second
)

// kept is what was last known of free times, so that pages which show the same companies do not have them computed for
// each visitor anew. What is too old is asked for by the first who notices; the others go on with it meanwhile.
type kept struct {
	mu     sync.Mutex
	next   map[account.CompanyID]keptTimes
	asking map[account.CompanyID]chan struct{} // somebody asks schedule for its times; closed then
	moved  map[account.CompanyID]int64         // turn of the last change of its hours
	turn   int64                               // counts those changes
	week   week
	desk   keptDesk
	weekly sync.Mutex // held by the one who asks for the week
	seated sync.Mutex // held by the one who asks who is at the desk
}

type keptTimes struct {
	starts []time.Time
	until  time.Time
}

func newKept() *kept {
	return &kept{next: map[account.CompanyID]keptTimes{}, asking: map[account.CompanyID]chan struct{}{}, moved: map[account.CompanyID]int64{}}
}

// share splits companies into those whose times are known well enough, those that the caller has to ask for (and then must
// keep), and what to wait for because somebody else asks.
func (k *kept) share(companies []account.CompanyID, now time.Time) (known map[account.CompanyID][]time.Time, mine []account.CompanyID, others []chan struct{}) {
	k.mu.Lock()
	defer k.mu.Unlock()
	known = make(map[account.CompanyID][]time.Time, len(companies))
	for _, company := range companies {
		times, there := k.next[company]
		asking, asked := k.asking[company]
		switch {
		case there && (asked || now.Before(times.until)):
			known[company] = times.starts
		case asked:
			others = append(others, asking)
		default:
			mine = append(mine, company)
		}
	}
	done := make(chan struct{})
	for _, company := range mine {
		k.asking[company] = done
	}
	return known, mine, others
}

// keep ends what share began. Without an answer (nil) nothing new is known.
func (k *kept) keep(companies []account.CompanyID, next map[account.CompanyID][]time.Time, answered bool, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var done chan struct{}
	for _, company := range companies {
		if done = k.asking[company]; answered {
			k.next[company] = keptTimes{next[company], until}
		}
		delete(k.asking, company)
	}
	if done != nil {
		close(done)
	}
}

// last is what is known now, however old.
func (k *kept) last(companies []account.CompanyID) map[account.CompanyID][]time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	last := make(map[account.CompanyID][]time.Time, len(companies))
	for _, company := range companies {
		if times, ok := k.next[company]; ok {
			last[company] = times.starts
		}
	}
	return last
}

// freeTimes are the next free starts of companies (UTC, at most freeAsked; see Suiting), at most freeKept old. A catalog
// page is worth showing without them, so a failure of schedule is logged here and shown as no known time.
func (s *Service) freeTimes(ctx context.Context, companies []account.CompanyID) map[account.CompanyID][]time.Time {
	known, mine, others := s.kept.share(companies, s.now())
	if len(mine) > 0 {
		next, err := s.nextFree(ctx, mine, freeAsked)
		if err != nil {
			s.log.WarnContext(ctx, "catalog page without free times", "err", err)
		}
		s.kept.keep(mine, next, err == nil, s.now().Add(freeKept))
	}
	for _, asked := range others {
		select {
		case <-asked:
		case <-ctx.Done():
			return known
		}
	}
	if len(mine)+len(others) == 0 {
		return known
	}
	return s.kept.last(companies)
}

// HoursChanged has the free times of a company asked for anew.
func (s *Service) HoursChanged(company account.CompanyID) {
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	delete(s.kept.next, company)
	s.kept.turn++
	s.kept.moved[company] = s.kept.turn
}

// hoursNow is the turn of the last change of anybody's hours.
func (k *kept) hoursNow() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.turn
}

// hoursSince reports whether hours of one of the companies have changed after a turn.
func (k *kept) hoursSince(turn int64, companies []account.CompanyID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.turn > turn && slices.ContainsFunc(companies, func(company account.CompanyID) bool { return k.moved[company] > turn })
}

// deskKept is how long a filter may be behind who sits down and gets up.
const deskKept = 5 * time.Second

type keptDesk struct {
	states map[account.CompanyID]control.PresenceState // those that are not away; nil: nobody has asked
	there  map[account.CompanyID]bool                  // those at the desk
	blind  bool                                        // it cannot be told of everybody
	tick   int64                                       // rises when a state has changed
	until  time.Time
}

// atDesk are the companies with somebody at the desk, about deskKept ago at most. Nobody is known to be there when presence is away.
func (s *Service) atDesk(ctx context.Context) map[account.CompanyID]bool { return s.seats(ctx).there }

// AtDesk counts the makers with somebody at the desk, about deskKept ago at most; it is not known where presence or the makers cannot
// be asked.
func (s *Service) AtDesk(ctx context.Context) (n int, known bool) {
	if s.shelf.size() == 0 { // nobody has searched since the start
		if err := s.shelf.readAlong(ctx, s.db, s.now()); err != nil {
			return 0, false
		}
	}
	seats := s.seats(ctx)
	return len(seats.there), !seats.blind
}

// seats are how companies are there, about deskKept ago at most. While one asks, the others go on with what there is.
func (s *Service) seats(ctx context.Context) keptDesk {
	now := s.now()
	seats, fresh := s.kept.knownDesk(now)
	if fresh || (seats.states != nil && !s.kept.seated.TryLock()) {
		return seats
	}
	if seats.states == nil {
		s.kept.seated.Lock()
	}
	defer s.kept.seated.Unlock()
	if seats, fresh = s.kept.knownDesk(now); fresh {
		return seats
	}
	states := s.there(ctx, s.shelf.companies())
	maps.DeleteFunc(states, func(_ account.CompanyID, state control.PresenceState) bool { return state == control.Away })
	there, blind := map[account.CompanyID]bool{}, false
	for company, state := range states {
		if state == control.AtDesk {
			there[company] = true
		}
		blind = blind || state == control.PresenceUnknown
	}
	next := keptDesk{states: states, there: there, blind: blind, tick: seats.tick, until: now.Add(deskKept)}
	if !maps.Equal(states, seats.states) {
		next.tick++
	}
	s.kept.keepDesk(next)
	return next
}

func (k *kept) knownDesk(now time.Time) (keptDesk, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.desk, now.Before(k.desk.until)
}

func (k *kept) keepDesk(desk keptDesk) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.desk = desk
}
