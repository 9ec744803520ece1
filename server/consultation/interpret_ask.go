package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// invite makes the next round of offers for a seat, and has the claim stand for the best who is asked unless somebody's
// stands already. Nobody is told yet: the caller does so after the move. No offers mean that nobody is left; then the seat
// is empty.
func (s *Service) invite(ctx context.Context, tx postgres.Tx, c *Consultation, seat int, parts []interpreter.Assignment, now time.Time) ([]interpreter.Assignment, error) {
	third, err := s.third(ctx, tx, *c)
	if err != nil {
		return nil, err
	}
	seats := third.Free(c.Rung, c.Rung.Legs(c.Pair())[seat-1], c.Window())
	round, err := s.round(ctx, seats, *c, seat, parts, now)
	if err != nil {
		return nil, err
	}
	if len(round.People) == 0 {
		return nil, s.vacate(ctx, tx, c, seat)
	}
	var made []interpreter.Assignment
	for _, candidate := range round.People {
		a := interpreter.Assignment{Consultation: c.ID.UUID, User: candidate.User, Seat: seat, Tier: candidate.Tier, Stage: interpreter.Offered,
			OfferedAt: now, ExpiresAt: round.ExpiresAt}
		if err := s.interpreters.Put(ctx, tx, a); err != nil {
			return nil, err
		}
		made = append(made, a)
	}
	if _, resource := c.holder(seat); resource != 0 {
		return made, nil
	}
	return made, s.pencilSeat(ctx, tx, c, seat, seats, made)
}

// round is who is asked next for a seat, of those who are free for it and do not sit in the other.
func (s *Service) round(ctx context.Context, seats []schedule.Seat, c Consultation, seat int, parts []interpreter.Assignment, now time.Time) (interpreter.Round, error) {
	asked := map[account.UserID]bool{}
	for _, p := range parts {
		asked[p.User] = true
	}
	if other, _ := c.holder(3 - seat); other != (account.UserID{}) {
		asked[other] = true
	}
	people := make([]account.UserID, len(seats))
	for i, free := range seats {
		people[i] = account.UserID{UUID: free.Owner}
	}
	profiles, err := s.interpreters.Profiles(ctx, people)
	if err != nil {
		return interpreter.Round{}, err
	}
	candidates := make([]interpreter.Candidate, len(people))
	for i, id := range people {
		candidates[i] = interpreter.Candidate{User: id, Tier: profiles[id].Tier}
	}
	return s.settings.Offers.Next(now, c.StartsAt, candidates, asked), nil
}

// pencilSeat has the claim of a seat stand for the best of those who were asked and are still free.
func (s *Service) pencilSeat(ctx context.Context, tx postgres.Tx, c *Consultation, seat int, free []schedule.Seat, asked []interpreter.Assignment) error {
	for _, candidate := range free {
		if !offeredTo(asked, account.UserID{UUID: candidate.Owner}, seat) {
			continue
		}
		if err := s.take(ctx, tx, c, seat, candidate); !problem.Is(err, problem.Conflict) {
			return err
		}
	}
	return nil
}

func offeredTo(parts []interpreter.Assignment, who account.UserID, seat int) bool {
	for _, p := range parts {
		if p.User == who && p.Seat == seat && p.Stage == interpreter.Offered {
			return true
		}
	}
	return false
}

// inviteAll asks for every seat of a consultation that is pencilled in.
func (s *Service) inviteAll(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) ([]interpreter.Assignment, error) {
	var all []interpreter.Assignment
	for seat := 1; seat <= c.seatCount(); seat++ {
		made, err := s.invite(ctx, tx, c, seat, all, now)
		if err != nil {
			return nil, err
		}
		all = append(all, made...)
	}
	c.judgeThird(all)
	return all, nil
}

// search looks again for a seat whose holder is gone: the claim passes to somebody with an open offer, else the next round
// is asked. It returns the new offers.
func (s *Service) search(ctx context.Context, tx postgres.Tx, c *Consultation, seat int, parts []interpreter.Assignment, now time.Time) ([]interpreter.Assignment, error) {
	third, err := s.third(ctx, tx, *c)
	if err != nil {
		return nil, err
	}
	free := third.Free(c.Rung, c.Rung.Legs(c.Pair())[seat-1], c.Window())
	if _, resource := c.holder(seat); resource == 0 {
		if err := s.pencilSeat(ctx, tx, c, seat, free, parts); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		if p.Seat == seat && p.Open(now) {
			return nil, nil
		}
	}
	return s.invite(ctx, tx, c, seat, parts, now)
}

// Lapse ends the offers that nobody has answered in time and asks the next tier. Each consultation is a transaction of its
// own.
func (s *Service) Lapse(ctx context.Context) error {
	due, err := s.interpreters.Lapsing(ctx, s.Now())
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range due {
		if err := s.lapseOffers(ctx, ID{id}); err != nil {
			failed = append(failed, fmt.Errorf("lapse offers of %s: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) lapseOffers(ctx context.Context, id ID) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, ok, err := tryLock(ctx, tx, id)
		if err != nil || !ok {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
		if err != nil {
			return err
		}
		gone := map[int]bool{}
		for i, p := range parts {
			if p.Stage != interpreter.Offered || p.Open(now) {
				continue
			}
			if err := s.pass(ctx, tx, &parts[i], interpreter.Lapsed, now); err != nil {
				return err
			}
			gone[p.Seat] = true
			if who, _ := c.holder(p.Seat); who == p.User {
				if err := s.vacate(ctx, tx, &c, p.Seat); err != nil {
					return err
				}
			}
		}
		if !moves[MoveAnswer].open(c.State, server) {
			return dropAsked(ctx, tx, c.ID)
		}
		return s.searched(ctx, tx, &c, parts, gone, bySystem, "lapsed", now)
	})
}

// pass moves one part on to its next stage.
func (s *Service) pass(ctx context.Context, tx postgres.Tx, a *interpreter.Assignment, next interpreter.Stage, now time.Time) error {
	if err := a.Stage.To(next); err != nil {
		return err
	}
	a.Stage = next
	switch next {
	case interpreter.Briefed:
		a.BriefedAt = &now
	case interpreter.CheckedIn:
		a.CheckedInAt = &now
	case interpreter.Accepted, interpreter.Declined, interpreter.Lapsed, interpreter.Withdrawn:
		a.AnsweredAt = &now
	default:
	}
	return s.interpreters.Put(ctx, tx, *a)
}

// searched looks again for the seats that fell empty, makes the move and tells whom it concerns. A confirmed consultation
// that has lost its interpreter is suspended until somebody is found.
func (s *Service) searched(ctx context.Context, tx postgres.Tx, c *Consultation, parts []interpreter.Assignment, seats map[int]bool, by actor, reason string, now time.Time) error {
	var invited []interpreter.Assignment
	for seat := range c.seatCount() {
		if !seats[seat+1] {
			continue
		}
		made, err := s.search(ctx, tx, c, seat+1, parts, now)
		if err != nil {
			return err
		}
		parts, invited = append(parts, made...), append(invited, made...)
	}
	c.judgeThird(parts)
	if c.State == Accepted {
		c.Owner = Interpreter
		if c.InterpreterState == InterpreterMissing {
			c.Owner = Office
		}
	}
	if err := s.step(ctx, tx, c, MoveAnswer, by, reason, now); err != nil {
		return err
	}
	if err := s.tellPeople(ctx, tx, *c, noticeAsked, invited); err != nil {
		return err
	}
	if c.State == Confirmed && c.LacksInterpreter() {
		return s.suspendFor(ctx, tx, c, becauseInterpreter, now)
	}
	return nil
}

// disband ends the search and every promise to a consultation that will not take place, or not with an interpreter. The
// claims are the caller's to free.
func (s *Service) disband(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	if c.Pair() == (schedule.Pair{}) && c.InterpreterID == 0 {
		return nil
	}
	parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
	if err != nil {
		return err
	}
	for i := range parts {
		if parts[i].Stage.To(interpreter.Withdrawn) == nil {
			if err := s.pass(ctx, tx, &parts[i], interpreter.Withdrawn, now); err != nil {
				return err
			}
		}
	}
	c.Asked = nil
	return nil
}
