package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// Sweep makes the moves that only time makes: pending life that is over, what was not confirmed by its start, meetings
// that nobody ended, unclear attendance after the office's day. Each is a transaction of its own; one that somebody else
// is moving is left for the next sweep.
func (s *Service) Sweep(ctx context.Context) error {
	var due []ID
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		if err := forgetKeys(ctx, tx, now.Add(-24*time.Hour)); err != nil {
			return err
		}
		if err := lapseProposals(ctx, tx, nil, now); err != nil {
			return err
		}
		due, err = overdue(ctx, tx, s.limits(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("find what is overdue: %w", err)
	}
	var failed []error
	for _, id := range due {
		if err := s.sweep(ctx, id); err != nil {
			failed = append(failed, fmt.Errorf("sweep consultation %s: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

// limits are the instants before which things are overdue.
type limits struct {
	Now      time.Time
	NeverEnd time.Time // ends before it: still confirmed or live is over
	Reported time.Time // ended before it: judged by what is known
}

func (s *Service) limits(now time.Time) limits {
	return limits{Now: now, NeverEnd: now.Add(-s.settings.NeverLive), Reported: now.Add(-reportTime)}
}

func (s *Service) sweep(ctx context.Context, id ID) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, ok, err := tryLock(ctx, tx, id)
		if err != nil || !ok {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		return s.overdue(ctx, tx, &c, s.limits(now))
	})
}

// overdue makes the one move that is due.
func (s *Service) overdue(ctx context.Context, tx postgres.Tx, c *Consultation, l limits) error {
	switch {
	case c.Pending() && !c.ExpiresAt.After(l.Now):
		return s.expire(ctx, tx, c, l.Now)
	case (c.State == Accepted || c.State == Suspended) && !c.StartsAt.After(l.Now):
		c.Verdict = Verdict{Reason: "not_confirmed"}
		if c.Invited {
			c.IcalSequence++
		}
		if err := s.leave(ctx, tx, c, MoveCancel, bySystem, "not_confirmed", l.Now); err != nil {
			return err
		}
		return s.tell(ctx, tx, *c, noticeCancelled, l.Now)
	case (c.State == Confirmed || c.State == Live) && !c.EndsAt.After(l.NeverEnd):
		return s.end(ctx, tx, c, bySystem, l.Now)
	case c.State == Ended && c.AnswerBy == nil && c.EndedAt != nil && !c.EndedAt.After(l.Reported):
		return s.settle(ctx, tx, c, l.Now)
	case c.State == Ended && c.AnswerBy != nil && !c.AnswerBy.After(l.Now):
		return s.decideAttendance(ctx, tx, c, l.Now)
	}
	return nil
}

// decideAttendance is what happens when the office did not decide in its day: an absent side is missed; a short meeting of
// both has its outcome asked, without having taken place.
func (s *Service) decideAttendance(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	a, err := s.evidence(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	move, told := MoveToOutcome, noticeOutcomeDue
	if side := a.absent(); side != "" {
		move, told = MoveMiss, noticeMissed
		c.Verdict = Verdict{Reason: side}
	}
	if err := s.step(ctx, tx, c, move, bySystem, c.Reason, now); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, told, now)
}
