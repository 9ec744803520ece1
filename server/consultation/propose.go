package consultation

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Proposal is a wish to move a consultation, which the other side has not answered. While a request is offered it is a
// counter-offer: the turn goes to the other side and comes back, for some rounds; then the desk calls.
type Proposal struct {
	ID             uuid.UUID
	ConsultationID ID
	BaseVersion    int   // of the consultation that it stands on
	BySide         Owner // of the office's the asker is asked
	StartsAt       time.Time
	EndsAt         time.Time
	ExpiresAt      time.Time
	State          string // open, agreed, refused, lapsed
	InState        State  // of the consultation when it was made
}

// Reschedule moves a consultation: the office does at once, a party while its own request waits at the office; else a
// party proposes and the other side answers. Number and UID stay.
func (s *Service) Reschedule(ctx context.Context, v account.Viewer, d Decision, start time.Time) (Consultation, error) {
	known, err := s.ByNumber(ctx, v, d.Number)
	if err != nil {
		return Consultation{}, err
	}
	if err := known.Permits(v, account.RescheduleConsultation); err != nil {
		return Consultation{}, err
	}
	query := s.MoveQuery(known, known.Side(v) == Office)
	if err := s.judge(ctx, query, start); err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, start)
	}
	move := MoveRetime
	if known.Side(v) != Office && known.State != Requested && known.State != Returned {
		move = MovePropose
	}
	var c Consultation
	err = s.again(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.RescheduleConsultation, move}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		by := actor{ID: v.User.String(), Side: side}
		if move == MovePropose {
			return s.propose(ctx, tx, &c, by, start, now)
		}
		return s.retime(ctx, tx, &c, MoveRetime, by, start, now)
	})
	if err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, start)
	}
	return c, s.overIfExpired(c, v, nil)
}

// Suggest has the office propose another time for a request: the asker answers, and what was asked for stays claimed until
// then. A time that the asker wished for is taken at once, as it is agreed to; so is any for what both sides have agreed.
func (s *Service) Suggest(ctx context.Context, v account.Viewer, d Decision, start time.Time) (Consultation, error) {
	known, err := s.ByNumber(ctx, v, d.Number)
	if err != nil {
		return Consultation{}, err
	}
	if err := known.Permits(v, account.ApproveConsultation); err != nil {
		return Consultation{}, err
	}
	if known.State != Requested && known.State != Offered {
		return s.Reschedule(ctx, v, d, start)
	}
	wished, err := s.Wishes(ctx, known)
	if err != nil {
		return Consultation{}, err
	}
	if slices.ContainsFunc(wished, func(w Wished) bool { return w.StartsAt.Equal(start) }) {
		return s.TakeWish(ctx, v, d, start)
	}
	query := s.MoveQuery(known, true)
	query.From, query.To = start, start.Add(time.Minute)
	found, err := s.schedule.Slots(ctx, query)
	if err != nil {
		return Consultation{}, err
	}
	if !slices.ContainsFunc(found.Slots, func(slot schedule.Slot) bool { return slot.Start.Equal(start) }) {
		return Consultation{}, s.withAlternatives(ctx, schedule.Taken(), query, start)
	}
	var c Consultation
	err = s.again(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveSuggest}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		return s.propose(ctx, tx, &c, actor{ID: v.User.String(), Side: side}, start, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// propose puts a time to the other side, whose turn it is then. One is open at a time.
func (s *Service) propose(ctx context.Context, tx postgres.Tx, c *Consultation, by actor, start, now time.Time) error {
	before, err := openProposal(ctx, tx, c.ID)
	switch {
	case problem.Is(err, problem.NotFound):
	case err != nil:
		return err
	case before.ExpiresAt.After(now):
		return s.settings.conflict(*c, by.Side, now, "proposal_open").WithLegal(Operations(Timely(s.settings.Legal(*c, by.Side, now), true))...)
	default:
		if err := s.lapse(ctx, tx, c, before, now); err != nil {
			return err
		}
	}
	expires := earlier(now.Add(s.settings.ProposalAnswer), c.StartsAt.Add(-s.settings.ProposalEnd))
	move := MovePropose
	switch {
	case by.Side == Office:
		move, expires = MoveSuggest, earlier(expires, *c.ExpiresAt)
		if c.State == Requested { // an offered one may still be accepted as it is
			c.Owner, c.AnswerBy = c.RequestedSide, &expires
		}
	case c.State == Offered:
		made, err := rounds(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if made >= s.settings.Rounds {
			left := without(Timely(s.settings.Legal(*c, by.Side, now), false), MovePropose)
			return s.settings.conflict(*c, by.Side, now, "rounds_over", "Count", s.settings.Rounds).WithLegal(Operations(left)...)
		}
		expires = earlier(expires, *c.ExpiresAt)
		c.Owner, c.AnswerBy = by.Side.other(), &expires
	}
	if err := s.step(ctx, tx, c, move, by, "", now); err != nil {
		return err
	}
	p := Proposal{ID: newID().UUID, ConsultationID: c.ID, BaseVersion: c.Version, BySide: by.Side, InState: c.State,
		StartsAt: start.UTC(), EndsAt: start.Add(c.Length()).UTC(), ExpiresAt: expires, State: "open"}
	if err := insertProposal(ctx, tx, p); err != nil {
		return err
	}
	return s.tellProposed(ctx, tx, *c, p)
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
		query, start = s.MoveQuery(c, true), p.StartsAt
		switch {
		case !p.Asks(side, c):
			return s.settings.conflict(c, side, now, "not_your_turn")
		case p.BaseVersion != c.Version || !now.Before(p.ExpiresAt):
			return s.settings.stale(c, side, now)
		}
		by := actor{ID: v.User.String(), Side: side}
		if !yes {
			return s.refuseTime(ctx, tx, &c, p, by, now)
		}
		if err := closeProposal(ctx, tx, p.ID, "agreed"); err != nil {
			return err
		}
		s.backToAsked(&c, 0, now)
		return s.retime(ctx, tx, &c, MoveAgree, by, p.StartsAt, now)
	})
	if err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, start)
	}
	return c, s.overIfExpired(c, v, nil)
}

// Asks reports whether a proposal waits for the side's answer.
func (p Proposal) Asks(side Owner, c Consultation) bool { return side == p.asked(c) }

// asked is the side that a proposal waits for.
func (p Proposal) asked(c Consultation) Owner {
	if p.BySide == Office {
		return c.RequestedSide
	}
	return p.BySide.other()
}

func (s *Service) refuseTime(ctx context.Context, tx postgres.Tx, c *Consultation, p Proposal, by actor, now time.Time) error {
	return s.dropProposal(ctx, tx, c, p, MoveRefuse, by, now)
}

// lapse is what happens when a proposal's time passes: the agreed time stands.
func (s *Service) lapse(ctx context.Context, tx postgres.Tx, c *Consultation, p Proposal, now time.Time) error {
	return s.dropProposal(ctx, tx, c, p, MoveLapse, bySystem, now)
}

func (s *Service) dropProposal(ctx context.Context, tx postgres.Tx, c *Consultation, p Proposal, m Move, by actor, now time.Time) error {
	state := "refused"
	if m == MoveLapse {
		state = "lapsed"
	}
	if err := closeProposal(ctx, tx, p.ID, state); err != nil {
		return err
	}
	made, err := rounds(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	s.backToAsked(c, made, now)
	if err := s.step(ctx, tx, c, m, by, "", now); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, noticeRefused, now)
}

// backToAsked gives the turn of an offered request back to the side that has to answer it, or to the office when the
// rounds are over: then the desk calls. One that was not offered yet goes back to the office.
func (s *Service) backToAsked(c *Consultation, made int, now time.Time) {
	if c.State != Offered && c.State != Requested {
		return
	}
	c.Owner = c.Counterpart()
	if made >= s.settings.Rounds || c.State == Requested {
		c.Owner = Office
	}
	by := s.settings.answerBy(now, c.Owner, *c.ExpiresAt)
	c.AnswerBy = &by
}

// followProposal keeps an open proposal on the version that it stands on, or lets it lapse where a move has overtaken it:
// another time or another state.
func followProposal(ctx context.Context, tx postgres.Tx, c Consultation, from State, m Move) error {
	switch m {
	case MovePropose, MoveSuggest, MoveAgree, MoveRefuse, MoveLapse:
		return nil
	}
	switch from {
	case Requested, Offered, Accepted, Confirmed:
		if m == MoveRetime || m == MoveWish || from != c.State && c.State != Accepted && c.State != Confirmed {
			return overtakeProposal(ctx, tx, c.ID)
		}
		if from == Offered && c.State == Accepted {
			return overtakeProposal(ctx, tx, c.ID) // the asked side took the time that was asked for
		}
		return rebaseProposal(ctx, tx, c.ID, c.Version)
	}
	return nil
}

// other is the other one of the two sides.
func (o Owner) other() Owner {
	if o == Supplier {
		return Buyer
	}
	return Supplier
}
