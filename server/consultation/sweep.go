package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
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
		due, err = overdue(ctx, tx, s.limits(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("find what is overdue: %w", err)
	}
	failed := []error{s.Lapse(ctx), s.raise(ctx), s.seal(ctx), s.remindOutcomes(ctx)} // the last reminder goes before the office takes over
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
	Idle     time.Time // ended before it: an outcome that nobody settled is over
}

func (s *Service) limits(now time.Time) limits {
	return limits{Now: now, NeverEnd: now.Add(-s.settings.NeverLive), Reported: now.Add(-reportTime), Idle: now.Add(-s.settings.IdleClose)}
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
		return s.neverConfirmed(ctx, tx, c, l.Now)
	case (c.State == Confirmed || c.State == Live) && !c.EndsAt.After(l.NeverEnd):
		return s.end(ctx, tx, c, bySystem, l.Now)
	case c.State == Ended && c.AnswerBy == nil && c.EndedAt != nil && !c.EndedAt.After(l.Reported):
		return s.settle(ctx, tx, c, l.Now)
	case c.State == Ended && c.AnswerBy != nil && !c.AnswerBy.After(l.Now):
		return s.decideAttendance(ctx, tx, c, l.Now)
	case c.State == OutcomeDue && c.EndedAt != nil && !c.EndedAt.After(l.Idle):
		return s.step(ctx, tx, c, MoveClose, bySystem, "idle", l.Now)
	}
	return s.overdueTurn(ctx, tx, c, l.Now)
}

// overdueTurn is what happens when only a turn's time has passed, or what a consultation stands on has gone.
func (s *Service) overdueTurn(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	p, err := openProposal(ctx, tx, c.ID)
	switch {
	case err == nil && !p.ExpiresAt.After(now):
		return s.lapse(ctx, tx, c, p, now)
	case err != nil && !problem.Is(err, problem.NotFound):
		return err
	}
	if c.escalates(now) {
		return s.escalate(ctx, tx, c, now)
	}
	if c.State != Confirmed || !c.StartsAt.After(now) {
		return nil
	}
	why, err := undermined(ctx, tx, c.ID)
	if err != nil || why == "" {
		return err
	}
	return s.suspendFor(ctx, tx, c, why, now)
}

// escalates reports whether a turn that has passed goes to the office. An offered request does not: it stands in the
// office's queue as unanswered while the side that was asked may still answer.
func (c Consultation) escalates(now time.Time) bool {
	switch c.State {
	case Returned, Accepted, OutcomeDue:
		return c.Owner != Office && c.AnswerBy != nil && !c.AnswerBy.After(now)
	default:
		return false
	}
}

// neverConfirmed gives up what lacked something until its start. It counts for nobody.
func (s *Service) neverConfirmed(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	c.Verdict = Verdict{Reason: "not_confirmed"}
	if c.Invited {
		c.IcalSequence++
	}
	if err := s.leave(ctx, tx, c, MoveCancel, bySystem, "not_confirmed", now); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, noticeCancelled, now)
}

// decideAttendance is what happens when the office did not decide in its day: an absent side is missed; a short meeting of
// both has its outcome asked, without having taken place.
func (s *Service) decideAttendance(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	a, err := s.evidence(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if side := a.absent(); side != "" {
		return s.missBy(ctx, tx, c, side, now)
	}
	return s.askOutcome(ctx, tx, c, bySystem, c.Reason, now)
}

// missBy is the server's own verdict on a meeting to which a side, or neither, came.
func (s *Service) missBy(ctx context.Context, tx postgres.Tx, c *Consultation, absent string, now time.Time) error {
	c.Verdict = Verdict{Reason: absent}
	if err := s.countAbsent(ctx, tx, *c, absent, now); err != nil {
		return err
	}
	if err := s.step(ctx, tx, c, MoveMiss, bySystem, absent, now); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, noticeMissed, now)
}
