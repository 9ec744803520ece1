package consultation

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// Record stores what a room reports, once by (room, epoch, number), and moves the consultation by it: both principals in
// make it live, their wish for more time makes it longer, the end of the room ends it and has it judged by its attendance. It implements control.Facts. Facts of a
// room that is no consultation are dropped. How links are goes to a record of its own and moves nothing.
func (s *Service) Record(ctx context.Context, f control.Fact) error {
	id, err := uuid.Parse(f.Room)
	if err != nil {
		s.log.Warn("fact of an unknown room", "room", f.Room, "kind", f.Kind)
		return nil
	}
	if f.Kind == control.Quality {
		return s.keepLink(ctx, id, f)
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, err := lock(ctx, tx, ID{id})
		if problem.Is(err, problem.NotFound) {
			s.log.Warn("fact of an unknown room", "room", f.Room, "kind", f.Kind)
			return nil
		}
		if err != nil {
			return err
		}
		fresh, err := insertFact(ctx, tx, c.ID, f)
		if err != nil || !fresh {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		return s.follow(ctx, tx, &c, f, now)
	})
}

// follow moves a consultation by one new fact.
func (s *Service) follow(ctx context.Context, tx postgres.Tx, c *Consultation, f control.Fact, now time.Time) error {
	if err := s.followThird(ctx, tx, *c, f, now); err != nil {
		return err
	}
	switch {
	case f.Kind == control.Opened:
		return s.recallLate(ctx, tx, *c)
	case f.Kind == control.Without:
		return s.waivedInRoom(ctx, tx, *c, f)
	case f.Kind == control.Extend:
		return s.extendInRoom(ctx, tx, c, now)
	case f.Kind == control.Live && c.State == Confirmed:
		at := f.At.UTC()
		c.LiveAt = &at
		return s.step(ctx, tx, c, MoveStart, bySystem, "", now)
	case f.Kind == control.Ended && (c.State == Confirmed || c.State == Live) && closes(*c, f):
		at := f.At.UTC()
		c.EndedAt = &at
		if err := s.step(ctx, tx, c, MoveEnd, bySystem, f.Reason, now); err != nil {
			return err
		}
		if err := s.schedule.Cut(ctx, tx, c.ID.UUID, at); err != nil {
			return err
		}
		return s.settle(ctx, tx, c, now)
	case f.Kind == control.Ended && c.State == Ended:
		return s.settle(ctx, tx, c, now)
	}
	return nil
}

// closes reports whether the end of a room ends the meeting. A room that emptied before the agreed end may fill again.
func closes(c Consultation, f control.Fact) bool {
	return f.Reason != "empty" || !f.At.Before(c.EndsAt)
}

// settle writes the attendance of an ended consultation and moves it on by its evidence; where that is unclear the office
// has a working day to decide.
func (s *Service) settle(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	a, err := s.evidence(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if err := writeAttendance(ctx, tx, c.ID, a, now); err != nil {
		return err
	}
	if err := s.parted(ctx, tx, c, a, now); err != nil {
		return err
	}
	switch c.verdict(a) {
	case OutcomeDue:
		return s.askOutcome(ctx, tx, c, bySystem, "", now)
	case Missed:
		return s.missBy(ctx, tx, c, a.absent(), now)
	default:
		by := s.settings.Hours.After(now, s.settings.OfficeAnswer)
		return waitForOffice(ctx, tx, c.ID, by)
	}
}

// evidence is the attendance that was written, or what the facts say so far.
func (s *Service) evidence(ctx context.Context, q querier, id ID) (Attendance, error) {
	written, ok, err := attendance(ctx, q, id)
	if err != nil || ok {
		return written, err
	}
	all, err := facts(ctx, q, id)
	if err != nil {
		return Attendance{}, err
	}
	return attended(all, s.settings.TookPlace), nil
}

// reportTime is how long an ended room may take to report before it is judged by what is known.
const reportTime = 2 * time.Minute
