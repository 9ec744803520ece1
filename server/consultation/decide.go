package consultation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Reasons are the codes of a return, a decline or a cancellation; locale keys "consultation.reason_<code>".
var Reasons = []string{"wrong_buyer_type", "thin_profile", "unclear_goal", "certificate_missing", "time_does_not_suit", "suspicious", "no_longer_needed", "other"}

// reasonsOf are the reasons that each form of the page offers.
var reasonsOf = map[string][]string{
	"return":  {"unclear_goal", "thin_profile", "certificate_missing", "time_does_not_suit", "other"},
	"decline": {"wrong_buyer_type", "thin_profile", "unclear_goal", "certificate_missing", "time_does_not_suit", "suspicious", "other"},
	"cancel":  {"time_does_not_suit", "no_longer_needed", "other"},
}

// Decision is a person's answer to a consultation. Version is the one that was looked at, 0 for whatever stands.
type Decision struct {
	Number  string
	Version int
	Reason  string // one of Reasons, where the move needs one
	Text    string // free words to the other side
	For     Owner  // the side that an officer answers for; Nobody: the person's own
}

// behalf begins the reason of an event in which an officer answered for a side.
const behalf = "for_"

func (d Decision) check() error {
	if !slices.Contains(Reasons, d.Reason) {
		return problem.InvalidFields(problem.Field{Name: "reason", Code: "reason_missing"})
	}
	return nil
}

// Approve lets a request through to the other side. The interpreter who is pencilled in is asked.
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
	asked := c.InterpreterState == InterpreterPencilled
	if asked {
		c.InterpreterState = InterpreterAsked
	}
	if err := s.step(ctx, tx, c, MoveApprove, a, "", now); err != nil {
		return err
	}
	if asked {
		if err := s.tell(ctx, tx, *c, noticeAsked, now); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, *c, noticeOffered, now)
}

// Return gives a request back for mending, with the reason.
func (s *Service) Return(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.check(); err != nil {
		return Consultation{}, err
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveReturn},
		func(_ postgres.Tx, c *Consultation, _ time.Time) (string, error) {
			c.Verdict = Verdict{d.Reason, strings.TrimSpace(d.Text)}
			return d.Reason, nil
		}, noticeReturned)
}

// Resubmit sends a returned request again, mended.
func (s *Service) Resubmit(ctx context.Context, v account.Viewer, d Decision, t Topic) (Consultation, error) {
	if err := t.check(); err != nil {
		return Consultation{}, err
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.CancelConsultation, MoveResubmit},
		func(_ postgres.Tx, c *Consultation, _ time.Time) (string, error) {
			if c.Side(v) != c.RequestedSide {
				return "", problem.New(problem.Forbidden, "forbidden")
			}
			t.NeedFrom, t.NeedTo = c.NeedFrom, c.NeedTo // the seat stays as it was claimed
			c.Topic, c.Verdict = t, Verdict{}
			return "", nil
		}, noticeReceived)
}

// Decline ends a request: the office's no, or that of the side which was asked.
func (s *Service) Decline(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.check(); err != nil {
		return Consultation{}, err
	}
	action := account.AnswerConsultation
	if v.Is(account.Officer) {
		action = account.ApproveConsultation
	}
	return s.act(ctx, v, wish{d.Number, d.Version, action, MoveDecline},
		func(_ postgres.Tx, c *Consultation, _ time.Time) (string, error) {
			if side := c.Side(v); side != Office && (side != c.counterpart() || c.State != Offered) {
				return "", problem.New(problem.Conflict, "not_your_turn").WithLegal(Legal(c.State, side)...)
			}
			c.Verdict = Verdict{d.Reason, strings.TrimSpace(d.Text)}
			if d.For != Nobody && c.Side(v) == Office && c.State == Offered {
				return behalf + string(c.counterpart()) + "." + d.Reason, nil
			}
			return d.Reason, nil
		}, noticeDeclined)
}

// Accept is the yes of the side that was asked; it names the member who will come. When nothing lacks, the consultation
// is confirmed in the same commit. An officer may say it for the side; the event keeps who did and for whom.
func (s *Service) Accept(ctx context.Context, v account.Viewer, d Decision, host account.UserID) (Consultation, error) {
	var c Consultation
	known, err := s.ByNumber(ctx, v, d.Number)
	if err != nil {
		return Consultation{}, err
	}
	members, err := s.accounts.Members(ctx, known.SupplierCompany)
	if err != nil {
		return Consultation{}, err
	}
	if !slices.ContainsFunc(members, func(u account.User) bool { return u.ID == host }) {
		return Consultation{}, problem.InvalidFields(problem.Field{Name: "host", Code: "host_missing"})
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AnswerConsultation, MoveAccept}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		reason := ""
		switch side {
		case c.counterpart():
		case Office: // on the phone they said yes
			reason = behalf + string(c.counterpart())
		default:
			return problem.New(problem.Conflict, "not_your_turn").WithLegal(Legal(c.State, side)...)
		}
		c.HostUser = host
		if err := s.step(ctx, tx, &c, MoveAccept, actor{ID: v.User.String(), Side: side}, reason, now); err != nil {
			return err
		}
		return s.confirm(ctx, tx, &c, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// confirm makes an accepted consultation firm if nothing lacks.
func (s *Service) confirm(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	if c.lacksInterpreter() {
		return s.tell(ctx, tx, *c, noticeAccepted, now)
	}
	move := MoveConfirm
	if c.State == Suspended {
		move = MoveResume
	}
	if c.Invited {
		c.IcalSequence++
	}
	c.Invited = true
	if err := s.step(ctx, tx, c, move, bySystem, "", now); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, noticeConfirmed, now)
}
