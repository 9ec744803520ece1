package trust

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// Sweep makes the moves whose time has come: closes what nobody answered, has companies checked again after a year,
// suspends whose licence has run out, writes down what has expired, and signs the list of the day.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.Now()
	err := s.DB.Tx(ctx, func(tx postgres.Tx) error {
		all, err := findDue(ctx, tx, now)
		if err != nil {
			return err
		}
		for i := range all {
			if err := s.sweepCase(ctx, tx, &all[i], now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		over, err := findOver(ctx, tx, now)
		if err != nil {
			return err
		}
		for _, e := range over {
			if err := s.end(ctx, tx, e, doExpire, bySystem, "", now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.DB.Tx(ctx, func(tx postgres.Tx) error { return s.reseal(ctx, tx, now) }); err != nil {
		return err
	}
	_, err = s.RevocationList(ctx)
	return err
}

func (s *Service) sweepCase(ctx context.Context, tx postgres.Tx, c *Case, now time.Time) error {
	switch {
	case c.State == NeedsInfo:
		return s.step(ctx, tx, c, change{by: bySystem, move: Close, party: server}, now, nothing)
	case c.VerifiedUntil != nil && !now.Before(*c.VerifiedUntil):
		return s.step(ctx, tx, c, change{by: bySystem, move: Renew, party: server}, now, nothing)
	}
	return s.block(ctx, tx, c, "certificate_expired", now)
}
