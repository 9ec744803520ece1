package consultation

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Cancel gives a consultation up, with a reason: who asked withdraws what is pending; what is agreed the parties cancel
// until the free time is over, and the office after that.
func (s *Service) Cancel(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	known, err := s.ByNumber(ctx, v, d.Number)
	if err != nil {
		return Consultation{}, err
	}
	move, told := MoveCancel, noticeCancelled
	if known.Pending() {
		move, told = MoveWithdraw, noticeWithdrawn
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.CancelConsultation, move},
		func(_ postgres.Tx, c *Consultation, now time.Time) (string, error) {
			side := c.Side(v)
			if move == MoveWithdraw && side != c.RequestedSide {
				return "", problem.New(problem.Conflict, "not_your_turn").WithLegal(Legal(c.State, side)...)
			}
			if move == MoveCancel && side != Office && !now.Before(c.StartsAt.Add(-s.settings.FreeCancel)) {
				return "", problem.New(problem.Conflict, "cancel_late", "Hours", int(s.settings.FreeCancel.Hours()))
			}
			c.Verdict = Verdict{d.Reason, strings.TrimSpace(d.Text)}
			if c.Invited {
				c.IcalSequence++
			}
			return d.Reason, nil
		}, told)
}

// Proposal is a wish to move a consultation, which the other side has not answered.
type Proposal struct {
	ID             uuid.UUID
	ConsultationID ID
	BaseVersion    int // of the consultation right after the proposal
	BySide         Owner
	StartsAt       time.Time
	EndsAt         time.Time
	ExpiresAt      time.Time
	State          string // open, agreed, refused, lapsed
}

// Reschedule moves a consultation: the office does at once, a party while its own request waits at the office; else a
// party proposes and the other side answers. Number and UID stay.
func (s *Service) Reschedule(ctx context.Context, v account.Viewer, d Decision, start time.Time) (Consultation, error) {
	known, err := s.ByNumber(ctx, v, d.Number)
	if err != nil {
		return Consultation{}, err
	}
	if err := known.permits(v, account.RescheduleConsultation); err != nil {
		return Consultation{}, err
	}
	query := s.moveQuery(known, known.Side(v) == Office)
	if err := s.judge(ctx, query, start); err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, start)
	}
	var c Consultation
	err = s.again(ctx, func(tx postgres.Tx) error {
		move := MoveRetime
		if known.Side(v) != Office && known.State != Requested {
			move = MovePropose
		}
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.RescheduleConsultation, move}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		by := actor{ID: v.User.String(), Side: side}
		switch {
		case move == MovePropose:
			return s.propose(ctx, tx, &c, by, start, now)
		case side != Office && side != c.RequestedSide:
			return problem.New(problem.Conflict, "not_your_turn").WithLegal(Legal(c.State, side)...)
		}
		return s.retime(ctx, tx, &c, MoveRetime, by, start, now)
	})
	if err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, start)
	}
	return c, s.overIfExpired(c, v, nil)
}

// moveQuery asks for slots that a consultation may move to, over itself too.
func (s *Service) moveQuery(c Consultation, anytime bool) schedule.SlotQuery {
	return schedule.SlotQuery{Company: c.SupplierCompany, Length: c.Length(), Pair: c.Pair(), Host: c.SupplierID, Buyer: c.BuyerUser,
		But: c.ID.UUID, Anytime: anytime}
}

func (s *Service) propose(ctx context.Context, tx postgres.Tx, c *Consultation, by actor, start, now time.Time) error {
	if !now.Before(c.StartsAt.Add(-s.settings.ProposalEnd)) {
		return problem.New(problem.Conflict, "move_late", "Hours", int(s.settings.ProposalEnd.Hours()))
	}
	if err := lapseProposals(ctx, tx, &c.ID, now); err != nil {
		return err
	}
	if err := s.step(ctx, tx, c, MovePropose, by, "", now); err != nil {
		return err
	}
	expires := earlier(now.Add(s.settings.ProposalAnswer), c.StartsAt.Add(-s.settings.ProposalEnd))
	err := insertProposal(ctx, tx, Proposal{ID: newID().UUID, ConsultationID: c.ID, BaseVersion: c.Version, BySide: by.Side,
		StartsAt: start.UTC(), EndsAt: start.Add(c.Length()).UTC(), ExpiresAt: expires, State: "open"})
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, noticeProposed, now)
}

// AnswerProposal agrees to the open proposal of the other side, or refuses it. A proposal that the consultation has left
// behind is refused as changed.
func (s *Service) AnswerProposal(ctx context.Context, v account.Viewer, d Decision, yes bool) (Consultation, error) {
	move := MoveRefuse
	if yes {
		move = MoveAgree
	}
	var c Consultation
	var query schedule.SlotQuery
	var start time.Time
	err := s.again(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.RescheduleConsultation, move}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		p, err := openProposal(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		by := actor{ID: v.User.String(), Side: side}
		query, start = s.moveQuery(c, true), p.StartsAt
		switch {
		case side == p.BySide:
			return problem.New(problem.Conflict, "not_your_turn").WithLegal(Legal(c.State, side)...)
		case p.BaseVersion != c.Version || !now.Before(p.ExpiresAt):
			return stale(c, side)
		case !yes:
			if err := closeProposal(ctx, tx, p.ID, "refused"); err != nil {
				return err
			}
			if err := s.step(ctx, tx, &c, MoveRefuse, by, "", now); err != nil {
				return err
			}
			return s.tell(ctx, tx, c, noticeRefused, now)
		}
		if err := closeProposal(ctx, tx, p.ID, "agreed"); err != nil {
			return err
		}
		return s.retime(ctx, tx, &c, MoveAgree, by, p.StartsAt, now)
	})
	if err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, start)
	}
	return c, s.overIfExpired(c, v, nil)
}

// retime moves the claims: all go, then the new ones come or none. The interpreter stays where free; else the next one
// is asked.
func (s *Service) retime(ctx context.Context, tx postgres.Tx, c *Consultation, m Move, by actor, start, now time.Time) error {
	was := *c
	c.StartsAt, c.EndsAt = start.UTC(), start.Add(was.Length()).UTC()
	supplier, err := s.schedule.Resource(ctx, tx, c.SupplierID)
	if err != nil {
		return err
	}
	buyer, err := s.schedule.Resource(ctx, tx, c.BuyerID)
	if err != nil {
		return err
	}
	claims := []schedule.Claim{
		{Resource: supplier.ID, During: supplier.Padded(c.Window()), Role: string(Supplier)},
		{Resource: buyer.ID, During: buyer.Padded(c.Window()), Role: string(Buyer)},
	}
	counts := []schedule.Booking{was.booking(-1), c.booking(1)}
	if err := s.makeRoom(ctx, tx, room{Claims: claims, But: c.ID, Counts: counts}, now); err != nil {
		return err
	}
	if err := s.schedule.Release(ctx, tx, c.ID.UUID); err != nil {
		return err
	}
	if err := s.schedule.Claim(ctx, tx, c.ID.UUID, claims); err != nil {
		return err
	}
	if err := s.keepInterpreter(ctx, tx, c, was); err != nil {
		return err
	}
	if c.ExpiresAt != nil {
		expires := earlier(*c.ExpiresAt, c.StartsAt.Add(-s.settings.PendingEnd))
		c.ExpiresAt = &expires
		answer := earlier(*c.AnswerBy, expires)
		c.AnswerBy = &answer
	}
	if c.Invited {
		c.IcalSequence++
	}
	if err := s.step(ctx, tx, c, m, by, "", now); err != nil {
		return err
	}
	return s.tellMoved(ctx, tx, *c, was.StartsAt, now)
}

// keepInterpreter claims the same interpreter at the new time, or another of the pair while nothing is confirmed. A
// confirmed consultation does not move without its interpreter: the office assigns first.
func (s *Service) keepInterpreter(ctx context.Context, tx postgres.Tx, c *Consultation, was Consultation) error {
	if was.InterpreterID == 0 {
		return nil
	}
	r, err := s.schedule.Resource(ctx, tx, was.InterpreterID)
	if err != nil {
		return err
	}
	err = s.schedule.Claim(ctx, tx, c.ID.UUID, []schedule.Claim{{Resource: r.ID, During: r.Padded(c.Window()), Role: string(Interpreter)}})
	switch {
	case !problem.Is(err, problem.Conflict):
		return err
	case was.State == Confirmed:
		return problem.New(problem.Conflict, "interpreter_taken").Because(err)
	}
	if err := s.pencil(ctx, tx, c); err != nil {
		return err
	}
	if was.State != Requested {
		c.InterpreterState = InterpreterAsked
	}
	return nil
}
