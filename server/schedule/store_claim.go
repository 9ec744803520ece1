package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// queueSides reads the resources of a company and a person, and who holds either in the window, its buffers included.
func (store) queueSides(batch *pgx.Batch, supplier, buyer uuid.UUID, w Window, but uuid.UUID, into *Sides) {
	batch.Queue(`select `+resourceColumns+`, coalesce((
			select d.n >= coalesce(m.day_cap, $4) and coalesce(m.day_cap, $4) > 0 from day_count d left join meeting_type m using (resource_id)
			where d.resource_id = resource.id and d.on_date = ($3 at time zone resource.zone)::date), false) as full
		from resource
		where active and (kind = 'supplier' and owner = $1 or kind = 'buyer' and owner = $2)
		order by member is not null, id`, supplier, buyer, w.Start, DefaultTerms().DayCap).
		Query(func(rows pgx.Rows) error {
			found, err := pgx.CollectRows(rows, pgx.RowToStructByName[side])
			for _, r := range found {
				if r.Kind == Supplier {
					into.hosts = append(into.hosts, r)
				} else {
					into.Buyer = r.Resource
				}
			}
			return err
		})
	batch.Queue(`
		select distinct r.id, held.consultation_id from resource r cross join lateral (
			select c.consultation_id from claim c
			where c.resource_id = r.id and c.during && tstzrange($3::timestamptz - r.buffer_before, $4::timestamptz + r.buffer_after, '[)')
				and c.consultation_id <> $5 offset 0) held
		where r.active and (r.kind = 'supplier' and r.owner = $1 or r.kind = 'buyer' and r.owner = $2)
		order by 2`, supplier, buyer, w.Start, w.End, but).
		Query(func(rows pgx.Rows) error {
			var (
				held   ResourceID
				holder uuid.UUID
			)
			_, err := pgx.ForEachRow(rows, []any{&held, &holder}, func() error {
				if i := slices.IndexFunc(into.hosts, func(h side) bool { return h.ID == held }); i >= 0 {
					into.hosts[i].holders = append(into.hosts[i].holders, holder)
				} else {
					into.buyers = append(into.buyers, holder)
				}
				return nil
			})
			into.seatAny()
			return err
		})
}

func (store) insertBlock(ctx context.Context, tx postgres.Tx, reason string) (int64, error) {
	rows, err := tx.Query(ctx, `insert into block (reason) values (@reason) returning id`, pgx.NamedArgs{"reason": reason})
	if err != nil {
		return 0, fmt.Errorf("insert block: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
}

func (store) deleteClaims(ctx context.Context, tx postgres.Tx, consultation uuid.UUID) error {
	_, err := tx.Exec(ctx, `delete from claim where consultation_id = @id`, pgx.NamedArgs{"id": consultation})
	return err
}

func (store) deleteClaim(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, resource ResourceID) error {
	_, err := tx.Exec(ctx, `delete from claim where consultation_id = @id and resource_id = @resource`,
		pgx.NamedArgs{"id": consultation, "resource": resource})
	return err
}

// cutClaims ends the claims of a consultation at its real end; a claim never becomes longer, nor empty.
func (store) cutClaims(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, end time.Time) error {
	_, err := tx.Exec(ctx, `
		update claim set during = tstzrange(lower(during), greatest(@end, lower(during) + interval '1 second'), '[)')
		where consultation_id = @id and upper(during) > greatest(@end, lower(during) + interval '1 second')`,
		pgx.NamedArgs{"id": consultation, "end": end})
	return err
}

// lengthenClaims goes through the claims in the order in which everybody takes them: the two sides, the room, interpreters.
func (store) lengthenClaims(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, by time.Duration) error {
	rows, err := tx.Query(ctx, `
		select resource_id from claim where consultation_id = @id
		order by case role when 'interpreter' then 2 when 'place' then 1 else 0 end, resource_id`, pgx.NamedArgs{"id": consultation})
	if err != nil {
		return fmt.Errorf("read claims: %w", err)
	}
	resources, err := pgx.CollectRows(rows, pgx.RowTo[ResourceID])
	if err != nil {
		return fmt.Errorf("read claims: %w", err)
	}
	batch := &pgx.Batch{}
	for _, resource := range resources {
		batch.Queue(`update claim set during = tstzrange(lower(during), upper(during) + $3::interval, '[)') where consultation_id = $1 and resource_id = $2`,
			consultation, resource, by)
	}
	return tx.SendBatch(ctx, batch).Close()
}

// holders are the consultations but one whose claims meet the wanted ones.
func (store) holders(ctx context.Context, tx postgres.Tx, claims []Claim, but uuid.UUID) ([]uuid.UUID, error) {
	resources := make([]int64, len(claims))
	starts, ends := make([]time.Time, len(claims)), make([]time.Time, len(claims))
	for i, c := range claims {
		resources[i], starts[i], ends[i] = int64(c.Resource), c.During.Start, c.During.End
	}
	// The offset keeps the planner at one look into the index a claim, whatever it believes of the array's length.
	rows, err := tx.Query(ctx, `
		select distinct held.consultation_id
		from unnest(@resources::bigint[], @starts::timestamptz[], @ends::timestamptz[]) as t(r, s, e)
		cross join lateral (
			select c.consultation_id from claim c
			where c.resource_id = t.r and c.during && tstzrange(t.s, t.e, '[)') and c.consultation_id <> @but offset 0) held
		order by 1`,
		pgx.NamedArgs{"resources": resources, "starts": starts, "ends": ends, "but": but})
	if err != nil {
		return nil, fmt.Errorf("read holders: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// queueDays changes the counters in the order given. The check of the table refuses the one too many.
func (store) queueDays(batch *pgx.Batch, changes []dayChange) error {
	for i, c := range changes {
		if c.By < 0 {
			batch.Queue(`update day_count set n = n - 1 where resource_id = $1 and on_date = $2::date and n > 0`, c.Supplier, c.On.noon())
			continue
		}
		days, err := encode(daysUp(changes[i : i+1]))
		if err != nil {
			return err
		}
		batch.Queue(`select count_up($1, $2)`, days, DefaultTerms().DayCap)
	}
	return nil
}

// takeChanges takes away what has changed and says of which companies. Nodes that look at once share the rows.
func (store) takeChanges(ctx context.Context, q postgres.Querier) ([]uuid.UUID, error) {
	rows, err := q.Query(ctx, `
		with taken as (
			delete from slot_change where id in (select id from slot_change order by id limit 1000 for update skip locked) returning resource_id)
		select distinct r.owner from taken join resource r on r.id = taken.resource_id where r.kind = 'supplier'`)
	if err != nil {
		return nil, fmt.Errorf("take changes: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}
