package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
)

// roomsClaimed are the rooms whose time consultations have claimed, numbered as they were made, and whether rooms are counted.
func roomsClaimed(ctx context.Context, q querier, all []Consultation) (rooms map[ID]int, counted bool, err error) {
	ids := make([]uuid.UUID, len(all))
	for i, c := range all {
		ids[i] = c.ID.UUID
	}
	rows, err := q.Query(ctx, `
		select cl.consultation_id, place.n, place.active
		from (select id, active, row_number() over (order by id) as n from resource where kind = 'place') place
		left join claim cl on cl.resource_id = place.id and cl.consultation_id = any(@ids::uuid[])`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, false, fmt.Errorf("read rooms: %w", err)
	}
	rooms = map[ID]int{}
	var id *uuid.UUID
	var n int
	var active bool
	_, err = pgx.ForEachRow(rows, []any{&id, &n, &active}, func() error {
		counted = counted || active
		if id != nil {
			rooms[ID{*id}] = n
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("read rooms: %w", err)
	}
	return rooms, counted, nil
}

// joinable are a company's consultations whose room may be open, or will be: those that are still on, or ended after the instant.
func joinable(ctx context.Context, q querier, company account.CompanyID, ended time.Time) ([]Consultation, error) {
	return many(q.Query(ctx, `select `+columns+` from consultation where (supplier_company = @company or buyer_company = @company)
		and (state = 'live' or state in ('confirmed', 'suspended') and ends_at > @ended) order by id`, pgx.NamedArgs{"company": company, "ended": ended}))
}
