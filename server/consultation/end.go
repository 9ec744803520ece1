package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// End closes a meeting for all. The room is told by a job of the same commit; attendance is written when it reports back.
// Ending what has ended changes nothing.
func (s *Service) End(ctx context.Context, v account.Viewer, number string) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		known, err := lockNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		if err := known.Permits(v, account.EndConsultation); err != nil {
			return err
		}
		c = known
		if c.EndedAt != nil {
			return nil
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		side := c.Side(v)
		if err := s.settings.permit(c, MoveEnd, side, now); err != nil {
			return err
		}
		return s.end(ctx, tx, &c, actor{ID: v.User.String(), Side: side}, now)
	})
	return c, err
}

// end is the move itself: claims are cut to the real end and the room closes.
func (s *Service) end(ctx context.Context, tx postgres.Tx, c *Consultation, by actor, now time.Time) error {
	c.EndedAt = &now
	if err := s.step(ctx, tx, c, MoveEnd, by, "", now); err != nil {
		return err
	}
	if err := s.schedule.Cut(ctx, tx, c.ID.UUID, now); err != nil {
		return err
	}
	return s.closeRoom(ctx, tx, *c, string(by.Side))
}
