package deal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Service keeps outcomes. It is safe for concurrent use.
type Service struct {
	db            *postgres.DB
	consultations *consultation.Service
	now           func() time.Time
}

// New makes the service; now is the clock (UTC).
func New(db *postgres.DB, consultations *consultation.Service, now func() time.Time) *Service {
	return &Service{db: db, consultations: consultations, now: now}
}

// open are the states in which statements are taken: from the moment the two have met until the record is closed.
var open = []consultation.State{consultation.Live, consultation.Ended, consultation.OutcomeDue}

// readable adds the closed ones: two who agree close a record at once, and who interpreted may not have attested by then.
var readable = append(slices.Clone(open), consultation.Closed)

// Readable reports whether a consultation in this state may have an outcome.
func Readable(state consultation.State) bool { return slices.Contains(readable, state) }

// find is the consultation with this number, provided that the viewer may do this with it and that it has come so far.
func (s *Service) find(ctx context.Context, v account.Viewer, number string, action account.Action, states []consultation.State) (consultation.Consultation, error) {
	c, err := s.consultations.ByNumber(ctx, v, number)
	if err != nil {
		return c, err
	}
	if err := account.May(v, action, c.Object()); err != nil {
		return c, err
	}
	if c.State == consultation.Closed && !slices.Contains(states, c.State) {
		return c, problem.New(problem.Conflict, "outcome_closed")
	}
	if !slices.Contains(states, c.State) {
		return c, problem.New(problem.Conflict, "outcome_too_early", "State", string(c.State))
	}
	return c, nil
}

// Role is how a viewer looks at an outcome.
type Role string

// The roles: a side, the interpreter, the office that sees all.
const (
	AsSupplier    Role = "supplier"
	AsBuyer       Role = "buyer"
	AsInterpreter Role = "interpreter"
	AsOffice      Role = "office"
)

// roleOf is the viewer's role; a party is a party first, whatever else it may be.
func roleOf(v account.Viewer, c consultation.Consultation) (Role, error) {
	switch {
	case v.On(account.Supplier, c.SupplierCompany):
		return AsSupplier, nil
	case v.On(account.Buyer, c.BuyerCompany):
		return AsBuyer, nil
	case account.May(v, account.AttestOutcome, c.Object()) == nil:
		return AsInterpreter, nil
	}
	return AsOffice, account.May(v, account.ReadOutcomes, c.Object())
}

// Outcome is what a viewer may know: a side its own statement, and the other's once both have spoken; the interpreter
// its attestation only; the office everything.
func (s *Service) Outcome(ctx context.Context, v account.Viewer, number string) (consultation.Consultation, Role, Outcome, error) {
	c, err := s.find(ctx, v, number, account.ReadConsultation, readable)
	if err != nil {
		return c, "", Outcome{}, err
	}
	role, err := roleOf(v, c)
	if err != nil {
		return c, role, Outcome{}, err
	}
	whole, err := findOutcome(ctx, s.db, c.ID)
	return c, role, whole.seenBy(role), err
}

func (o Outcome) seenBy(role Role) Outcome {
	switch role {
	case AsOffice:
		return o
	case AsInterpreter:
		return Outcome{Attestation: o.Attestation}
	case AsSupplier, AsBuyer:
		o.Attestation, o.Evidence = nil, nil
		if o.Supplier != nil && o.Buyer != nil {
			return o
		}
		mine := o.Of(Side(role))
		seen := Outcome{Verdict: o.Verdict}
		if mine == nil {
			seen.Verdict.Amount = nil // it is the other side's
		}
		if role == AsSupplier {
			seen.Supplier = mine
		} else {
			seen.Buyer = mine
		}
		return seen
	}
	return Outcome{}
}

// State takes what the viewer's side says was agreed. A side may correct itself freely until the other has spoken, and
// once after that; then the office decides.
func (s *Service) State(ctx context.Context, v account.Viewer, number string, f Form) error {
	c, err := s.find(ctx, v, number, account.StateOutcome, open)
	if err != nil {
		return err
	}
	statement, err := f.read()
	if err != nil {
		return err
	}
	statement.ConsultationID, statement.Side = c.ID, Supplier
	if !v.On(account.Supplier, c.SupplierCompany) {
		statement.Side = Buyer
	}
	statement.StatedBy, statement.StatedAt = v.User, s.now()
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := lockConsultation(ctx, tx, c.ID); err != nil {
			return err
		}
		before, err := findOutcome(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if statement.Corrected, err = before.correct(statement.Side); err != nil {
			return err
		}
		if statement.DealID, err = findOrCreateDeal(ctx, tx, ID{newID()}, c.SupplierCompany, c.BuyerCompany, lineOf(c), s.now()); err != nil {
			return err
		}
		if err := putStatement(ctx, tx, statement); err != nil {
			return err
		}
		now, err := findOutcome(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := s.consultations.Stated(ctx, tx, c.ID, v.User, consultation.Owner(statement.Side), now.turnAfter(statement.Side)); err != nil {
			return err
		}
		return s.closeIfSettled(ctx, tx, c, now, v.User)
	})
}

// turnAfter is whose turn it is once a side has spoken: the other's, or the office's where the two do not agree.
func (o Outcome) turnAfter(side Side) consultation.Owner {
	switch {
	case o.Verdict.Agreement == Agreed:
		return consultation.Nobody
	case o.Verdict.Agreement == Disputed:
		return consultation.Office
	case side == Supplier:
		return consultation.Buyer
	}
	return consultation.Supplier
}

// closeIfSettled ends the consultation's life when both sides agree and neither has a next step.
func (s *Service) closeIfSettled(ctx context.Context, tx postgres.Tx, c consultation.Consultation, now Outcome, by account.UserID) error {
	if c.State != consultation.OutcomeDue || now.Verdict.Agreement != Agreed || now.Supplier.NextStep != "" || now.Buyer.NextStep != "" {
		return nil
	}
	return s.consultations.Close(ctx, tx, c.ID, by)
}

// In are the outcomes of these consultations, for reports. The caller judges who may see them.
func (s *Service) In(ctx context.Context, ids []consultation.ID) (map[consultation.ID]Outcome, error) {
	return findOutcomes(ctx, s.db, ids)
}

// correct reports whether a side's next statement is its one correction after both have spoken; a second one, and one
// after they agreed, is refused.
func (o Outcome) correct(side Side) (bool, error) {
	mine := o.Of(side)
	switch {
	case mine == nil:
		return false, nil
	case o.Verdict.Agreement == Agreed:
		return false, problem.New(problem.Conflict, "outcome_agreed")
	case mine.Corrected:
		return false, problem.New(problem.Conflict, "outcome_corrected")
	}
	return o.Supplier != nil && o.Buyer != nil, nil
}

// lineOf is what the deal is about.
func lineOf(c consultation.Consultation) string {
	if len(c.Products) > 0 {
		return c.Products[0]
	}
	return c.Goal
}

// Attest takes what the interpreter says; a later word replaces the earlier one.
func (s *Service) Attest(ctx context.Context, v account.Viewer, number string, f AttestationForm) error {
	c, err := s.find(ctx, v, number, account.AttestOutcome, readable)
	if err != nil {
		return err
	}
	attestation, err := f.read()
	if err != nil {
		return err
	}
	attestation.ConsultationID, attestation.UserID, attestation.AttestedAt = c.ID, v.User, s.now()
	return putAttestation(ctx, s.db, attestation)
}

// Attach adds a document that proves an amount, as an officer who is no party has seen it.
func (s *Service) Attach(ctx context.Context, v account.Viewer, number string, f EvidenceForm) error {
	c, err := s.find(ctx, v, number, account.AttachEvidence, readable)
	if err != nil {
		return err
	}
	evidence, err := f.read()
	if err != nil {
		return err
	}
	evidence.ID, evidence.ConsultationID, evidence.AttachedBy, evidence.AttachedAt = newID(), c.ID, v.User, s.now()
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		if evidence.DealID, err = findOrCreateDeal(ctx, tx, ID{newID()}, c.SupplierCompany, c.BuyerCompany, lineOf(c), s.now()); err != nil {
			return err
		}
		return insertEvidence(ctx, tx, evidence)
	})
	if err != nil {
		return fmt.Errorf("attach evidence to %s: %w", number, err)
	}
	return nil
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
