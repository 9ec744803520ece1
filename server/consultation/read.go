package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// ByNumber is a consultation for who may see it. The side that is asked does not see a request before the office has let it
// through; a desk sees no more than fromAfar.
func (s *Service) ByNumber(ctx context.Context, v account.Viewer, number string) (Consultation, error) {
	c, err := findNumber(ctx, s.db, number)
	if err != nil {
		return Consultation{}, err
	}
	object := c.Object()
	if v.Is(account.Partner) {
		if object.Desks, err = s.accounts.DesksOf(ctx, c.BuyerCompany); err != nil {
			return Consultation{}, err
		}
	}
	if err := account.May(v, account.ReadConsultation, object); err != nil {
		return Consultation{}, err
	}
	if c.HiddenFrom(c.Side(v)) {
		return Consultation{}, problem.New(problem.NotFound, "not_found")
	}
	if c.Side(v) == Nobody && !v.Is(account.Operator) {
		return c.fromAfar(), nil
	}
	return c.seenBy(c.Side(v)), nil
}

// fromAfar is what the desk that brought the buyer may know: who meets, when, and how it stands.
func (c Consultation) fromAfar() Consultation {
	c.Topic, c.Verdict = Topic{Products: []string{}}, Verdict{}
	c.BuyerUser, c.HostUser, c.InterpreterUser = account.UserID{}, account.UserID{}, account.UserID{}
	return c
}

// Permits is whether the viewer may do something with the consultation. Who may not know of it is told that there is
// nothing, whatever it is that they want: numbers can be guessed.
func (c Consultation) Permits(v account.Viewer, action account.Action) error {
	if err := account.May(v, account.ReadConsultation, c.Object()); problem.Is(err, problem.SignIn) {
		return err
	} else if err != nil || c.HiddenFrom(c.Side(v)) {
		return problem.New(problem.NotFound, "not_found")
	}
	return account.May(v, action, c.Object())
}

// HiddenFrom reports whether a side is not to know of the consultation yet.
func (c Consultation) HiddenFrom(side Owner) bool {
	switch side {
	case Supplier:
		return (c.State == Requested || c.State == Returned) && c.RequestedSide != Supplier
	case Buyer:
		return (c.State == Requested || c.State == Returned) && c.RequestedSide == Supplier
	case Interpreter:
		return c.InterpreterState == InterpreterPencilled
	default:
		return false
	}
}

// Mine are the viewer's consultations as a member of companies and as an interpreter, and from afar those of the buyers whom the
// viewer's desk has brought, the latest start first.
func (s *Service) Mine(ctx context.Context, v account.Viewer) ([]Consultation, error) {
	if !v.SignedIn() {
		return nil, problem.New(problem.SignIn, "sign_in_needed")
	}
	suppliers, buyers := sidesOf(v)
	all, err := mine(ctx, s.db, append(suppliers, buyers...), v.Desks(), v.User, 200)
	for i, c := range all {
		if c.Side(v) == Nobody {
			all[i] = c.fromAfar()
		}
	}
	return all, err
}

// Waiting counts the consultations in which it is the viewer's turn, and for an officer what is in Queue. Every page of a
// person shows it, so it reads no consultation.
func (s *Service) Waiting(ctx context.Context, v account.Viewer) (mine, queue int, err error) {
	if !v.SignedIn() {
		return 0, 0, nil
	}
	suppliers, buyers := sidesOf(v)
	return countWaiting(ctx, s.db, suppliers, buyers, v.User, v.Is(account.Officer), s.Now())
}

// In are all consultations with a number whose start lies in [from, to), with the attendance that was written, for
// outcomes and reports. The caller judges who may see them.
func (s *Service) In(ctx context.Context, from, to time.Time) ([]Consultation, map[ID]Attendance, error) {
	found, err := all(ctx, s.db, from, to)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]ID, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	came, err := attendances(ctx, s.db, ids)
	return found, came, err
}

// Attendance is what the rooms' facts say; Written reports whether it is final.
func (s *Service) Attendance(ctx context.Context, id ID) (a Attendance, written bool, err error) {
	a, written, err = attendance(ctx, s.db, id)
	if err != nil || written {
		return a, written, err
	}
	a, err = s.evidence(ctx, s.db, id)
	return a, false, err
}

// Events are the moves of a consultation in order, and whether their chain is whole.
func (s *Service) Events(ctx context.Context, id ID) ([]Event, bool, error) {
	found, err := events(ctx, s.db, id)
	return found, intact(found), err
}

// OpenProposal is the proposal that waits for an answer, nil when there is none.
func (s *Service) OpenProposal(ctx context.Context, c Consultation) (*Proposal, error) {
	p, err := openProposal(ctx, s.db, c.ID)
	switch {
	case problem.Is(err, problem.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case p.BaseVersion != c.Version:
		return nil, nil
	}
	return &p, nil
}

// ActedFor reports whether the office has answered for one of the sides.
func (s *Service) ActedFor(ctx context.Context, id ID) (bool, error) { return actedFor(ctx, s.db, id) }

// Rounds counts the counter-offers of a request.
func (s *Service) Rounds(ctx context.Context, id ID) (int, error) { return rounds(ctx, s.db, id) }

// InVain are the times that were proposed for a request and not agreed to, the first first.
func (s *Service) InVain(ctx context.Context, id ID) ([]Proposal, error) {
	return inVain(ctx, s.db, id)
}

// Proposed are those of some consultations that have an open proposal.
func (s *Service) Proposed(ctx context.Context, of ...ID) (map[ID]bool, error) {
	return proposed(ctx, s.db, of)
}

// OpenTasks are the office's about a consultation, the oldest first.
func (s *Service) OpenTasks(ctx context.Context, id ID) ([]Task, error) { return tasks(ctx, s.db, &id) }

// Trusted is how companies stand now.
func (s *Service) Trusted(ctx context.Context, ids ...account.CompanyID) (map[account.CompanyID]trust.Standing, error) {
	return trust.Standings(ctx, s.db, s.Now(), ids...)
}

// Phones are the numbers that companies have published, for the office to call.
func (s *Service) Phones(ctx context.Context, ids ...account.CompanyID) (map[account.CompanyID]string, error) {
	return trust.Phones(ctx, s.db, ids...)
}

// Met counts for pairs of companies the consultations that took place.
func (s *Service) Met(ctx context.Context, pairs []Sides) (map[Sides]int, error) {
	return meetings(ctx, s.db, pairs)
}

// Settings are the rules that the service goes by.
func (s *Service) Settings() Settings { return s.settings }

// ByID is a consultation whoever asks: who may read it is the caller's to know.
func (s *Service) ByID(ctx context.Context, id ID) (Consultation, error) { return find(ctx, s.db, id) }
