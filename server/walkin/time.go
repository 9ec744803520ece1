package walkin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Touch is the ring as its caller's page asks for it: the page is there, and what time has brought is done first.
func (s *Service) Touch(ctx context.Context, v account.Viewer, id ID) (Ring, error) {
	r, side, err := s.permitted(ctx, v, id, account.ReadRing)
	if err != nil {
		return Ring{}, err
	}
	if side == Caller && r.Waiting() {
		if err := seen(ctx, s.DB, id); err != nil {
			return Ring{}, err
		}
	}
	if r.Waiting() {
		if err := s.settle(ctx, id, s.Settings.Due); err != nil {
			return Ring{}, err
		}
		if err := s.next(ctx, r.Supplier); err != nil {
			return Ring{}, err
		}
	}
	return find(ctx, s.DB, id)
}

// settle makes the move that is due in a ring, if there is one.
func (s *Service) settle(ctx context.Context, id ID, due func(Ring, bool, time.Time) Move) error {
	r, err := find(ctx, s.DB, id)
	if err != nil {
		return err
	}
	moved := false
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockDesk(ctx, tx, r.Supplier); err != nil {
			return err
		}
		if r, err = lock(ctx, tx, id); err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		away, err := gone(ctx, tx, id, s.Settings.Patience(r))
		if err != nil {
			return err
		}
		move := due(r, away, now)
		if move == "" {
			return nil
		}
		moved = true
		return s.step(ctx, tx, &r, move, bySystem, "", now)
	})
	if err != nil || !moved {
		return err
	}
	s.tell(ctx, r)
	return nil
}

// next lets the first of a company's queue ring when nobody is before it. Where there is no time for a talk any more, the
// office is rung instead, which can book one.
func (s *Service) next(ctx context.Context, supplier account.CompanyID) error {
	var rung *Ring
	err := s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockDesk(ctx, tx, supplier); err != nil {
			return err
		}
		all, err := open(ctx, tx, supplier)
		if err != nil {
			return err
		}
		first := firstQueued(all)
		if first == nil {
			return nil
		}
		r, err := lock(ctx, tx, first.ID)
		if err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		if r.StopsAt, _, err = s.stop(ctx, tx, r, account.UserID{}, true, now); err != nil {
			return err
		}
		event, err := advance(&r, MoveRing, bySystem, "", now)
		if err != nil {
			return err
		}
		if !s.Settings.WorthIt(now, r.StopsAt) {
			r.Rings = RingsOffice
		}
		if err := seen(ctx, tx, r.ID); err != nil { // a page in the background speaks rarely; it is woken now
			return err
		}
		rung = &r
		return s.keep(ctx, tx, r, event)
	})
	if err == nil && rung != nil {
		s.tell(ctx, *rung)
	}
	return err
}

// firstQueued is who may ring now, nil when somebody is before everybody.
func firstQueued(open []Ring) *Ring {
	for _, r := range open {
		if r.occupies() {
			return nil
		}
	}
	for _, r := range open {
		if r.State == Queued {
			return &r
		}
	}
	return nil
}

// lateEnd is how long after the hard stop a talk whose room never reported is taken for over.
const lateEnd = 35 * time.Minute

// Sweep makes the moves that only time makes, for rings whose caller's page does not ask any more.
func (s *Service) Sweep(ctx context.Context) error {
	all, err := open(ctx, s.DB, account.CompanyID{})
	if err != nil {
		return fmt.Errorf("find open rings: %w", err)
	}
	var failed []error
	for _, r := range all {
		err := s.settle(ctx, r.ID, func(r Ring, gone bool, now time.Time) Move {
			if r.Talking() {
				return when(now.After(r.StopsAt.Add(lateEnd)), MoveEnd)
			}
			return s.Settings.Due(r, gone, now)
		})
		if err != nil && !problem.Is(err, problem.Conflict) {
			failed = append(failed, fmt.Errorf("sweep ring %s: %w", r.ID, err))
		}
	}
	for _, r := range all {
		if r.State == Queued {
			failed = append(failed, s.next(ctx, r.Supplier))
		}
	}
	return errors.Join(failed...)
}
