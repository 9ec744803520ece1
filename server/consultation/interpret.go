package consultation

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
)

// AnswerAssignment is an interpreter's yes or no. The first yes to a seat has it, by the claim: the others are told. A no,
// also one after a yes, frees the claim at once, passes it to who else was asked, and asks the next tier; a confirmed
// consultation is suspended until somebody is found. The office answers for who sits in the first seat.
func (s *Service) AnswerAssignment(ctx context.Context, v account.Viewer, d Decision, yes bool) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AnswerAssignment, MoveAnswer}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		who := v.User
		if side == Office {
			who = c.InterpreterUser
		}
		parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
		if err != nil {
			return err
		}
		at := PartOf(parts, who)
		if at < 0 {
			return s.settings.conflict(c, side, now, "not_your_turn")
		}
		by := actor{ID: v.User.String(), Side: side}
		if yes {
			return s.interpreterComes(ctx, tx, &c, parts, at, by, now)
		}
		return s.interpreterCannot(ctx, tx, &c, parts, at, by, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// PartOf is the place of a person among the parts of a meeting, -1 for who has none.
func PartOf(parts []interpreter.Assignment, who account.UserID) int {
	for i, p := range parts {
		if p.User == who {
			return i
		}
	}
	return -1
}

// interpreterComes is a yes: the claim of the seat swaps to the person, others are let go, and what lacked only that is
// confirmed.
func (s *Service) interpreterComes(ctx context.Context, tx postgres.Tx, c *Consultation, parts []interpreter.Assignment, at int, by actor, now time.Time) error {
	mine := &parts[at]
	if !mine.Open(now) {
		return s.settings.conflict(*c, by.Side, now, "offer_over")
	}
	if who, _ := c.holder(mine.Seat); who != mine.User {
		seat, err := s.seatFor(ctx, tx, *c, mine.Seat, mine.User)
		if err != nil {
			return err
		}
		if err := s.take(ctx, tx, c, mine.Seat, seat); err != nil {
			return err
		}
	}
	others, err := s.letGo(ctx, tx, parts, mine.Seat, mine.User, now)
	if err != nil {
		return err
	}
	if err := s.pass(ctx, tx, mine, interpreter.Accepted, now); err != nil {
		return err
	}
	c.judgeThird(parts)
	if err := s.step(ctx, tx, c, MoveAnswer, by, "yes", now); err != nil {
		return err
	}
	if err := s.tellPeople(ctx, tx, *c, noticeGiven, others); err != nil {
		return err
	}
	if c.State == Accepted || c.State == Suspended && !c.LacksInterpreter() {
		return s.confirm(ctx, tx, c, now)
	}
	return nil
}

// letGo ends everybody else's part in a seat, and returns them.
func (s *Service) letGo(ctx context.Context, tx postgres.Tx, parts []interpreter.Assignment, seat int, but account.UserID, now time.Time) ([]interpreter.Assignment, error) {
	var gone []interpreter.Assignment
	for i, p := range parts {
		if p.Seat != seat || p.User == but || p.Stage.To(interpreter.Withdrawn) != nil {
			continue
		}
		gone = append(gone, p)
		if err := s.pass(ctx, tx, &parts[i], interpreter.Withdrawn, now); err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// lastDay is from when on a promise that is given back weighs against somebody.
const lastDay = 24 * time.Hour

func (s *Service) interpreterCannot(ctx context.Context, tx postgres.Tx, c *Consultation, parts []interpreter.Assignment, at int, by actor, now time.Time) error {
	mine, next := &parts[at], interpreter.Declined
	promised := mine.Stage.Holds()
	if promised {
		next = interpreter.Withdrawn
	}
	if err := s.pass(ctx, tx, mine, next, now); err != nil {
		return err
	}
	if who, _ := c.holder(mine.Seat); who == mine.User {
		if err := s.vacate(ctx, tx, c, mine.Seat); err != nil {
			return err
		}
	}
	if promised {
		if err := s.loses(ctx, tx, *c, mine.User, now); err != nil {
			return err
		}
	}
	gone, invited := mine.User, c.Invited && promised
	if err := s.searched(ctx, tx, c, parts, map[int]bool{mine.Seat: true}, by, "no", now); err != nil || !invited {
		return err
	}
	return s.uninvite(ctx, tx, *c, gone)
}

// uninvite takes the entry out of the calendar of somebody who had promised and does not come. Its sequence is one ahead: the
// others' follows when somebody else has the seat.
func (s *Service) uninvite(ctx context.Context, tx postgres.Tx, c Consultation, who account.UserID) error {
	job := lettersOf(c, noticeReleased)
	job.People, job.AnswerBy, job.Reason, job.ReasonText = []uuid.UUID{who.UUID}, nil, "", ""
	job.Sequence++
	return s.queue.Insert(ctx, tx, job)
}

// loses is what follows when somebody who had promised does not come: the record, and the way into the room.
func (s *Service) loses(ctx context.Context, tx postgres.Tx, c Consultation, who account.UserID, now time.Time) error {
	if c.StartsAt.Sub(now) < lastDay {
		if err := s.interpreters.Note(ctx, tx, who, interpreter.Record{Late: 1}); err != nil {
			return err
		}
	}
	return s.putOut(ctx, tx, c, who)
}
