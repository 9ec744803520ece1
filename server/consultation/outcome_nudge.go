package consultation

import (
	"context"
	"errors"
	"fmt"

	"github.com/etradeoffice/portal/server/postgres"
)

// remindOutcomes reminds the sides of outcomes that are due and that they have not stated.
func (s *Service) remindOutcomes(ctx context.Context) error {
	due, err := dueNudges(ctx, s.db, s.Now())
	if err != nil {
		return err
	}
	var failed []error
	for _, n := range due {
		if err := s.remindOutcome(ctx, n); err != nil {
			failed = append(failed, fmt.Errorf("remind of the outcome of consultation %s: %w", n.ID, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) remindOutcome(ctx context.Context, n outcomeNudge) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, free, err := tryLock(ctx, tx, n.ID)
		if err != nil || !free || c.State != OutcomeDue {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		first, err := insertNudge(ctx, tx, n, now)
		if err != nil || !first {
			return err
		}
		for _, side := range []struct {
			owner Owner
			notice
		}{{Supplier, noticeOutcomeSupplier}, {Buyer, noticeOutcomeBuyer}} {
			if c.Owner != side.owner && c.Owner != BothSides {
				continue
			}
			letter := lettersOf(c, side.notice)
			letter.Which = n.Kind[len("outcome_"):]
			if err := s.queue.Insert(ctx, tx, letter); err != nil {
				return err
			}
		}
		return nil
	})
}
