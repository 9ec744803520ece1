package catalog

import (
	"context"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/control"
)

const (
	// freeAsked is how many free times are asked for, so that some among them suit a viewer who sleeps while the company works.
	freeAsked = 120
	// freeKept is how long a card may show a time that somebody has just taken. A booking never looks at what is kept here.
	freeKept = time.Second
	// weekKept is the same for a filter and a count.
	weekKept = 20 * time.Second
)

// kept is what was last known of free times, so that pages which show the same companies do not have them computed for
// each visitor anew.
type kept struct {
	mu      sync.Mutex
	next    map[account.CompanyID]keptTimes
	week    map[account.CompanyID]time.Time // next free time of those with one in the next seven days
	until   time.Time                       // of week
	desk    keptDesk
	filling chan struct{} // held by the one who asks schedule, while others wait for what it finds
}

type keptTimes struct {
	starts []time.Time
	until  time.Time
}

func newKept() *kept {
	return &kept{next: map[account.CompanyID]keptTimes{}, filling: make(chan struct{}, 1)}
}

// fill lets one caller at a time work.
func (k *kept) fill(ctx context.Context, work func() error) error {
	select {
	case k.filling <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-k.filling }()
	return work()
}

// look splits companies into those whose times are known now, and the others.
func (k *kept) look(companies []account.CompanyID, now time.Time) (known map[account.CompanyID][]time.Time, others []account.CompanyID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	known = make(map[account.CompanyID][]time.Time, len(companies))
	for _, company := range companies {
		if times, ok := k.next[company]; ok && now.Before(times.until) {
			known[company] = times.starts
		} else {
			others = append(others, company)
		}
	}
	return known, others
}

func (k *kept) keep(companies []account.CompanyID, next map[account.CompanyID][]time.Time, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, company := range companies {
		k.next[company] = keptTimes{next[company], until}
	}
}

// freeTimes are the next free starts of companies (UTC, at most freeAsked; see Suiting), at most freeKept old. A catalog
// page is worth showing without them, so a failure of schedule is logged here and shown as no known time.
func (s *Service) freeTimes(ctx context.Context, companies []account.CompanyID) map[account.CompanyID][]time.Time {
	known, others := s.kept.look(companies, s.now())
	if len(others) == 0 {
		return known
	}
	err := s.kept.fill(ctx, func() error {
		if known, others = s.kept.look(companies, s.now()); len(others) == 0 {
			return nil // the one before has found them
		}
		next, err := s.nextFree(ctx, others, freeAsked)
		if err != nil {
			return err
		}
		s.kept.keep(others, next, s.now().Add(freeKept))
		for _, company := range others {
			known[company] = next[company]
		}
		return nil
	})
	if err != nil {
		s.log.WarnContext(ctx, "catalog page without free times", "err", err)
	}
	return known
}

// freeThisWeek is the next free time of the companies that have one in the next seven days, at most weekKept old.
func (s *Service) freeThisWeek(ctx context.Context) (map[account.CompanyID]time.Time, error) {
	if week, ok := s.kept.knownWeek(s.now()); ok {
		return week, nil
	}
	var week map[account.CompanyID]time.Time
	err := s.kept.fill(ctx, func() error {
		now := s.now()
		var ok bool
		if week, ok = s.kept.knownWeek(now); ok {
			return nil
		}
		if err := s.shelf.readAlong(ctx, s.db, now); err != nil {
			return err
		}
		all := s.shelf.companies()
		next, err := s.nextFree(ctx, all, 1)
		if err != nil {
			s.log.WarnContext(ctx, "search without free times", "err", err)
		}
		week = map[account.CompanyID]time.Time{}
		for _, company := range all {
			if starts := next[company]; len(starts) > 0 && starts[0].Before(now.AddDate(0, 0, 7)) {
				week[company] = starts[0]
			}
		}
		s.kept.keepWeek(week, now.Add(weekKept))
		return nil
	})
	return week, err
}

func (k *kept) knownWeek(now time.Time) (map[account.CompanyID]time.Time, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.week, now.Before(k.until)
}

func (k *kept) keepWeek(week map[account.CompanyID]time.Time, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.week, k.until = week, until
}

// deskKept is how long a filter may be behind who sits down and gets up.
const deskKept = 5 * time.Second

type keptDesk struct {
	there map[account.CompanyID]bool
	until time.Time
}

// atDesk are the companies with somebody at the desk, at most deskKept ago. Nobody is known to be there when presence is away.
func (s *Service) atDesk(ctx context.Context) map[account.CompanyID]bool {
	now := s.now()
	if there, ok := s.kept.knownDesk(now); ok {
		return there
	}
	companies := s.shelf.companies()
	there := make(map[account.CompanyID]bool, len(companies))
	for company, state := range s.there(ctx, companies) {
		if state == control.AtDesk {
			there[company] = true
		}
	}
	s.kept.keepDesk(keptDesk{there, now.Add(deskKept)})
	return there
}

func (k *kept) knownDesk(now time.Time) (map[account.CompanyID]bool, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.desk.there, now.Before(k.desk.until)
}

func (k *kept) keepDesk(desk keptDesk) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.desk = desk
}
