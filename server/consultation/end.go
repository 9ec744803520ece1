package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
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
		if err := known.permits(v, account.EndConsultation); err != nil {
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
		if from, _ := s.settings.joinWindow(c, Office); now.Before(from) {
			return problem.New(problem.Conflict, "end_early").WithLegal(Legal(c.State, side)...)
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
	return s.queue.Insert(ctx, tx, closeRoom{Room: c.ID.String(), By: string(by.Side)})
}

// closeRoom is the job that has the live side end a room.
type closeRoom struct {
	Room string `json:"room"`
	By   string `json:"by"`
}

// Kind is the job's name in the queue.
func (closeRoom) Kind() string { return "consultation_close_room" }

// Miss says that a side did not come, after the office has called it.
func (s *Service) Miss(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveMiss},
		func(tx postgres.Tx, c *Consultation, now time.Time) (string, error) {
			if now.Before(c.StartsAt.Add(s.settings.MissedAfter)) {
				return "", problem.New(problem.Conflict, "miss_early", "Minutes", int(s.settings.MissedAfter.Minutes()))
			}
			a, err := s.evidence(ctx, tx, c.ID)
			if err != nil {
				return "", err
			}
			c.Verdict = Verdict{Reason: a.absent()}
			return a.absent(), nil
		}, noticeMissed)
}

// Unmiss takes a missed verdict back.
func (s *Service) Unmiss(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveUnmiss},
		func(_ postgres.Tx, c *Consultation, _ time.Time) (string, error) {
			c.Verdict, c.EndedAt = Verdict{}, nil
			return "", nil
		})
}

// Fail says that technology kept the sides apart; it counts for nobody.
func (s *Service) Fail(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveFail},
		func(_ postgres.Tx, c *Consultation, now time.Time) (string, error) {
			if c.EndedAt == nil {
				c.EndedAt = &now
			}
			return "", nil
		})
}

// AskOutcome opens the outcome forms of a meeting that was short, on the office's word.
func (s *Service) AskOutcome(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveToOutcome},
		func(postgres.Tx, *Consultation, time.Time) (string, error) { return "", nil }, noticeOutcomeDue)
}

// Close ends the life of a consultation whose outcome is settled, inside the transaction that settled it.
func (s *Service) Close(ctx context.Context, tx postgres.Tx, id ID, by account.UserID) error {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return err
	}
	now, err := s.instant(ctx, tx)
	if err != nil {
		return err
	}
	return s.step(ctx, tx, &c, MoveClose, actor{ID: by.String(), Side: Office}, "", now)
}
