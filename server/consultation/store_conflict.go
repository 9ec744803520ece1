package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// clashColumns tell who is taken by what. A claim is longer than its meeting by buffers, so the meeting's own times are told.
const clashColumns = `r.kind as role, r.owner, coalesce(other.number, '') as number,
	coalesce(other.starts_at, lower(cl.during)) as "from", coalesce(other.ends_at, upper(cl.during)) as until`

// clashes are the claims on resources of a kind in the time of each consultation, its own left out.
func clashes(ctx context.Context, q querier, all []Consultation, kind string) ([]Clash, error) {
	ids, starts, ends := make([]uuid.UUID, len(all)), make([]time.Time, len(all)), make([]time.Time, len(all))
	for i, c := range all {
		ids[i], starts[i], ends[i] = c.ID.UUID, c.StartsAt, c.EndsAt
	}
	rows, err := q.Query(ctx, `
		select w.id as consultation_id, `+clashColumns+`
		from unnest(@ids::uuid[], @starts::timestamptz[], @ends::timestamptz[]) as w(id, starts, ends)
			cross join resource r
			join claim cl on cl.resource_id = r.id and cl.during && tstzrange(w.starts - r.buffer_before, w.ends + r.buffer_after, '[)')
			left join consultation other on other.id = cl.consultation_id
		where r.kind = @kind and r.active and cl.consultation_id is distinct from w.id
		order by w.id, lower(cl.during)`,
		pgx.NamedArgs{"ids": ids, "starts": starts, "ends": ends, "kind": kind})
	if err != nil {
		return nil, fmt.Errorf("read clashes: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Clash])
}

// partyClashes are the claims on a consultation's own parties in its time.
func partyClashes(ctx context.Context, q querier, c Consultation) ([]Clash, error) {
	rows, err := q.Query(ctx, `
		select @id::uuid as consultation_id, `+clashColumns+`
		from resource r join claim cl on cl.resource_id = r.id
			and cl.during && tstzrange(@starts::timestamptz - r.buffer_before, @ends::timestamptz + r.buffer_after, '[)')
			left join consultation other on other.id = cl.consultation_id
		where r.id = any(@resources) and cl.consultation_id is distinct from @id
		order by r.kind desc, lower(cl.during)`,
		pgx.NamedArgs{"id": c.ID, "starts": c.StartsAt, "ends": c.EndsAt,
			"resources": []int64{int64(c.SupplierID), int64(c.BuyerID), int64(c.InterpreterID), int64(c.SecondID)}})
	if err != nil {
		return nil, fmt.Errorf("read clashes: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Clash])
}
