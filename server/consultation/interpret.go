package consultation

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// AssignInterpreter gives the third seat to a person, in one commit with the claim. Before the consultation is confirmed
// the person is asked; later the office has their word and the new name goes out with the invite.
func (s *Service) AssignInterpreter(ctx context.Context, v account.Viewer, d Decision, who account.UserID) (Consultation, error) {
	people, err := s.accounts.Interpreters(ctx)
	if err != nil {
		return Consultation{}, err
	}
	i := slices.IndexFunc(people, func(u account.User) bool { return u.ID == who })
	if i < 0 {
		return Consultation{}, problem.InvalidFields(problem.Field{Name: "interpreter", Code: "interpreter_missing"})
	}
	var c Consultation
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AssignInterpreter, MoveAssign}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		if err := s.swapInterpreter(ctx, tx, &c, people[i]); err != nil {
			return err
		}
		firm := c.State == Confirmed || c.State == Suspended
		c.InterpreterState = InterpreterAsked
		if firm {
			c.InterpreterState = InterpreterAccepted
		}
		if c.State == Confirmed {
			c.IcalSequence++
		}
		if c.State == Accepted {
			c.Owner = Interpreter
		}
		if err := s.step(ctx, tx, &c, MoveAssign, actor{ID: v.User.String(), Side: side}, "", now); err != nil {
			return err
		}
		return s.afterAssign(ctx, tx, &c, now)
	})
	return c, s.overIfExpired(c, v, err)
}

func (s *Service) afterAssign(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	switch c.State {
	case Confirmed:
		return s.tell(ctx, tx, *c, noticeConfirmed, now)
	case Suspended:
		return s.confirm(ctx, tx, c, now)
	default:
		return s.tell(ctx, tx, *c, noticeAsked, now)
	}
}

// swapInterpreter moves the third claim to another person.
func (s *Service) swapInterpreter(ctx context.Context, tx postgres.Tx, c *Consultation, to account.User) error {
	if c.InterpreterID != 0 {
		if err := s.schedule.ReleaseOne(ctx, tx, c.ID.UUID, c.InterpreterID); err != nil {
			return err
		}
	}
	r, err := s.schedule.ResourceOf(ctx, tx, schedule.Interpreter, to.ID.UUID, to.Zone)
	if err != nil {
		return err
	}
	err = s.schedule.Claim(ctx, tx, c.ID.UUID, []schedule.Claim{{Resource: r.ID, During: r.Padded(c.Window()), Role: string(Interpreter)}})
	if problem.Is(err, problem.Conflict) {
		return problem.New(problem.Conflict, "interpreter_taken").Because(err)
	}
	c.InterpreterID, c.InterpreterUser = r.ID, to.ID
	return err
}

// WaiveInterpreter says that the sides will do without; the officer's name stands in the log.
func (s *Service) WaiveInterpreter(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AssignInterpreter, MoveAssign}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		if c.InterpreterID != 0 {
			if err := s.schedule.ReleaseOne(ctx, tx, c.ID.UUID, c.InterpreterID); err != nil {
				return err
			}
		}
		c.InterpreterID, c.InterpreterUser, c.InterpreterState = 0, account.UserID{}, InterpreterWaived
		if err := s.step(ctx, tx, &c, MoveAssign, actor{ID: v.User.String(), Side: side}, string(InterpreterWaived), now); err != nil {
			return err
		}
		if c.State == Accepted || c.State == Suspended {
			return s.confirm(ctx, tx, &c, now)
		}
		return nil
	})
	return c, s.overIfExpired(c, v, err)
}

// AnswerAssignment is the interpreter's yes or no. A yes confirms what lacked only that. A no frees the claim at once and
// leaves the seat to the office; a confirmed consultation is suspended until somebody is found.
func (s *Service) AnswerAssignment(ctx context.Context, v account.Viewer, d Decision, yes bool) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AnswerAssignment, MoveAnswer}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		by := actor{ID: v.User.String(), Side: side}
		if yes {
			return s.interpreterComes(ctx, tx, &c, by, now)
		}
		return s.interpreterCannot(ctx, tx, &c, by, now)
	})
	return c, s.overIfExpired(c, v, err)
}

func (s *Service) interpreterComes(ctx context.Context, tx postgres.Tx, c *Consultation, by actor, now time.Time) error {
	if c.InterpreterState != InterpreterAsked && c.InterpreterState != InterpreterPencilled {
		return s.settings.conflict(*c, by.Side, now, "not_your_turn")
	}
	c.InterpreterState = InterpreterAccepted
	if err := s.step(ctx, tx, c, MoveAnswer, by, "yes", now); err != nil {
		return err
	}
	if c.State == Accepted {
		return s.confirm(ctx, tx, c, now)
	}
	return nil
}

func (s *Service) interpreterCannot(ctx context.Context, tx postgres.Tx, c *Consultation, by actor, now time.Time) error {
	if err := s.schedule.ReleaseOne(ctx, tx, c.ID.UUID, c.InterpreterID); err != nil {
		return err
	}
	c.InterpreterID, c.InterpreterUser, c.InterpreterState = 0, account.UserID{}, InterpreterMissing
	if c.State == Accepted {
		c.Owner = Office
	}
	if err := s.step(ctx, tx, c, MoveAnswer, by, "no", now); err != nil {
		return err
	}
	if c.State != Confirmed {
		return nil
	}
	return s.suspendFor(ctx, tx, c, becauseInterpreter, now)
}
