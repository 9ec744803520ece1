package consultation

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Swap lets two consultations change their times, as an officer: one commit, in which all claims of both go and come, or
// none. They have to be of one length.
func (s *Service) Swap(ctx context.Context, v account.Viewer, one, other Decision) (Consultation, error) {
	first, err := s.ByNumber(ctx, v, one.Number)
	if err != nil {
		return Consultation{}, err
	}
	second, err := s.ByNumber(ctx, v, other.Number)
	if err != nil {
		return Consultation{}, err
	}
	if err := first.Permits(v, account.AssignInterpreter); err != nil { // what only the office may
		return Consultation{}, err
	}
	if first.ID == second.ID {
		return Consultation{}, problem.New(problem.Invalid, "swap_self")
	}
	locked := []Decision{one, other}
	if bytes.Compare(second.ID.UUID[:], first.ID.UUID[:]) < 0 {
		slices.Reverse(locked)
	}
	both := make([]Consultation, 2)
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		var now time.Time
		for i, d := range locked {
			var err error
			now, _, err = s.open(ctx, tx, v, wish{d.Number, d.Version, account.RescheduleConsultation, MoveRetime}, &both[i])
			if err != nil {
				return err
			}
			if both[i].State == Expired {
				return s.settings.conflict(both[i], Office, now, "consultation_expired")
			}
		}
		return s.swap(ctx, tx, both, actor{ID: v.User.String(), Side: Office}, now)
	})
	if err != nil {
		return Consultation{}, err
	}
	return both[slices.IndexFunc(both, func(c Consultation) bool { return c.ID == first.ID })], nil
}

func (s *Service) swap(ctx context.Context, tx postgres.Tx, both []Consultation, by actor, now time.Time) error {
	a, b := &both[0], &both[1]
	if a.Length() != b.Length() {
		return s.settings.conflict(*a, Office, now, "swap_length")
	}
	was := []time.Time{a.StartsAt, b.StartsAt}
	counts := []schedule.Booking{a.booking(-1), b.booking(-1)}
	a.StartsAt, a.EndsAt, b.StartsAt, b.EndsAt = b.StartsAt, b.EndsAt, a.StartsAt, a.EndsAt
	if err := s.schedule.Count(ctx, tx, append(counts, a.booking(1), b.booking(1))); err != nil {
		return err
	}
	third := []schedule.ResourceID{a.InterpreterID, a.SecondID, b.InterpreterID, b.SecondID}
	if err := s.schedule.LockThird(ctx, tx, third, a.StartsAt, b.StartsAt); err != nil {
		return err
	}
	for i := range both {
		if err := s.schedule.Release(ctx, tx, both[i].ID.UUID); err != nil {
			return err
		}
	}
	for i := range both {
		c := &both[i]
		claims, err := s.claimsOf(ctx, tx, *c)
		if err != nil {
			return err
		}
		if err := s.schedule.Claim(ctx, tx, c.ID.UUID, claims); err != nil {
			return err
		}
		if err := s.keepClock(c, now); err != nil {
			return err
		}
		if c.Invited {
			c.IcalSequence++
		}
		if err := s.step(ctx, tx, c, MoveRetime, by, "swap", now); err != nil {
			return err
		}
		if err := s.tellMoved(ctx, tx, *c, was[i], now); err != nil {
			return err
		}
	}
	return nil
}
