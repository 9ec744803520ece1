package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// emptyDrafts takes what was typed out of drafts that are over and were made before an instant.
func emptyDrafts(ctx context.Context, tx postgres.Tx, before time.Time) error {
	const over = `(select id from consultation where number is null and state in ('expired', 'withdrawn') and created_at < @before)`
	for _, forget := range []string{
		`delete from colleague where consultation_id in ` + over,
		`delete from consultation_file where consultation_id in ` + over,
		`delete from contact where consultation_id in ` + over,
		`update consultation set typed = '{}', message = '' where (typed <> '{}' or message <> '') and id in ` + over,
	} {
		if _, err := tx.Exec(ctx, forget, pgx.NamedArgs{"before": before}); err != nil {
			return fmt.Errorf("forget drafts: %w", err)
		}
	}
	return nil
}
