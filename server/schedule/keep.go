package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Keeper says whose calendar is meant: a company's own (Member zero), or that of one of its people.
type Keeper struct {
	Company account.CompanyID
	Member  account.UserID
	Zone    string // of a calendar that is not there yet
}

// Exception replaces the weekly hours of one local date; no spans close it. Holiday is set where it was copied.
type Exception struct {
	On      Date
	Spans   []Span
	Reason  string
	Holiday string
}

// Habits are how one host lets itself be booked beside its hours: minutes of the day from and until which it is willing
// to meet people far away (0: it is not), and its buffers.
type Habits struct {
	Early, Late   int
	Before, After time.Duration
}

// Kept is all that a host has declared.
type Kept struct {
	Calendar
	Habits
	Exceptions []Exception // from today on
	Terms      Terms       // the company's, alike for all its hosts
	There      bool        // false: nothing has been declared yet
}

const (
	longestBuffer = 2 * time.Hour
	leastNotice   = 13 * time.Hour // pending requests end 12 h before the start, and somebody must have time to answer
)

// Kept is what a host has declared.
func (s *Service) Kept(ctx context.Context, k Keeper) (Kept, error) {
	r, err := s.hostOf(ctx, s.db, k)
	if problem.Is(err, problem.NotFound) {
		zone, err := LoadZone(k.Zone)
		terms, termsErr := s.Terms(ctx, k.Company)
		if err == nil {
			err = termsErr
		}
		return Kept{Calendar: Calendar{Zone: zone}, Habits: Habits{After: newResource(Supplier, uuid.Nil, "").BufferAfter}, Terms: terms}, err
	}
	if err != nil {
		return Kept{}, err
	}
	read, err := s.store.read(ctx, s.db, []Resource{r}, wanted{})
	if err != nil {
		return Kept{}, err
	}
	c := *read.calendars[r.ID]
	exceptions, err := s.store.exceptions(ctx, s.db, r.ID, DateOf(s.now(), c.Zone))
	return Kept{Calendar: c, Habits: Habits{Early: c.Early, Late: c.Late, Before: r.BufferBefore, After: r.BufferAfter},
		Exceptions: exceptions, Terms: read.termsOf(r.ID), There: true}, err
}

// hostOf is the resource of a keeper.
func (s *Service) hostOf(ctx context.Context, q postgres.Querier, k Keeper) (Resource, error) {
	if k.Member == (account.UserID{}) {
		return s.store.byOwner(ctx, q, Supplier, k.Company.UUID)
	}
	return s.store.host(ctx, q, k.Company.UUID, k.Member.UUID)
}

// keep changes the calendar of a host, which is made where there is none. Instants that are booked stay.
func (s *Service) keep(ctx context.Context, k Keeper, change func(postgres.Tx, Resource) error) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		r, err := s.ResourceOf(ctx, tx, Supplier, k.Company.UUID, k.Zone)
		if err == nil && k.Member != (account.UserID{}) {
			r, err = s.store.ensureHost(ctx, tx, r, k.Member.UUID)
		}
		if err != nil {
			return err
		}
		before, err := s.offered(ctx, tx, r)
		if err != nil {
			return err
		}
		if err := change(tx, r); err != nil {
			return err
		}
		after, err := s.offered(ctx, tx, r)
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, r.ID, before, after)
	})
}

// KeepWeekly replaces the weekly hours of a host, in wall-clock time of its zone.
func (s *Service) KeepWeekly(ctx context.Context, k Keeper, rules []Rule) error {
	for _, r := range rules {
		if err := r.check(); err != nil {
			return err
		}
	}
	return s.keep(ctx, k, func(tx postgres.Tx, r Resource) error {
		if err := s.store.setRules(ctx, tx, r.ID, join(rules)); err != nil {
			return fmt.Errorf("set rules of resource %d: %w", r.ID, err)
		}
		return nil
	})
}

// KeepException replaces the hours of one date, from today on.
func (s *Service) KeepException(ctx context.Context, k Keeper, e Exception) error {
	for _, span := range e.Spans {
		if span.Start < 0 || span.End > 2880 || span.End <= span.Start {
			return problem.New(problem.Invalid, "hours_invalid")
		}
	}
	return s.keep(ctx, k, func(tx postgres.Tx, r Resource) error {
		if err := s.ahead(r, e.On); err != nil {
			return err
		}
		if err := s.store.setOverride(ctx, tx, r.ID, e.On, e.Spans, e.Reason); err != nil {
			return err
		}
		return s.fall(ctx, tx, r, e.On)
	})
}

// fall tells what a host offers on a date that it has just changed.
func (s *Service) fall(ctx context.Context, tx postgres.Tx, r Resource, on Date) error {
	read, err := s.store.read(ctx, tx, []Resource{r}, wanted{})
	if err != nil {
		return err
	}
	c := read.calendars[r.ID]
	zone := c.zoneOn(on)
	day := Window{Resolve(zone, on, 0, Start), Resolve(zone, on.AddDays(1), 24*60, End)} // nights belong to their start day
	offered := Merge(append(c.Windows(day.Start, day.End), c.Willing(day.Start, day.End)...))
	return s.fell(ctx, tx, r.ID, day, offered)
}

// ahead refuses days that are over and those that nobody plans for.
func (s *Service) ahead(r Resource, on Date) error {
	zone, err := LoadZone(r.Zone)
	if err != nil {
		return err
	}
	today := DateOf(s.now(), zone)
	if on.Before(today) || today.AddDays(3*366).Before(on) {
		return problem.New(problem.Invalid, "date_unusable")
	}
	return nil
}

// DropException has the weekly hours count again on a date. A holiday that was dropped does not come back.
func (s *Service) DropException(ctx context.Context, k Keeper, on Date) error {
	return s.keep(ctx, k, func(tx postgres.Tx, r Resource) error {
		if err := s.store.deleteOverride(ctx, tx, r.ID, on); err != nil {
			return err
		}
		return s.fall(ctx, tx, r, on)
	})
}

// KeepTravel says that a host lives in another zone on local dates; two stays do not overlap.
func (s *Service) KeepTravel(ctx context.Context, k Keeper, t Travel) error {
	if !t.From.Before(t.To) {
		return problem.New(problem.Invalid, "travel_backwards")
	}
	return s.keep(ctx, k, func(tx postgres.Tx, r Resource) error {
		if err := s.ahead(r, t.To); err != nil {
			return err
		}
		err := s.store.setTravel(ctx, tx, r.ID, t)
		if postgres.IsExclusion(err) {
			return problem.New(problem.Conflict, "travel_overlaps").Because(err)
		}
		return err
	})
}

// DropTravel takes back the stay that begins on a date.
func (s *Service) DropTravel(ctx context.Context, k Keeper, from Date) error {
	return s.keep(ctx, k, func(tx postgres.Tx, r Resource) error { return s.store.deleteTravel(ctx, tx, r.ID, from) })
}

// KeepHabits says how a host lets itself be booked beside its hours.
func (s *Service) KeepHabits(ctx context.Context, k Keeper, h Habits) error {
	switch {
	case h.Early < 0 || h.Early > 1439 || h.Late < 0 || h.Late > 1440 || h.Early > 0 && h.Late > 0 && h.Late <= h.Early:
		return problem.New(problem.Invalid, "hours_invalid")
	case h.Before < 0 || h.After < 0 || h.Before > longestBuffer || h.After > longestBuffer:
		return problem.New(problem.Invalid, "buffer_invalid")
	}
	return s.keep(ctx, k, func(tx postgres.Tx, r Resource) error { return s.store.setHabits(ctx, tx, r.ID, h) })
}

// KeepTerms says how a company lets itself be booked, alike for all its hosts.
func (s *Service) KeepTerms(ctx context.Context, k Keeper, t Terms) error {
	if err := t.check(); err != nil {
		return err
	}
	return s.keep(ctx, k, func(tx postgres.Tx, _ Resource) error { return s.store.setTermsOfAll(ctx, tx, k.Company.UUID, t) })
}

func (t Terms) check() error {
	bad := len(t.Lengths) == 0 || t.Step < 5*time.Minute || t.Step > 4*time.Hour || t.WindowDays < 1 || t.WindowDays > 365 || t.DayCap < 0 || t.DayCap > 100
	for _, l := range t.Lengths {
		bad = bad || l < 10*time.Minute || l > 4*time.Hour
	}
	switch {
	case bad:
		return problem.New(problem.Invalid, "terms_invalid")
	case t.Notice < leastNotice || t.Notice > 60*24*time.Hour:
		return problem.New(problem.Invalid, "notice_invalid", "Hours", int(leastNotice.Hours()))
	}
	return nil
}

// holidaysAhead is how far holidays are copied as closed days.
const holidaysAhead = 400

// looked is how many of these days at the end come into sight because time goes by, though the house stood still for a month.
const looked = 31

// FollowHolidays closes the public holidays of a country for a company, as exceptions that each host may open again.
func (s *Service) FollowHolidays(ctx context.Context, k Keeper, country string) error {
	return s.keep(ctx, k, func(tx postgres.Tx, r Resource) error {
		if err := s.store.followHolidays(ctx, tx, r.Owner, country); err != nil {
			return err
		}
		return s.copyHolidays(ctx, tx)
	})
}

// CopyHolidays closes the holidays that have come into sight. It is run daily.
func (s *Service) CopyHolidays(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return s.copyHolidays(ctx, tx) })
}

// copyHolidays looks at each day once, so that a holiday which somebody has opened stays open.
func (s *Service) copyHolidays(ctx context.Context, tx postgres.Tx) error {
	today := DateOf(s.now(), time.UTC).AddDays(-1)
	until := today.AddDays(holidaysAhead)
	var added []HolidayAdded
	for _, country := range Countries {
		all := Holidays(country, today, until)
		if err := s.store.closeHolidays(ctx, tx, country, all, until); err != nil {
			return fmt.Errorf("close holidays of %s: %w", country, err)
		}
		fresh, err := s.addHolidays(ctx, tx, country, all)
		if err != nil {
			return fmt.Errorf("add holidays of %s: %w", country, err)
		}
		for _, h := range fresh {
			if !h.On.Before(until.AddDays(-looked)) {
				continue // came into sight by itself
			}
			added = append(added, h)
		}
	}
	if len(added) == 0 {
		return nil
	}
	return s.added(ctx, tx, added)
}
