package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// leastStandIn is how much of a broken slot must be left to be worth offering.
const leastStandIn = 10 * time.Minute

// Broken are the meetings whose time has come free too late for anybody to book it: cancelled within the free time before
// their start, and confirmed ones in which one side is missing past the alarm. Others may stand in.
func (s *Service) Broken(ctx context.Context) ([]Consultation, error) {
	now := s.Now()
	found, err := broken(ctx, s.db, now, now.Add(s.settings.FreeCancel), now.Add(-s.settings.AlarmAfter), now.Add(leastStandIn))
	if err != nil {
		return nil, err
	}
	var all []Consultation
	for _, c := range found {
		if c.State == Confirmed {
			a, err := s.evidence(ctx, s.db, c.ID)
			if err != nil {
				return nil, err
			}
			if a.SupplierCame && a.BuyerCame {
				continue
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// CutBroken gives the time of a broken meeting away in the transaction that enters who stands in: one that is still
// confirmed is missed, with its claims cut at the instant. One in which both have arrived meanwhile, or that is gone, is a
// Conflict.
func (s *Service) CutBroken(ctx context.Context, tx postgres.Tx, id ID, at time.Time) (Consultation, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return c, err
	}
	now, err := s.instant(ctx, tx)
	if err != nil {
		return c, err
	}
	over := problem.New(problem.Conflict, "standby_over")
	switch {
	case c.State == Cancelled:
		return c, nil
	case c.State != Confirmed || now.Before(c.StartsAt.Add(s.settings.AlarmAfter)):
		return c, over
	}
	a, err := s.evidence(ctx, tx, c.ID)
	if err != nil {
		return c, err
	}
	if a.SupplierCame && a.BuyerCame {
		return c, over
	}
	side := a.absent()
	if err := writeAttendance(ctx, tx, c.ID, a, now); err != nil {
		return c, err
	}
	c.Verdict = Verdict{Reason: side}
	if err := s.step(ctx, tx, &c, MoveMiss, bySystem, side, now); err != nil {
		return c, err
	}
	if err := s.schedule.Cut(ctx, tx, c.ID.UUID, at); err != nil {
		return c, err
	}
	if err := s.queue.Insert(ctx, tx, closeRoom{Room: c.ID.String(), By: "cancelled"}); err != nil {
		return c, err
	}
	return c, s.tell(ctx, tx, c, noticeMissed, now)
}

// IdleFor reports whether a supplier, a buyer and, if one is named, an interpreter hold nothing but the broken meeting in a
// window.
func (s *Service) IdleFor(ctx context.Context, tx postgres.Tx, supplier account.CompanyID, buyer, interpreter account.UserID, from, to time.Time, but ID) (bool, error) {
	return idle(ctx, tx, supplier, buyer, interpreter, from, to, but)
}
