package trust

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

type standingRow struct {
	ID            account.CompanyID
	Kind          account.Kind
	State         State
	Suspended     bool
	Deskless      bool
	VerifiedAt    *time.Time
	VerifiedUntil *time.Time
}

// readFacts reads what levels are derived from, in one round trip.
func readFacts(ctx context.Context, q postgres.Querier, now time.Time, ids []account.CompanyID) (map[account.CompanyID]facts, error) {
	args := pgx.NamedArgs{"ids": ids, "day": now.UTC().Format(time.DateOnly)}
	var rows []standingRow
	var checks []Check
	var vouchers []Voucher
	batch := &pgx.Batch{}
	queue(batch, &rows, `
		select c.id, c.kind, coalesce(v.state, '') as state, c.suspended_at is not null as suspended, v.verified_at, v.verified_until,
			c.kind = 'buyer' and not exists (select 1 from desks d where d.country = c.country and d.kind = 'sister_city')
				and not exists (select 1 from desk_companies b where b.company_id = c.id) as deskless
		from companies c left join verifications v on v.company_id = c.id where c.id = any(@ids)`, args)
	queue(batch, &checks, `select `+checkColumns+` from trust_checks where company_id = any(@ids) and replaced_at is null order by checked_at, kind`, args)
	queue(batch, &vouchers, `
		select e.company_id, e.code, bool_or(s.desk_id is null) as by_office, bool_or(s.desk_id is not null) as by_city, coalesce(max(d.name_en), '') as city_en,
			coalesce(max(d.name_ko), '') as city_ko, coalesce(max(d.city), '') as desk_city, e.scope, e.checked_on, e.valid_until
		from endorsements e join endorsement_signatures s using (code) join trust_keys k on k.id = s.key_id left join desks d on d.id = s.desk_id
		where e.company_id = any(@ids) and e.state in ('signed_by_one', 'active') and e.valid_until >= @day::date and k.withdrawn_on is null
		group by e.code order by e.issued_on desc, e.code desc`, args)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("read standings: %w", err)
	}
	all := make(map[account.CompanyID]facts, len(rows))
	for _, r := range rows {
		all[r.ID] = facts{kind: r.Kind, state: r.State, suspended: r.Suspended, deskless: r.Deskless, until: r.VerifiedUntil, verifiedAt: r.VerifiedAt}
	}
	for _, c := range checks {
		f := all[c.CompanyID]
		f.checks = append(f.checks, c)
		all[c.CompanyID] = f
	}
	for _, v := range vouchers {
		f := all[v.CompanyID]
		f.signed = append(f.signed, v)
		all[v.CompanyID] = f
	}
	return all, nil
}

func queue[T any](batch *pgx.Batch, into *[]T, sql string, args pgx.NamedArgs) {
	batch.Queue(sql, args).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
		*into = found
		return err
	})
}

// Phones are the numbers that companies have published, as they wrote them, for the office to call.
func Phones(ctx context.Context, q postgres.Querier, ids ...account.CompanyID) (map[account.CompanyID]string, error) {
	rows, err := q.Query(ctx, `select company_id, phone from verifications where company_id = any(@ids) and phone <> ''`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("read phones: %w", err)
	}
	all := map[account.CompanyID]string{}
	var id account.CompanyID
	var phone string
	_, err = pgx.ForEachRow(rows, []any{&id, &phone}, func() error { all[id] = phone; return nil })
	return all, err
}
