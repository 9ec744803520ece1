package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// extendRoom is the job that has the live side hear what came of both sides' wish for more time.
type extendRoom struct {
	Room  string    `json:"room"`
	Until time.Time `json:"until,omitzero"` // zero when it ends as agreed
}

// Kind is the job's name in the queue.
func (extendRoom) Kind() string { return "consultation_extend_room" }

// extendInRoom makes a meeting that runs longer when both sides have said so in its room and the time of all who are booked is
// free: once. Everybody's claims grow, or nobody's. The room hears the answer, also when it asks again.
func (s *Service) extendInRoom(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	answer := extendRoom{Room: c.ID.String()}
	used, err := moved(ctx, tx, c.ID, MoveExtend)
	if err != nil {
		return err
	}
	if used == 0 && c.State == Live {
		longer, err := s.longer(ctx, tx, *c, now)
		if err != nil && !problem.Is(err, problem.Conflict) {
			return err
		}
		if err == nil {
			*c, used = longer, 1
		}
	}
	if used > 0 {
		answer.Until = c.EndsAt
	}
	return s.queue.Insert(ctx, tx, answer)
}

// Lengthen makes a running meeting longer by the word of the office, as both sides may in its room: once, when the time of all who are booked is free.
func (s *Service) Lengthen(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	return s.act(ctx, v, wish{d.Number, d.Version, account.RunRoom, MoveExtend}, func(tx postgres.Tx, c *Consultation, now time.Time) (string, error) {
		used, err := moved(ctx, tx, c.ID, MoveExtend)
		if err != nil {
			return "", err
		}
		if used > 0 {
			return "", s.settings.conflict(*c, Office, now, "extended_already")
		}
		err = s.schedule.Lengthen(ctx, tx, c.ID.UUID, control.Extension)
		if problem.Is(err, problem.Conflict) {
			return "", s.settings.conflict(*c, Office, now, "extend_taken")
		}
		if err != nil {
			return "", err
		}
		c.EndsAt = c.EndsAt.Add(control.Extension)
		return "", s.queue.Insert(ctx, tx, extendRoom{Room: c.ID.String(), Until: c.EndsAt})
	})
}

// longer extends a copy of the record inside a savepoint; somebody who is booked right after is a conflict.
func (s *Service) longer(ctx context.Context, tx postgres.Tx, c Consultation, now time.Time) (Consultation, error) {
	try, err := tx.Begin(ctx)
	if err != nil {
		return Consultation{}, err
	}
	c.EndsAt = c.EndsAt.Add(control.Extension)
	err = s.schedule.Lengthen(ctx, try, c.ID.UUID, control.Extension)
	if err == nil {
		err = s.step(ctx, try, &c, MoveExtend, bySystem, "", now)
	}
	if err != nil {
		if rollback := try.Rollback(ctx); rollback != nil {
			return Consultation{}, rollback
		}
		return Consultation{}, err
	}
	return c, try.Commit(ctx)
}
