package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Conflicts are the consultations that an interpreter has promised or is pencilled in for within a time, the first first.
func (s *Service) Conflicts(ctx context.Context, v account.Viewer, who account.UserID, w schedule.Window) ([]Consultation, error) {
	if err := account.May(v, account.ReportAbsence, account.Object{People: []account.UserID{who}}); err != nil {
		return nil, err
	}
	if err := absentIn(w, s.Now()); err != nil {
		return nil, err
	}
	return interpretedBy(ctx, s.db, who, w, false)
}

// absenceMost is how long an interpreter is away at most, by one word.
const absenceMost = 31 * 24 * time.Hour

// absentIn refuses a time that nobody can be away in: none, too long a one, one that is over or begins years ahead.
func absentIn(w schedule.Window, now time.Time) error {
	if w.Empty() || w.Length() > absenceMost {
		return problem.InvalidFields(problem.Field{Name: "until", Code: "absence_invalid"})
	}
	if !w.End.After(now) || w.Start.Before(now.Add(-24*time.Hour)) || w.Start.After(now.AddDate(2, 0, 0)) {
		return problem.InvalidFields(problem.Field{Name: "from", Code: "absence_when"})
	}
	return nil
}

// Absent takes a time of an interpreter who cannot work then: each of the conflicts is given back as if by a no, and looked
// for anew, in the commit that blocks the time.
func (s *Service) Absent(ctx context.Context, v account.Viewer, who account.UserID, w schedule.Window, reason string) error {
	if err := account.May(v, account.ReportAbsence, account.Object{People: []account.UserID{who}}); err != nil {
		return err
	}
	if err := absentIn(w, s.Now()); err != nil {
		return err
	}
	side := Interpreter
	if v.User != who {
		side = Office
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		all, err := interpretedBy(ctx, tx, who, w, true)
		if err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		for i := range all {
			if err := s.giveBack(ctx, tx, &all[i], who, actor{ID: v.User.String(), Side: side}, now); err != nil {
				return fmt.Errorf("give back %s: %w", all[i].Number, err)
			}
		}
		r, err := s.schedule.Owned(ctx, tx, schedule.Interpreter, who.UUID)
		if err != nil {
			return err
		}
		return s.schedule.Block(ctx, tx, r.ID, w, reason)
	})
}

// giveBack is a no to whatever somebody was asked or has promised. Who is absent is not asked again by it: the part stays
// on record.
func (s *Service) giveBack(ctx context.Context, tx postgres.Tx, c *Consultation, who account.UserID, by actor, now time.Time) error {
	parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
	if err != nil {
		return err
	}
	at := PartOf(parts, who)
	if at < 0 { // pencilled in, and not asked yet
		part := interpreter.Assignment{Consultation: c.ID.UUID, User: who, Seat: c.SeatOf(who), Stage: interpreter.Offered, OfferedAt: now, ExpiresAt: now}
		parts, at = append(parts, part), len(parts)
		if c.InterpreterState == InterpreterPencilled {
			return s.pencilWithout(ctx, tx, c, who, by, now)
		}
	}
	return s.interpreterCannot(ctx, tx, c, parts, at, by, now)
}

// pencilWithout pencils in another team for a request while somebody's time is being blocked.
func (s *Service) pencilWithout(ctx context.Context, tx postgres.Tx, c *Consultation, who account.UserID, by actor, now time.Time) error {
	third, err := s.third(ctx, tx, *c)
	if err != nil {
		return err
	}
	if err := s.free(ctx, tx, c); err != nil {
		return err
	}
	claims := c.pencilled(third.Without(who.UUID).Team(c.Window()))
	if len(claims) == 0 {
		c.InterpreterState = InterpreterMissing
	} else if err := s.schedule.ClaimThird(ctx, tx, c.ID.UUID, claims); err != nil {
		return err
	}
	return s.step(ctx, tx, c, MoveAnswer, by, "no", now)
}
