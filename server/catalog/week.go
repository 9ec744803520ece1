package catalog

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

const (
	// weekKept is how long a filter and a count may be behind what is taken and given free.
	weekKept = 20 * time.Second
	// quarter is what a week is told apart by; zones differ by whole quarters of an hour, and so do the hours of people's days.
	quarter    = 15 * time.Minute
	weekLength = 7 * 24 * time.Hour
)

// week is who has free times in the next seven days, and in which quarters of an hour.
type week struct {
	from  time.Time // beginning of the first quarter
	free  map[account.CompanyID]freeWeek
	until time.Time
}

type freeWeek struct {
	first    time.Time
	quarters quarters
}

// quarters are those of a week in which something is so.
type quarters [(weekLength/quarter + 63) / 64]uint64

func (q *quarters) set(n int) { q[n/64] |= 1 << (n % 64) }

func (q *quarters) meet(other *quarters) bool {
	for i, bits := range q {
		if bits&other[i] != 0 {
			return true
		}
	}
	return false
}

// weekOf is what free starts (UTC, ascending) make of the week from an instant on.
func weekOf(from time.Time, starts map[account.CompanyID][]time.Time) map[account.CompanyID]freeWeek {
	free := make(map[account.CompanyID]freeWeek, len(starts))
	for company, all := range starts {
		var f freeWeek
		for _, start := range all {
			if start.Before(from) || start.Sub(from) >= weekLength {
				continue
			}
			if f.first.IsZero() {
				f.first = start
			}
			f.quarters.set(int(start.Sub(from) / quarter))
		}
		if !f.first.IsZero() {
			free[company] = f
		}
	}
	return free
}

// suiting are the makers with a free time this week that somebody in a zone is awake at; any free time where no zone is known.
func (w week) suiting(zone *time.Location) map[account.CompanyID]bool {
	suit := make(map[account.CompanyID]bool, len(w.free))
	var awake quarters
	for n := range int(weekLength / quarter) {
		if zone == nil || !atNight(w.from.Add(time.Duration(n)*quarter).In(zone)) {
			awake.set(n)
		}
	}
	for company, f := range w.free {
		if f.quarters.meet(&awake) {
			suit[company] = true
		}
	}
	return suit
}

// freeThisWeek is about weekKept old at most. What is read for it serves cards too.
func (s *Service) freeThisWeek(ctx context.Context) (week, error) {
	now := s.now()
	known, fresh := s.kept.knownWeek(now)
	if fresh || (known.free != nil && !s.kept.weekly.TryLock()) {
		return known, nil
	}
	if known.free == nil {
		s.kept.weekly.Lock()
	}
	defer s.kept.weekly.Unlock()
	if known, fresh = s.kept.knownWeek(now); fresh {
		return known, nil // the one before has asked
	}
	if err := s.shelf.readAlong(ctx, s.db, now); err != nil {
		return week{}, err
	}
	all := s.shelf.companies()
	next, err := s.nextFree(ctx, all, int(weekLength/quarter))
	if err != nil {
		s.log.WarnContext(ctx, "search without free times", "err", err)
	}
	from := now.UTC().Truncate(quarter)
	w := week{from: from, free: weekOf(from, next), until: now.Add(weekKept)}
	s.kept.keepWeek(w)
	if err == nil {
		s.kept.keepAll(all, next, now.Add(freeKept))
	}
	return w, nil
}

func (k *kept) knownWeek(now time.Time) (week, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.week, now.Before(k.week.until)
}

func (k *kept) keepWeek(w week) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.week = w
}

// keepAll keeps the next times of companies that nobody is asking for at the moment.
func (k *kept) keepAll(companies []account.CompanyID, next map[account.CompanyID][]time.Time, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, company := range companies {
		if _, asked := k.asking[company]; !asked {
			starts := next[company]
			k.next[company] = keptTimes{slices.Clone(starts[:min(len(starts), freeAsked)]), until}
		}
	}
}
