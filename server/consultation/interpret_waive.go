package consultation

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/signaling/control"
)

// Waiver is one side's word, by name, that it meets without an interpreter.
type Waiver struct {
	Side Owner
	User account.UserID
	At   time.Time
}

// WaiveInterpreter says that the sides will do without. A side says it for itself, and its name stands; when both have, or
// at the word of the office that has asked both, the seats are free and what lacked only that is confirmed.
func (s *Service) WaiveInterpreter(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	action, move := account.WaiveInterpreter, MoveWaive
	if v.Is(account.Officer) && account.May(v, account.AssignInterpreter, account.Object{}) == nil {
		if known, err := s.ByNumber(ctx, v, d.Number); err != nil || known.Side(v) == Office {
			action, move = account.AssignInterpreter, MoveAssign
		}
	}
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, action, move}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		by := actor{ID: v.User.String(), Side: side}
		both := side == Office
		if !both {
			if both, err = waive(ctx, tx, c.ID, Waiver{side, v.User, now}); err != nil {
				return err
			}
		}
		if !both {
			return s.step(ctx, tx, &c, move, by, "one", now)
		}
		return s.without(ctx, tx, &c, move, by, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// without frees the seats of a consultation that will be held without an interpreter.
func (s *Service) without(ctx context.Context, tx postgres.Tx, c *Consultation, move Move, by actor, now time.Time) error {
	parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
	if err != nil {
		return err
	}
	gone, err := s.letGo(ctx, tx, parts, 1, account.UserID{}, now)
	if err != nil {
		return err
	}
	second, err := s.letGo(ctx, tx, parts, 2, account.UserID{}, now)
	if err != nil {
		return err
	}
	if err := s.free(ctx, tx, c); err != nil {
		return err
	}
	c.Asked, c.InterpreterState = nil, InterpreterWaived
	if err := s.step(ctx, tx, c, move, by, string(InterpreterWaived), now); err != nil {
		return err
	}
	if err := s.tellGone(ctx, tx, *c, append(gone, second...), now); err != nil {
		return err
	}
	if c.State == Accepted || c.State == Suspended {
		return s.confirm(ctx, tx, c, now)
	}
	return nil
}

// Waivers are the sides that have said they do without.
func (s *Service) Waivers(ctx context.Context, id ID) ([]Waiver, error) {
	return waivers(ctx, s.db, id)
}

// waivedInRoom keeps the word of a person who has started without the interpreter in the room. The seat stays: who comes
// late still interprets.
func (s *Service) waivedInRoom(ctx context.Context, tx postgres.Tx, c Consultation, f control.Fact) error {
	user, err := uuid.Parse(f.Participant)
	if err != nil || f.Side != string(Supplier) && f.Side != string(Buyer) {
		s.log.Warn("a room's waiver names nobody", "consultation", c.Number)
		return nil
	}
	_, err = waive(ctx, tx, c.ID, Waiver{Owner(f.Side), account.UserID{UUID: user}, f.At.UTC()})
	return err
}
