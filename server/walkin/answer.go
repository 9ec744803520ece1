package walkin

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Answer takes a ring: as a member for the company, as an officer for the office. The first one gets it; the consultation
// and its claims are made in the commit that decides, and both sides may enter its room. A booked meeting of either side
// that begins too soon refuses it. Who has it already gets it again.
func (s *Service) Answer(ctx context.Context, v account.Viewer, id ID) (Ring, error) {
	r, side, err := s.permitted(ctx, v, id, account.AnswerRing)
	if err != nil {
		return Ring{}, err
	}
	if r.Talking() && r.AnsweredBy == v.User {
		return r, nil
	}
	people, err := s.Accounts.Users(ctx, []account.UserID{v.User, r.Caller})
	if err != nil {
		return Ring{}, err
	}
	move := MoveTake
	entry := consultation.Entry{Kind: consultation.WalkIn, Company: r.Supplier, Buyer: r.Caller, By: v.User, Topic: consultation.Topic{Goal: "other"}}
	if r.SKU != "" {
		entry.Topic.Products = []string{r.SKU}
	}
	if side == Member {
		move, entry.Host = MoveAnswer, v.User
	}
	var event Event
	_, err = s.Consultation.EnterTogether(ctx, entry, consultation.Together{
		Decide: func(tx postgres.Tx, e *consultation.Entry) error {
			if r, err = lock(ctx, tx, id); err != nil {
				return err
			}
			now, err := s.instant(ctx, tx)
			if err != nil {
				return err
			}
			if event, err = advance(&r, move, byPerson(v, side), "", now); err != nil {
				return err
			}
			return s.seat(ctx, tx, &r, e, people[v.User], people[r.Caller], now)
		},
		Done: func(tx postgres.Tx, c consultation.Consultation) error {
			r.Consultation, r.Number, r.Interpreter = c.ID.UUID, c.Number, c.InterpreterUser
			return s.keep(ctx, tx, r, event)
		},
	})
	if err != nil {
		return Ring{}, err
	}
	s.tell(ctx, r)
	return r, nil
}

// seat gives the talk its time and, for two who share no language, an interpreter who is on call and free.
func (s *Service) seat(ctx context.Context, tx postgres.Tx, r *Ring, e *consultation.Entry, host, caller account.User, now time.Time) error {
	stop, _, err := s.stop(ctx, tx, *r, e.Host, false, now)
	if err != nil {
		return err
	}
	if !s.Settings.WorthIt(now, stop) {
		return problem.New(problem.Conflict, "talk_soon")
	}
	r.StopsAt = stop.Truncate(time.Second)
	e.Start, e.Length = now, r.StopsAt.Sub(now)
	r.Language, r.NeedFrom, r.NeedTo = Common(caller.Languages, host.Languages), "", ""
	if r.Language == "" && len(caller.Languages) > 0 && len(host.Languages) > 0 {
		r.Language, r.NeedFrom, r.NeedTo = caller.Languages[0], host.Languages[0], caller.Languages[0]
		w := schedule.Window{Start: now, End: r.StopsAt}
		third, err := s.Schedule.Third(ctx, tx, r.Supplier, schedule.Demand{Pair: r.Pair(), Firms: []uuid.UUID{r.Supplier.UUID, r.CallerCompany.UUID}}, w, r.ID.UUID)
		if err != nil {
			return err
		}
		if free := third.Free(schedule.Direct, r.Pair(), w); len(free) > 0 {
			e.Interpreter = account.UserID{UUID: free[0].Owner}
		}
	}
	e.Topic.Language, e.Topic.NeedFrom, e.Topic.NeedTo = r.Language, r.NeedFrom, r.NeedTo
	return nil
}

// permitted is a ring on which the viewer may do something, with the viewer's side. Who may not know of it is told that there
// is nothing.
func (s *Service) permitted(ctx context.Context, v account.Viewer, id ID, action account.Action) (Ring, Side, error) {
	r, err := find(ctx, s.DB, id)
	if err != nil {
		if refusal := account.May(v, action, account.Object{}); problem.Is(refusal, problem.SignIn) {
			return Ring{}, Nobody, refusal
		}
		return Ring{}, Nobody, err
	}
	if err := account.May(v, account.ReadRing, r.Object()); problem.Is(err, problem.SignIn) {
		return Ring{}, Nobody, err
	} else if err != nil {
		return Ring{}, Nobody, problem.New(problem.NotFound, "not_found")
	}
	return r, r.Side(v), account.May(v, action, r.Object())
}

// move makes one move of a person in one transaction.
func (s *Service) move(ctx context.Context, v account.Viewer, id ID, action account.Action, m Move, reason string, edit func(tx postgres.Tx, r *Ring, now time.Time) error) (Ring, error) {
	r, side, err := s.permitted(ctx, v, id, action)
	if err != nil {
		return Ring{}, err
	}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockDesk(ctx, tx, r.Supplier); err != nil {
			return err
		}
		if r, err = lock(ctx, tx, id); err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		event, err := advance(&r, m, byPerson(v, side), reason, now)
		if err == nil && edit != nil {
			err = edit(tx, &r, now)
		}
		if err != nil {
			return err
		}
		return s.keep(ctx, tx, r, event)
	})
	if err != nil {
		return Ring{}, err
	}
	s.tell(ctx, r)
	return r, s.next(ctx, r.Supplier)
}

// Refuse is one member's "not now". When everybody who was rung has said so, the office is rung at once.
func (s *Service) Refuse(ctx context.Context, v account.Viewer, id ID) (Ring, error) {
	r, err := s.move(ctx, v, id, account.AnswerRing, MoveRefuse, "", nil)
	if err != nil || r.Rings != RingsCompany {
		return r, err
	}
	duty, err := s.onDuty(ctx, r.Supplier)
	if err != nil {
		return r, err
	}
	left := slices.ContainsFunc(duty.people, func(u account.User) bool { return !slices.Contains(r.Refused, u.ID) })
	if left {
		return r, nil
	}
	return r, s.settle(ctx, id, func(r Ring, _ bool, _ time.Time) Move {
		return when(r.Rings == RingsCompany && r.State == Ringing, MoveEscalate)
	})
}

// Leave is the caller's going away, with or without a text.
func (s *Service) Leave(ctx context.Context, v account.Viewer, id ID) (Ring, error) {
	return s.move(ctx, v, id, account.AskToTalk, MoveLeave, "", nil)
}
