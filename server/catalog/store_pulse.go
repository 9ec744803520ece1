package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// seenChanges is what a look at catalog_changes gives.
type seenChanges struct {
	Snapshot string // pg_snapshot; the next look asks what it does not see
	Oldest   string // xid8: all transactions before it are over
	Changed  bool
}

// lookForChanges reports whether a transaction that a snapshot does not see has changed what public pages show. An empty
// snapshot sees all.
func lookForChanges(ctx context.Context, q postgres.Querier, since string) (seenChanges, error) {
	rows, err := q.Query(ctx, `
		select pg_current_snapshot()::text as snapshot, pg_snapshot_xmin(pg_current_snapshot())::text as oldest,
			@since::text <> '' and exists (select from catalog_changes c, (select nullif(@since::text, '')::pg_snapshot as before) s
				where c.xid >= pg_snapshot_xmin(s.before) and not pg_visible_in_snapshot(c.xid, s.before)) as changed`, pgx.NamedArgs{"since": since})
	if err != nil {
		return seenChanges{}, fmt.Errorf("look for changes of the catalog: %w", err)
	}
	seen, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[seenChanges])
	if err != nil {
		return seenChanges{}, fmt.Errorf("look for changes of the catalog: %w", err)
	}
	return seen, nil
}

// forgetChanges deletes those of the transactions before one (xid8).
func forgetChanges(ctx context.Context, q postgres.Querier, before string) error {
	if _, err := q.Exec(ctx, `delete from catalog_changes where xid < @before::text::xid8`, pgx.NamedArgs{"before": before}); err != nil {
		return fmt.Errorf("forget changes of the catalog: %w", err)
	}
	return nil
}
