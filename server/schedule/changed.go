package schedule

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// Changed is told, inside the transaction in which a host changes when it can be met, what it offered before and offers
// after, from now on.
type Changed func(ctx context.Context, tx postgres.Tx, host ResourceID, before, after []Window) error

// OnChange says who looks after what was asked for in hours that change. It is set before the service is used.
func (s *Service) OnChange(c Changed) { s.changed = c }

// changedAhead is how far a change is looked at: beyond it nobody can have booked.
const changedAhead = 400 * 24 * time.Hour

// offered are the windows of a host from now on, those for people far away too.
func (s *Service) offered(ctx context.Context, tx postgres.Tx, r Resource) ([]Window, error) {
	read, err := s.store.read(ctx, tx, []Resource{r}, wanted{})
	if err != nil {
		return nil, err
	}
	c, now := read.calendars[r.ID], s.now()
	return Merge(append(c.Windows(now, now.Add(changedAhead)), c.Willing(now, now.Add(changedAhead))...)), nil
}

// Affected is a coming consultation that lies outside of its host's hours since they were changed. Nothing has moved: both
// sides still expect each other.
type Affected struct {
	Number   string
	StartsAt time.Time
	With     map[string]string // the other company, by language
	Zone     string            // of the other side
	City     string
	Pending  bool // not agreed yet
}

// ShowAffected says where the page of hours gets what a change has left outside.
func (h *Handlers) ShowAffected(read func(ctx context.Context, company account.CompanyID) ([]Affected, error)) {
	h.affected = read
}
