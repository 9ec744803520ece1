package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// draftsKept is how long what was typed into a booking that came to nothing waits for who comes back and chooses another time.
const draftsKept = 24 * time.Hour

// forgetDrafts deletes what people typed of themselves and others into drafts that are over: addresses, names, a phone number, files. That a
// time was held stays on record.
func (s *Service) forgetDrafts(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		args := pgx.NamedArgs{"before": s.clock().Add(-draftsKept)}
		over := `(select id from consultation where number is null and state in ('expired', 'withdrawn') and created_at < @before)`
		for _, forget := range []string{
			`delete from colleague where consultation_id in ` + over,
			`delete from consultation_file where consultation_id in ` + over,
			`delete from contact where consultation_id in ` + over,
			`update consultation set typed = '{}', message = '' where (typed <> '{}' or message <> '') and id in ` + over,
		} {
			if _, err := tx.Exec(ctx, forget, args); err != nil {
				return fmt.Errorf("forget drafts: %w", err)
			}
		}
		return nil
	})
}
