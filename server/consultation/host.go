package consultation

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
)

// Hosts are the people who may be named to come for the supplier, the likeliest first: whose own hours were asked for, then
// who is asking.
func (s *Service) Hosts(ctx context.Context, c Consultation, asking account.UserID) ([]account.User, error) {
	members, err := s.accounts.Members(ctx, c.SupplierCompany)
	if err != nil {
		return nil, err
	}
	own, err := s.schedule.MemberOf(ctx, c.SupplierID)
	if err != nil {
		return nil, err
	}
	rank := func(u account.User) int {
		switch u.ID {
		case own:
			return 2
		case asking:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(members, func(a, b account.User) int { return rank(b) - rank(a) })
	return members, nil
}
