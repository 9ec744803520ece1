package schedule

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// Open says of each company whether it keeps hours at an instant, claims aside. Companies without hours are left out.
func (s *Service) Open(ctx context.Context, companies []account.CompanyID, at time.Time) (map[account.CompanyID]bool, error) {
	owners := make([]uuid.UUID, len(companies))
	for i, c := range companies {
		owners[i] = c.UUID
	}
	suppliers, err := s.store.byOwners(ctx, s.db, Supplier, owners)
	if err != nil || len(suppliers) == 0 {
		return nil, err
	}
	read, err := s.store.read(ctx, s.db, suppliers, wanted{})
	if err != nil {
		return nil, err
	}
	moment := Window{at, at.Add(time.Second)}
	open := make(map[account.CompanyID]bool, len(suppliers))
	for _, r := range suppliers {
		for _, w := range read.calendars[r.ID].Windows(at, at.Add(time.Minute)) {
			open[account.CompanyID{UUID: r.Owner}] = open[account.CompanyID{UUID: r.Owner}] || w.Covers(moment)
		}
	}
	return open, nil
}

// Ahead are the claims of an owner's resource that meet a window, in order; with a member (zero: none) that host's too. A
// resource that is not there has none.
func (s *Service) Ahead(ctx context.Context, tx postgres.Tx, kind Kind, owner, member uuid.UUID, w Window) ([]Window, error) {
	return s.store.ahead(ctx, tx, kind, owner, member, w)
}
