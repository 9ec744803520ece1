package consultation

import (
	"context"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// Decision is a person's answer to a consultation. Version is the one that was looked at, 0 for whatever stands.
type Decision struct {
	Number  string
	Version int
	Reason  string         // one of the codes of the move's form, where it has any
	Text    string         // free words to the other side
	Pair    *schedule.Pair // of the interpreter, where a request is written anew; nil: as it stands
	For     Owner          // the side that an officer answers for, or on whose wish the office acts; Nobody: the person's own
}

// behalf begins the reason of an event in which an officer answered for a side.
const behalf = "for_"

// Approve lets a request through to the other side. Interpreters of the first tier are asked; the claim of the one who is
// pencilled in stands meanwhile.
func (s *Service) Approve(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveApprove}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		return s.offer(ctx, tx, &c, actor{ID: v.User.String(), Side: side}, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// offer is the move of an approval with its effects.
func (s *Service) offer(ctx context.Context, tx postgres.Tx, c *Consultation, a actor, now time.Time) error {
	var asked []interpreter.Assignment
	if c.InterpreterState == InterpreterPencilled {
		var err error
		if asked, err = s.inviteAll(ctx, tx, c, now); err != nil {
			return err
		}
	}
	if err := s.step(ctx, tx, c, MoveApprove, a, "", now); err != nil {
		return err
	}
	if err := s.tellPeople(ctx, tx, *c, noticeAsked, asked); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, noticeOffered, now)
}

// Return gives a request back for mending, with the reason.
func (s *Service) Return(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.because("return"); err != nil {
		return Consultation{}, err
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveReturn},
		func(_ postgres.Tx, c *Consultation, _ time.Time) (string, error) {
			c.Verdict = Verdict{d.Reason, strings.TrimSpace(d.Text)}
			return d.Reason, nil
		}, noticeReturned)
}

// Decline ends a request: the office's no, or that of the side which was asked.
func (s *Service) Decline(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.because("decline"); err != nil {
		return Consultation{}, err
	}
	action := account.AnswerConsultation
	if v.Is(account.Officer) {
		action = account.ApproveConsultation
	}
	return s.act(ctx, v, wish{d.Number, d.Version, action, MoveDecline},
		func(_ postgres.Tx, c *Consultation, _ time.Time) (string, error) {
			c.Verdict = Verdict{d.Reason, strings.TrimSpace(d.Text)}
			if d.For != Nobody && c.Side(v) == Office && c.State == Offered {
				return behalf + string(c.Counterpart()) + "." + d.Reason, nil
			}
			return d.Reason, nil
		}, noticeDeclined)
}

// Accept is the yes of the side that was asked; a supplier names the member who will come, of a buyer it is the person who
// was invited. When nothing lacks, the consultation
// is confirmed in the same commit. An officer may say it for the side; the event keeps who did and for whom.
func (s *Service) Accept(ctx context.Context, v account.Viewer, d Decision, host account.UserID) (Consultation, error) {
	var c Consultation
	known, err := s.ByNumber(ctx, v, d.Number)
	if err != nil {
		return Consultation{}, err
	}
	if known.Counterpart() == Supplier {
		if err := s.isMember(ctx, known.SupplierCompany, host); err != nil {
			return Consultation{}, err
		}
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AnswerConsultation, MoveAccept}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		reason := ""
		if side == Office { // on the phone they said yes
			reason = behalf + string(c.Counterpart())
		}
		if c.Counterpart() == Supplier {
			c.HostUser = host
		}
		if err := s.step(ctx, tx, &c, MoveAccept, actor{ID: v.User.String(), Side: side}, reason, now); err != nil {
			return err
		}
		return s.confirm(ctx, tx, &c, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// confirm makes an accepted consultation firm if nothing lacks.
func (s *Service) confirm(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	if c.LacksInterpreter() {
		return s.tell(ctx, tx, *c, noticeAccepted, now)
	}
	move := MoveConfirm
	if c.State == Suspended {
		if move = MoveResume; c.Reason != becauseInterpreter {
			return nil // what it was suspended for is not settled
		}
	}
	s.resumed(c)
	if err := s.step(ctx, tx, c, move, bySystem, "", now); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, noticeConfirmed, now)
}

// AnsweredFor is the side for which the office answered, as the reason of an event says it; false where nobody was answered for.
func AnsweredFor(reason string) (string, bool) { return strings.CutPrefix(reason, behalf) }
