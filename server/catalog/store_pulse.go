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

// changedSince is whether a transaction that a snapshot (@since, pg_snapshot) does not see has changed what public pages show; not of
// an empty one. The newest row alone says most times that there is none: by itself PostgreSQL expects one early, and reads all.
const changedSince = `
	case when @since::text = '' then false
	when (select xid from catalog_changes order by xid desc limit 1) >= pg_snapshot_xmin(@since::text::pg_snapshot) then exists (
		select from catalog_changes where xid >= pg_snapshot_xmin(@since::text::pg_snapshot) and not pg_visible_in_snapshot(xid, @since::text::pg_snapshot))
	else false end`

// lookForChanges reports whether a transaction that a snapshot does not see has changed what public pages show.
func lookForChanges(ctx context.Context, q postgres.Querier, since string) (seenChanges, error) {
	rows, err := q.Query(ctx, `
		select pg_current_snapshot()::text as snapshot, pg_snapshot_xmin(pg_current_snapshot())::text as oldest,`+changedSince+` as changed`,
		pgx.NamedArgs{"since": since})
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
