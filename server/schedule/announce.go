package schedule

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// announceEvery is how long a change of claims waits at most before it is told. A page is to know within 300 ms, and
// the look at an empty table costs less than a millisecond.
const announceEvery = 100 * time.Millisecond

// Announce tells which companies' taken times have changed, each commit once to one caller among all nodes, until ctx
// ends. What tell or the database refuses is lost: pages that miss it look again by themselves.
func (s *Service) Announce(ctx context.Context, tell func(context.Context, account.CompanyID) error) {
	tick := time.NewTicker(announceEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		companies, err := s.store.takeChanges(ctx, s.db)
		if err != nil {
			continue
		}
		for _, company := range companies {
			_ = tell(ctx, account.CompanyID{UUID: company}) // see above
		}
	}
}
