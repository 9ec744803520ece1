package consultation

import (
	"context"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Third is how a consultation is interpreted, beside the first seat in Parties: the rung of the ladder that was found, the
// second seat where two interpret, and who has an open offer.
type Third struct {
	Asked      []account.UserID
	SecondID   schedule.ResourceID
	SecondUser account.UserID
	Rung       schedule.Rung
}

// interprets reports whether a person sits in one of the seats or has been asked.
func (c Consultation) interprets(who account.UserID) bool { return c.SeatOf(who) != 0 || c.Asks(who) }

// Asks reports whether a person has been asked to interpret and has not answered.
func (c Consultation) Asks(who account.UserID) bool {
	for _, id := range c.Asked {
		if id == who {
			return true
		}
	}
	return false
}

// SeatOf is the seat whose claim stands for the person: 1 or 2, 0 for none.
func (c Consultation) SeatOf(who account.UserID) int {
	switch {
	case who == account.UserID{}:
	case who == c.InterpreterUser:
		return 1
	case who == c.SecondUser:
		return 2
	}
	return 0
}

// seatCount is how many seats the rung has.
func (c Consultation) seatCount() int {
	if c.Pair() == (schedule.Pair{}) && c.InterpreterID == 0 {
		return 0
	}
	return len(c.Rung.Legs(c.Pair()))
}

// holder is whose claim stands for a seat.
func (c Consultation) holder(seat int) (account.UserID, schedule.ResourceID) {
	if seat == 2 {
		return c.SecondUser, c.SecondID
	}
	return c.InterpreterUser, c.InterpreterID
}

// sit puts somebody in a seat; zeros empty it. The claims are the caller's.
func (c *Consultation) sit(seat int, who account.UserID, r schedule.ResourceID) {
	if seat == 2 {
		c.SecondUser, c.SecondID = who, r
		return
	}
	c.InterpreterUser, c.InterpreterID = who, r
}

// stand empties both seats of a consultation for which nobody has to interpret.
func (c *Consultation) stand() {
	c.sit(1, account.UserID{}, 0)
	c.sit(2, account.UserID{}, 0)
	c.InterpreterState, c.Rung = NoInterpreter, schedule.NoRung
}

func (c Consultation) askedIDs() []uuid.UUID {
	ids := make([]uuid.UUID, len(c.Asked))
	for i, id := range c.Asked {
		ids[i] = id.UUID
	}
	return ids
}

// Demand is what the meeting asks of its interpreters.
func (c Consultation) Demand() schedule.Demand {
	return schedule.Demand{Pair: c.Pair(), Firms: []uuid.UUID{c.SupplierCompany.UUID, c.BuyerCompany.UUID}}
}

func firms(supplier account.CompanyID, buyer account.Viewer) []uuid.UUID {
	company, _ := buyer.Company(account.Buyer)
	return []uuid.UUID{supplier.UUID, company.UUID}
}

// third is who might interpret the consultation, as they stand around its time.
func (s *Service) third(ctx context.Context, tx postgres.Querier, c Consultation) (schedule.Third, error) {
	return s.schedule.Third(ctx, tx, c.SupplierCompany, c.Demand(), c.Window(), c.ID.UUID)
}

// pencilled puts a team down for the consultation; the claims are the caller's to take. An empty team has none.
func (c *Consultation) pencilled(t schedule.Team) []schedule.Claim {
	c.stand()
	var claims []schedule.Claim
	for i, seat := range t.Seats {
		c.sit(i+1, account.UserID{UUID: seat.Owner}, seat.Resource)
		claims = append(claims, seat.Claim(c.Window()))
	}
	if len(claims) > 0 {
		c.Rung, c.InterpreterState = t.Rung, InterpreterPencilled
	}
	return claims
}

// seats reports whether a resource is one of the interpreters who are pencilled in.
func (c Consultation) seats(r schedule.ResourceID) bool {
	return r != 0 && (r == c.InterpreterID || r == c.SecondID)
}

// pencilTries is how often a team is looked for anew when somebody else was first.
const pencilTries = 8

// pencil claims the best team that is free, in place of who was pencilled in before. Where somebody is needed and nobody
// is free, the slot is refused.
func (s *Service) pencil(ctx context.Context, tx postgres.Tx, c *Consultation) error {
	for range pencilTries {
		if err := s.free(ctx, tx, c); err != nil || c.Pair() == (schedule.Pair{}) {
			return err
		}
		third, err := s.third(ctx, tx, *c)
		if err != nil {
			return err
		}
		claims := c.pencilled(third.Team(c.Window()))
		if len(claims) == 0 {
			break
		}
		if err := s.schedule.ClaimThird(ctx, tx, c.ID.UUID, claims); !problem.Is(err, problem.Conflict) {
			return err
		}
	}
	return problem.New(problem.Conflict, "interpreter_taken")
}

// free gives up the claims of both seats and empties them.
func (s *Service) free(ctx context.Context, tx postgres.Tx, c *Consultation) error {
	for seat := 1; seat <= 2; seat++ {
		if err := s.vacate(ctx, tx, c, seat); err != nil {
			return err
		}
	}
	c.stand()
	return nil
}

// vacate gives up the claim of one seat.
func (s *Service) vacate(ctx context.Context, tx postgres.Tx, c *Consultation, seat int) error {
	_, resource := c.holder(seat)
	if resource == 0 {
		return nil
	}
	c.sit(seat, account.UserID{}, 0)
	return s.schedule.ReleaseOne(ctx, tx, c.ID.UUID, resource)
}

// take swaps the claim of a seat to somebody else, or refuses with interpreter_taken.
func (s *Service) take(ctx context.Context, tx postgres.Tx, c *Consultation, seat int, to schedule.Seat) error {
	if err := s.vacate(ctx, tx, c, seat); err != nil {
		return err
	}
	err := s.schedule.ClaimThird(ctx, tx, c.ID.UUID, []schedule.Claim{to.Claim(c.Window())})
	if problem.Is(err, problem.Conflict) {
		return problem.New(problem.Conflict, "interpreter_taken").Because(err)
	}
	c.sit(seat, account.UserID{UUID: to.Owner}, to.Resource)
	return err
}

// judgeThird is how far the interpretation is, from its seats and everybody's parts.
func (c *Consultation) judgeThird(parts []interpreter.Assignment) {
	c.Asked = nil
	said := map[int]account.UserID{}
	for _, p := range parts {
		switch {
		case p.Stage == interpreter.Offered:
			c.Asked = append(c.Asked, p.User)
		case p.Stage.Holds():
			said[p.Seat] = p.User
		}
	}
	c.InterpreterState = InterpreterAccepted
	for seat := 1; seat <= c.seatCount(); seat++ {
		who, resource := c.holder(seat)
		switch {
		case resource == 0:
			c.InterpreterState = InterpreterMissing
			return
		case said[seat] != who:
			c.InterpreterState = InterpreterAsked
		}
	}
}
