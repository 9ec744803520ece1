package consultation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// The watch looks every ten minutes at what begins within a day and an hour, so that no reminder of a day is missed.
const (
	watchEvery = 10 * time.Minute
	watchAhead = 25 * time.Hour
	linksKept  = 30 * 24 * time.Hour // after they have expired, so that their page can say so
)

// watch finds confirmed consultations that begin soon and whose reminders are not in the queue as they stand. It puts
// them back and leaves the office a task: something has lost them.
func (s *Service) watch(ctx context.Context) error {
	now := s.Now()
	if err := forgetLinks(ctx, s.db, now.Add(-linksKept)); err != nil {
		return fmt.Errorf("forget old links: %w", err)
	}
	if err := s.papers(ctx, now); err != nil {
		return fmt.Errorf("look for expired certificates: %w", err)
	}
	soon, err := confirmedBetween(ctx, s.db, now, now.Add(watchAhead))
	if err != nil {
		return err
	}
	var failed []error
	for _, c := range soon {
		if err := s.reconcile(ctx, c, now); err != nil {
			failed = append(failed, fmt.Errorf("reminders of %s: %w", c.Number, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) reconcile(ctx context.Context, known Consultation, now time.Time) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, ok, err := tryLock(ctx, tx, known.ID)
		if err != nil || !ok || c.State != Confirmed {
			return err
		}
		there, err := remindersWaiting(ctx, tx, c)
		if err != nil {
			return err
		}
		lost := false
		for _, r := range reminders {
			at := c.StartsAt.Add(-r.Before)
			if !at.After(now) || slices.Contains(there, r.Kind) {
				continue
			}
			lost = true
			if err := s.queue.Insert(ctx, tx, reminder{c.ID.UUID, c.Version, r.Kind}, at); err != nil {
				return err
			}
		}
		if !lost {
			return nil
		}
		s.log.Warn("reminders were not in the queue", "consultation", c.Number, "version", c.Version)
		return insertTask(ctx, tx, Task{ID: newID().UUID, ConsultationID: c.ID, Kind: TaskNoReminder, OpenedAt: now})
	})
}

// The nudges of who lets others wait; locale keys "consultation.mail_nudge_<nudge>_…".
const (
	nudgeHalf     = "half"     // half of the time is over
	nudgeLate     = "late"     // nine tenths of it
	nudgeOffice   = "office"   // three quarters of the office's
	nudgeExpiring = "expiring" // twelve hours before the request expires: the office calls
)

// expiring is how long before a request expires the office hears that it may.
const expiring = 12 * time.Hour

// nudgesOf are the nudges that are due: of the owner the latest only, since an older one says nothing new.
func (s Settings) nudgesOf(c Consultation, began, now time.Time) []string {
	if c.AnswerBy == nil || c.Owner == Nobody {
		return nil
	}
	var due []string
	gone, total := s.spent(c, began, now)
	switch {
	case c.Owner == Office && gone*4 >= total*3:
		due = append(due, nudgeOffice)
	case c.Owner != Office && gone*10 >= total*9:
		due = append(due, nudgeLate)
	case c.Owner != Office && gone*2 >= total:
		due = append(due, nudgeHalf)
	}
	if c.ExpiresAt != nil && c.Owner != Office && !now.Before(c.ExpiresAt.Add(-expiring)) {
		due = append(due, nudgeExpiring)
	}
	return due
}

// nudge mails who lets others wait, once a stage of a version.
func (w writer) nudge(ctx context.Context) error {
	now := w.service.Now()
	all, err := waiting(ctx, w.service.db, now)
	if err != nil {
		return err
	}
	var failed []error
	for _, one := range all {
		if err := w.nudgeOne(ctx, one, now); err != nil {
			failed = append(failed, fmt.Errorf("nudge %s: %w", one.ID, err))
		}
	}
	return errors.Join(failed...)
}

func (w writer) nudgeOne(ctx context.Context, one waited, now time.Time) error {
	c, err := find(ctx, w.service.db, one.ID)
	if err != nil {
		return err
	}
	due := w.service.settings.nudgesOf(c, one.Began, now)
	if len(due) == 0 {
		return nil
	}
	written, err := lettersWritten(ctx, w.service.db, c)
	if err != nil {
		return err
	}
	for _, which := range due {
		job := lettersOf(c, noticeNudge)
		job.Which, job.Reason, job.ReasonText = which, "", ""
		if slices.Contains(written, job.kind()) {
			continue
		}
		if err := w.write(ctx, job); err != nil {
			return err
		}
	}
	return nil
}
