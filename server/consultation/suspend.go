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

// Why the server suspends, beside the reasons of people: nobody interprets, a company or person was suspended, the person
// who was named has left the company.
const (
	becauseInterpreter = "interpreter"
	becauseSuspended   = "member_suspended"
	becauseLeft        = "member_left"
)

// Suspend holds a confirmed consultation back; it keeps its claims, and the sides read a neutral note.
func (s *Service) Suspend(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.because("suspend"); err != nil {
		return Consultation{}, err
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveSuspend},
		func(_ postgres.Tx, c *Consultation, _ time.Time) (string, error) {
			c.Verdict = Verdict{d.Reason, strings.TrimSpace(d.Text)}
			return d.Reason, nil
		}, noticeSuspended)
}

// Resume confirms a suspended consultation again, when nothing lacks.
func (s *Service) Resume(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveResume},
		func(_ postgres.Tx, c *Consultation, now time.Time) (string, error) {
			if c.LacksInterpreter() {
				return "", s.settings.conflict(*c, Office, now, "interpreter_lacks")
			}
			s.resumed(c)
			return "", nil
		}, noticeConfirmed)
}

// resumed readies the record for being confirmed again; the invite goes out anew.
func (s *Service) resumed(c *Consultation) {
	c.Verdict = Verdict{}
	if c.Invited {
		c.IcalSequence++
	}
	c.Invited = true
}

// suspendFor is the server's own suspension: what a consultation stands on has gone.
func (s *Service) suspendFor(ctx context.Context, tx postgres.Tx, c *Consultation, why string, now time.Time) error {
	c.Verdict = Verdict{Reason: why}
	if err := s.step(ctx, tx, c, MoveSuspend, bySystem, why, now); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, noticeSuspended, now)
}

// NameHost names another member who will come for the supplier. It resumes what was suspended because the one before has
// left.
func (s *Service) NameHost(ctx context.Context, v account.Viewer, d Decision, host account.UserID) (Consultation, error) {
	known, err := s.ByNumber(ctx, v, d.Number)
	if err != nil {
		return Consultation{}, err
	}
	if err := s.isMember(ctx, known.SupplierCompany, host); err != nil {
		return Consultation{}, err
	}
	var c Consultation
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AnswerConsultation, MoveName}, &c)
		if err != nil {
			return err
		}
		by := actor{ID: v.User.String(), Side: side}
		c.HostUser = host
		if c.State == Confirmed && c.Invited {
			c.IcalSequence++
		}
		if err := s.step(ctx, tx, &c, MoveName, by, "", now); err != nil {
			return err
		}
		switch {
		case c.State == Confirmed:
			return s.tell(ctx, tx, c, noticeConfirmed, now)
		case c.State == Suspended && c.Reason == becauseLeft && !c.LacksInterpreter():
			s.resumed(&c)
			if err := s.step(ctx, tx, &c, MoveResume, bySystem, "", now); err != nil {
				return err
			}
			return s.tell(ctx, tx, c, noticeConfirmed, now)
		}
		return nil
	})
	return c, err
}

// isMember refuses a person who cannot come for the company.
func (s *Service) isMember(ctx context.Context, company account.CompanyID, who account.UserID) error {
	members, err := s.accounts.Members(ctx, company)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(members, func(u account.User) bool { return u.ID == who }) {
		return problem.InvalidFields(problem.Field{Name: "host", Code: "host_missing"})
	}
	return nil
}
