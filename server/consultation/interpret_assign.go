package consultation

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Standing is how one interpreter stands to a consultation: free for a seat, or what is in the way.
type Standing struct {
	Seat      int // 1, or 2 where the person serves the second leg of a relay
	Rung      schedule.Rung
	Hindrance schedule.Hindrance
	Guide     schedule.Guide
	place     schedule.Seat
}

// Takeable reports whether the office may put the person in the seat: the hours alone it may ask somebody to stretch.
func (p Standing) Takeable() bool {
	return p.Hindrance == schedule.Free || p.Hindrance == schedule.OffHours
}

// Standings are all who work in the pair or in a leg of its relay, the free ones first.
func (s *Service) Standings(ctx context.Context, c Consultation) ([]Standing, error) {
	if c.Pair() == (schedule.Pair{}) {
		return nil, nil
	}
	third, err := s.third(ctx, s.db, c)
	if err != nil {
		return nil, err
	}
	all := standings(third, c)
	slices.SortStableFunc(all, func(a, b Standing) int { return worth(a) - worth(b) })
	return all, nil
}

// worth orders by what is in the way, and the pair itself before a relay.
func worth(p Standing) int {
	order := []schedule.Hindrance{schedule.Free, schedule.OffHours, schedule.Resting, schedule.Busy, schedule.Uncleared, schedule.Unskilled, schedule.Tied}
	place := 2 * slices.Index(order, p.Hindrance)
	if p.Rung == schedule.Relay {
		place++
	}
	return place
}

func standings(third schedule.Third, c Consultation) []Standing {
	var all []Standing
	for _, g := range third.Guides {
		for _, rung := range []schedule.Rung{schedule.RungFor(c.Length()), schedule.Relay} {
			found := false
			for i, leg := range rung.Legs(c.Pair()) {
				hindrance := g.Hindrance(third.Demand, leg, c.Window(), rung != schedule.Turns)
				if hindrance == schedule.NoPair || rung == schedule.Relay && leg == c.Pair() {
					continue
				}
				all = append(all, Standing{i + 1, rung, hindrance, g, g.Seat(leg, rung)})
				found = true
				break
			}
			if found {
				break
			}
		}
	}
	return all
}

// seatFor is a person in a seat of the consultation, or the refusal that says what is in the way.
func (s *Service) seatFor(ctx context.Context, tx postgres.Tx, c Consultation, seat int, who account.UserID) (schedule.Seat, error) {
	third, err := s.third(ctx, tx, c)
	if err != nil {
		return schedule.Seat{}, err
	}
	leg := c.Rung.Legs(c.Pair())[seat-1]
	for _, g := range third.Guides {
		if g.Owner != who.UUID {
			continue
		}
		h := g.Hindrance(third.Demand, leg, c.Window(), c.Rung != schedule.Turns)
		if h != schedule.Free && h != schedule.OffHours {
			return schedule.Seat{}, hindered(h)
		}
		return g.Seat(leg, c.Rung), nil
	}
	return schedule.Seat{}, hindered(schedule.NoPair)
}

// hindered is the refusal of somebody who cannot interpret a meeting.
func hindered(h schedule.Hindrance) error {
	if h == schedule.Busy {
		return problem.New(problem.Conflict, "interpreter_taken")
	}
	return problem.New(problem.Conflict, "interpreter_"+string(h))
}

// AssignInterpreter gives a seat to a person by name, in one commit with the claim, in place of whoever had it or was asked
// for it. Before the consultation is confirmed the person is asked; later the office has their word and the new name goes
// out with the invite. Somebody of the pair itself takes the place of a relay.
func (s *Service) AssignInterpreter(ctx context.Context, v account.Viewer, d Decision, who account.UserID) (Consultation, error) {
	people, err := s.accounts.Interpreters(ctx)
	if err != nil {
		return Consultation{}, err
	}
	if !slices.ContainsFunc(people, func(u account.User) bool { return u.ID == who }) {
		return Consultation{}, problem.InvalidFields(problem.Field{Name: "interpreter", Code: "interpreter_missing"})
	}
	var c Consultation
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AssignInterpreter, MoveAssign}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
		if err != nil {
			return err
		}
		parts, gone, err := s.seatByName(ctx, tx, &c, parts, who, now)
		if err != nil {
			return err
		}
		c.judgeThird(parts)
		if c.State == Confirmed {
			c.IcalSequence++
		}
		if c.State == Accepted {
			c.Owner = Interpreter
		}
		if err := s.step(ctx, tx, &c, MoveAssign, actor{ID: v.User.String(), Side: side}, "", now); err != nil {
			return err
		}
		if err := s.tellGone(ctx, tx, c, gone, now); err != nil {
			return err
		}
		return s.afterAssign(ctx, tx, &c, parts[PartOf(parts, who)], now)
	})
	return c, s.overIfExpired(c, v, err)
}

// seatByName puts a person in the seat that suits them. It returns everybody's parts, and those that have ended by it.
func (s *Service) seatByName(ctx context.Context, tx postgres.Tx, c *Consultation, parts []interpreter.Assignment, who account.UserID, now time.Time) (all, gone []interpreter.Assignment, err error) {
	third, err := s.third(ctx, tx, *c)
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(standings(third, *c), func(p Standing) bool { return p.Guide.Owner == who.UUID })
	if at < 0 {
		return nil, nil, hindered(schedule.NoPair)
	}
	place := standings(third, *c)[at]
	if !place.Takeable() {
		return nil, nil, hindered(place.Hindrance)
	}
	if place.Rung == schedule.Turns && c.SeatOf(who) == 0 && c.InterpreterID != 0 && c.SecondID == 0 {
		place.Seat = 2
	}
	if c.Rung != place.Rung {
		other, err := s.letGo(ctx, tx, parts, 2, who, now)
		if err != nil {
			return nil, nil, err
		}
		if err := s.vacate(ctx, tx, c, 2); err != nil {
			return nil, nil, err
		}
		gone, c.Rung = other, place.Rung
	}
	let, err := s.letGo(ctx, tx, parts, place.Seat, who, now)
	if err != nil {
		return nil, nil, err
	}
	if err := s.take(ctx, tx, c, place.Seat, place.place); err != nil {
		return nil, nil, err
	}
	part := interpreter.Assignment{Consultation: c.ID.UUID, User: who, Seat: place.Seat, Stage: interpreter.Offered, OfferedAt: now,
		ExpiresAt: s.settings.Offers.Next(now, c.StartsAt, nil, nil).ExpiresAt}
	if c.State == Confirmed || c.State == Suspended || c.State == Live {
		part.Stage, part.AnsweredAt = interpreter.Accepted, &now
	}
	if i := PartOf(parts, who); i >= 0 {
		parts = slices.Delete(parts, i, i+1)
	}
	return append(parts, part), append(gone, let...), s.interpreters.Put(ctx, tx, part)
}

// tellGone tells those whose part has ended: who was only asked, and who had promised and loses the seat.
func (s *Service) tellGone(ctx context.Context, tx postgres.Tx, c Consultation, gone []interpreter.Assignment, _ time.Time) error {
	var asked, seated []interpreter.Assignment
	for _, p := range gone {
		if !p.Stage.Holds() {
			asked = append(asked, p)
			continue
		}
		seated = append(seated, p)
		if err := s.putOut(ctx, tx, c, p.User); err != nil {
			return err
		}
	}
	if err := s.tellPeople(ctx, tx, c, noticeGiven, asked); err != nil {
		return err
	}
	return s.tellPeople(ctx, tx, c, noticeReleased, seated)
}

func (s *Service) afterAssign(ctx context.Context, tx postgres.Tx, c *Consultation, part interpreter.Assignment, now time.Time) error {
	switch {
	case c.State == Confirmed:
		return s.tell(ctx, tx, *c, noticeConfirmed, now)
	case c.State == Suspended && !c.LacksInterpreter():
		return s.confirm(ctx, tx, c, now)
	case part.Stage == interpreter.Offered:
		return s.tellPeople(ctx, tx, *c, noticeAsked, []interpreter.Assignment{part})
	}
	return nil
}

// keepThird claims the same people at a new time, or another team while nothing is confirmed. A confirmed consultation does
// not move without its interpreters: the office assigns first. It returns those who are asked anew.
func (s *Service) keepThird(ctx context.Context, tx postgres.Tx, c *Consultation, was Consultation, now time.Time) ([]interpreter.Assignment, error) {
	if was.InterpreterID == 0 && was.SecondID == 0 {
		return nil, nil
	}
	kept, err := s.claimSame(ctx, tx, c, was)
	switch {
	case err != nil:
		return nil, err
	case kept:
		return nil, nil
	case was.State == Confirmed:
		return nil, problem.New(problem.Conflict, "interpreter_taken")
	}
	if err := s.disband(ctx, tx, c, now); err != nil {
		return nil, err
	}
	if err := s.pencil(ctx, tx, c); err != nil || was.State == Requested {
		return nil, err
	}
	return s.inviteAll(ctx, tx, c, now)
}

// claimSame claims whoever sits in the seats at the consultation's new time, all or none.
func (s *Service) claimSame(ctx context.Context, tx postgres.Tx, c *Consultation, was Consultation) (bool, error) {
	third, err := s.third(ctx, tx, *c)
	if err != nil {
		return false, err
	}
	var claims []schedule.Claim
	for seat := 1; seat <= was.seatCount(); seat++ {
		if _, resource := was.holder(seat); resource != 0 {
			at := slices.IndexFunc(third.Guides, func(g schedule.Guide) bool { return g.Resource == resource })
			if at < 0 { // entered by hand, outside of what the person has declared
				r, err := s.schedule.Resource(ctx, tx, resource)
				if err != nil {
					return false, err
				}
				claims = append(claims, schedule.Claim{Resource: r.ID, During: r.Padded(c.Window()), Role: string(Interpreter)})
				continue
			}
			claims = append(claims, third.Guides[at].Seat(was.Rung.Legs(was.Pair())[seat-1], was.Rung).Claim(c.Window()))
		}
	}
	err = s.schedule.ClaimThird(ctx, tx, c.ID.UUID, claims)
	if !problem.Is(err, problem.Conflict) {
		return err == nil, err
	}
	for _, claim := range claims {
		if err := s.schedule.ReleaseOne(ctx, tx, c.ID.UUID, claim.Resource); err != nil {
			return false, err
		}
	}
	return false, nil
}
