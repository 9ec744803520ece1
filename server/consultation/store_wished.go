package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

func replaceWishes(ctx context.Context, tx postgres.Tx, id ID, starts []time.Time) error {
	_, err := tx.Exec(ctx, `delete from wish where consultation_id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return fmt.Errorf("forget wishes: %w", err)
	}
	_, err = tx.Exec(ctx, `
		insert into wish (consultation_id, rank, starts_at) select @id, rank, at from unnest(@starts::timestamptz[]) with ordinality as t(at, rank)`,
		pgx.NamedArgs{"id": id, "starts": starts})
	if err != nil {
		return fmt.Errorf("keep wishes: %w", err)
	}
	return nil
}

func dropWish(ctx context.Context, tx postgres.Tx, id ID, start time.Time) error {
	_, err := tx.Exec(ctx, `delete from wish where consultation_id = @id and starts_at = @start`, pgx.NamedArgs{"id": id, "start": start})
	return err
}

// lockWishes lets one transaction at a time count and add the wishes for a supplier's slots.
func lockWishes(ctx context.Context, tx postgres.Tx, supplier schedule.ResourceID) error {
	_, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('wish'), @supplier::int)`, pgx.NamedArgs{"supplier": supplier})
	return err
}

// wishers counts the pending requests but one that wish for a start of a supplier.
func wishers(ctx context.Context, q querier, supplier schedule.ResourceID, start time.Time, but ID) (int, error) {
	rows, err := q.Query(ctx, `
		select count(distinct c.id) from wish w join consultation c on c.id = w.consultation_id
		where w.starts_at = @start and c.supplier_id = @supplier and c.state in ('requested', 'returned', 'offered') and c.id <> @but`,
		pgx.NamedArgs{"supplier": supplier, "start": start, "but": but})
	if err != nil {
		return 0, fmt.Errorf("count who wishes for a slot: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}

// wishes are the wishes of a consultation, with whether a claim of the supplier or the buyer stands in their way. One that
// has begun is gone.
func wishes(ctx context.Context, q querier, c Consultation, now time.Time) ([]Wished, error) {
	rows, err := q.Query(ctx, `
		select rank::int, starts_at, starts_at > @now and not exists (
			select 1 from resource r join claim l on l.resource_id = r.id
			where r.id = any(@sides::bigint[]) and l.consultation_id is distinct from @id
				and l.during && tstzrange(w.starts_at - r.buffer_before, w.starts_at + @length + r.buffer_after, '[)')) as free
		from wish w where consultation_id = @id order by rank`,
		pgx.NamedArgs{"id": c.ID, "now": now, "length": c.Length(), "sides": []int64{int64(c.SupplierID), int64(c.BuyerID)}})
	if err != nil {
		return nil, fmt.Errorf("read wishes: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Wished])
}

// pendingOf locks the pending requests to a host that begin in a time, in the order in which all locks are taken.
func pendingOf(ctx context.Context, tx postgres.Tx, host schedule.ResourceID, w schedule.Window) ([]Consultation, error) {
	rows, err := tx.Query(ctx, `
		select `+columns+` from consultation
		where supplier_id = @host and state in ('requested', 'returned', 'offered') and starts_at >= @from and starts_at < @to
		order by id for update`, pgx.NamedArgs{"host": host, "from": w.Start, "to": w.End})
	if err != nil {
		return nil, fmt.Errorf("read pending requests: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Consultation])
}
