package consultation

import (
	"context"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// Prolong extends the life of a pending request once, by a working day, with a reason. Nothing else moves an expiry.
func (s *Service) Prolong(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.because("prolong"); err != nil {
		return Consultation{}, err
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveProlong},
		func(tx postgres.Tx, c *Consultation, now time.Time) (string, error) {
			used, err := moved(ctx, tx, c.ID, MoveProlong)
			if err != nil {
				return "", err
			}
			if used > 0 {
				return "", s.settings.conflict(*c, Office, now, "prolonged_already")
			}
			expires := earlier(s.settings.Hours.After(*c.ExpiresAt, s.settings.Prolonged), c.StartsAt.Add(-s.settings.PendingLast))
			if !expires.After(*c.ExpiresAt) {
				return "", s.settings.conflict(*c, Office, now, "prolong_no_room")
			}
			if c.AnswerBy.Equal(*c.ExpiresAt) {
				c.AnswerBy = &expires // the deadline was cut by the expiry
			}
			c.ExpiresAt = &expires
			return strings.TrimSpace(d.Reason), nil
		})
}

// escalate gives a turn whose time has passed to the office. The expiry stays; who was asked may still answer.
func (s *Service) escalate(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	was := c.Owner
	by := s.settings.Hours.After(now, s.settings.OfficeAnswer)
	switch c.State {
	case Returned, Offered:
		by = *c.ExpiresAt
	case Accepted:
		by = c.StartsAt
		if late := c.StartsAt.Add(-s.settings.PendingEnd); late.After(now) {
			by = late
		}
	default:
	}
	c.Owner, c.AnswerBy = Office, &by
	return s.step(ctx, tx, c, MoveEscalate, bySystem, string(was), now)
}
