package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// lockOtherRules locks the coming consultations that were agreed under another version of the tz database.
func lockOtherRules(ctx context.Context, tx postgres.Tx, tzdb string, now time.Time) ([]ZoneChange, error) {
	rows, err := tx.Query(ctx, `
		select id, coalesce(number, '') as number, starts_at, supplier_zone as zone, tzdb as was_tzdb, '' as tzdb, supplier_wall as was_wall,
			supplier_wall as wall, starts_at as found_at, supplier_company as supplier, false as open
		from consultation
		where tzdb <> @tzdb and starts_at > @now and state in ('requested', 'returned', 'offered', 'accepted', 'confirmed', 'suspended')
		order by id for update`, pgx.NamedArgs{"tzdb": tzdb, "now": now})
	if err != nil {
		return nil, fmt.Errorf("read consultations of other rules: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[ZoneChange])
}

// noteRules notes the present version on all, and keeps what has changed.
func noteRules(ctx context.Context, tx postgres.Tx, tzdb string, all, changed []ZoneChange) error {
	batch := &pgx.Batch{}
	for _, c := range all {
		batch.Queue(`update consultation set tzdb = $2 where id = $1`, c.ID, tzdb)
	}
	for _, c := range changed {
		batch.Queue(`
			insert into zone_change (consultation_id, tzdb, was_tzdb, was_wall, wall, found_at) values ($1, $2, $3, $4, $5, $6)
			on conflict (consultation_id, tzdb) do nothing`, c.ID, c.TZDB, c.WasTZDB, c.WasWall, c.Wall, c.FoundAt)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("note zone rules: %w", err)
	}
	return nil
}

// zoneChanges are those of coming consultations that nobody has moved since, the next first.
func zoneChanges(ctx context.Context, q postgres.Querier, now time.Time) ([]ZoneChange, error) {
	rows, err := q.Query(ctx, `
		select c.id, coalesce(c.number, '') as number, c.starts_at, c.supplier_zone as zone, z.was_tzdb, z.tzdb, z.was_wall, z.wall, z.found_at,
			c.supplier_company as supplier,
			exists (select from office_task t where t.consultation_id = c.id and t.kind = @kind and t.done_at is null) as open
		from zone_change z join consultation c on c.id = z.consultation_id
		where c.starts_at > @now and c.supplier_wall = z.was_wall and c.state in ('requested', 'returned', 'offered', 'accepted', 'confirmed', 'suspended')
		order by c.starts_at, z.found_at desc`, pgx.NamedArgs{"now": now, "kind": TaskZone})
	if err != nil {
		return nil, fmt.Errorf("read zone changes: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[ZoneChange])
}
