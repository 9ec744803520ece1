package schedule

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Claim is a wish for a resource's interval, buffers included. The database decides who gets it.
type Claim struct {
	Resource ResourceID
	During   Window
	Role     string
}

// Taken is the refusal that a claim meets when someone was first. Callers may add the alternatives.
func Taken() *problem.Error { return problem.New(problem.Conflict, "slot_taken") }

// Claim takes all intervals for a consultation, or none: short of one it refuses with slot_taken, and the caller must
// roll the transaction back. For a race it waits for the first writer, never in a circle.
func (s *Service) Claim(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, claims []Claim) error {
	n, err := s.store.insertClaims(ctx, tx, &consultation, nil, claims)
	if err != nil {
		return takenOr(err)
	}
	if n < len(claims) {
		return Taken()
	}
	return nil
}

// Release frees everything that a consultation holds.
func (s *Service) Release(ctx context.Context, tx postgres.Tx, consultation uuid.UUID) error {
	return s.store.deleteClaims(ctx, tx, consultation)
}

// ReleaseOne frees one resource from a consultation.
func (s *Service) ReleaseOne(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, resource ResourceID) error {
	return s.store.deleteClaim(ctx, tx, consultation, resource)
}

// Cut ends the claims of a consultation at its real end.
func (s *Service) Cut(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, end time.Time) error {
	return s.store.cutClaims(ctx, tx, consultation, end)
}

// Holders are the consultations whose claims are in the way of the wanted ones, sorted.
func (s *Service) Holders(ctx context.Context, tx postgres.Tx, claims []Claim) ([]uuid.UUID, error) {
	return s.store.holders(ctx, tx, claims)
}

// Block takes an interval of a resource for something that is no consultation: an absence, a programme's day.
func (s *Service) Block(ctx context.Context, tx postgres.Tx, resource ResourceID, during Window, reason string) error {
	id, err := s.store.insertBlock(ctx, tx, reason)
	if err != nil {
		return err
	}
	n, err := s.store.insertClaims(ctx, tx, nil, &id, []Claim{{Resource: resource, During: during, Role: "block"}})
	if err != nil {
		return takenOr(err)
	}
	if n == 0 {
		return Taken()
	}
	return nil
}

// dayChange moves the counter of one local date by one.
type dayChange struct {
	On Date
	By int
}

// Count moves the day counters of a supplier: one more at each start in plus, one less at each in minus, on the local
// dates of its zone. Writers change them in the order of the dates, before they delete claims. A full day refuses with
// day_full.
func (s *Service) Count(ctx context.Context, tx postgres.Tx, supplier ResourceID, plus, minus []time.Time) error {
	r, err := s.store.byID(ctx, tx, supplier)
	if err != nil {
		return err
	}
	terms, err := s.termsOf(ctx, tx, supplier)
	if err != nil || terms.DayCap == 0 {
		return err
	}
	zone, err := LoadZone(r.Zone)
	if err != nil {
		return err
	}
	var changes []dayChange
	for _, t := range minus {
		changes = append(changes, dayChange{DateOf(t, zone), -1})
	}
	for _, t := range plus {
		changes = append(changes, dayChange{DateOf(t, zone), 1})
	}
	slices.SortStableFunc(changes, func(a, b dayChange) int { return a.On.noon().Compare(b.On.noon()) })
	if err := s.store.countDays(ctx, tx, supplier, terms.DayCap, changes); err != nil {
		return takenOr(err)
	}
	return nil
}

// takenOr reads the database's last word: an overlap means taken, a counter over its cap means a full day.
func takenOr(err error) error {
	switch {
	case postgres.ConstraintName(err) == "day_count_cap":
		return problem.New(problem.Conflict, "day_full").Because(err)
	case postgres.IsExclusion(err):
		return Taken().Because(err)
	}
	return err
}
