package account

import (
	"context"
)

// Level is how much the office knows of a company, as far as moderation asks for it. It is derived from what stands in
// the database, not granted.
type Level int

// The levels.
const (
	L0 Level = iota // somebody of it has a mail address that works
	L1              // it says since when it is there and how many work for it
	L2              // a desk has brought it, or it is a supplier of the office's own city
)

// Level is a company's level. A suspended company has none above L0.
func (s *Service) Level(ctx context.Context, id CompanyID) (Level, error) {
	c, err := s.Company(ctx, id)
	if err != nil {
		return L0, err
	}
	desks, err := findDesksOf(ctx, s.db, id)
	if err != nil {
		return L0, err
	}
	switch {
	case c.SuspendedAt != nil:
		return L0, nil
	case len(desks) > 0 || c.Kind == SupplierCompany:
		return L2, nil
	case c.Founded != nil && c.Staff != nil:
		return L1, nil
	}
	return L0, nil
}

// Suspend takes a company's standing away, or gives it back.
func (s *Service) Suspend(ctx context.Context, id CompanyID, suspended bool) error {
	return setSuspended(ctx, s.db, id, suspended, s.now())
}

// Leave takes a person's roles on a company away.
func (s *Service) Leave(ctx context.Context, who UserID, company CompanyID) error {
	return deleteGrants(ctx, s.db, who, company)
}
