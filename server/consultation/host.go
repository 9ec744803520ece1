package consultation

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
)

// hosts are the people who may be named to come for the supplier, the likeliest first: whose own hours were asked for, then
// who is asking.
func (s *Service) hosts(ctx context.Context, c Consultation, asking account.UserID) ([]account.User, error) {
	members, err := s.accounts.Members(ctx, c.SupplierCompany)
	if err != nil {
		return nil, err
	}
	own, err := s.schedule.MemberOf(ctx, c.SupplierID)
	if err != nil {
		return nil, err
	}
	rank := func(u account.User) int { return 2*boolInt(u.ID == own) + boolInt(u.ID == asking) }
	slices.SortStableFunc(members, func(a, b account.User) int { return rank(b) - rank(a) })
	return members, nil
}
