package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// draftsKept is how long what was typed into a booking that came to nothing waits for who comes back and chooses another time.
const draftsKept = 24 * time.Hour

// forgetDrafts deletes what people typed of themselves and others into drafts that are over: addresses, names, a phone number, files. That a
// time was held stays on record.
func (s *Service) forgetDrafts(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return emptyDrafts(ctx, tx, s.Now().Add(-draftsKept)) })
}
