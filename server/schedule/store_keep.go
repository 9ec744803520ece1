package schedule

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/etradeoffice/portal/server/postgres"
)

// holidayReason begins the reason of an exception that was copied from the public holidays.
const holidayReason = "holiday:"

// exceptions are those of a resource from a date on.
func (store) exceptions(ctx context.Context, q postgres.Querier, id ResourceID, from Date) ([]Exception, error) {
	rows, err := q.Query(ctx, `
		select on_date, minutes, reason from availability_override where resource_id = @id and on_date >= @from::date order by on_date`,
		pgx.NamedArgs{"id": id, "from": from.noon()})
	if err != nil {
		return nil, fmt.Errorf("read exceptions: %w", err)
	}
	var (
		all     []Exception
		on      time.Time
		minutes pgtype.Multirange[pgtype.Range[pgtype.Int4]]
		reason  string
	)
	_, err = pgx.ForEachRow(rows, []any{&on, &minutes, &reason}, func() error {
		e := Exception{On: DateOf(on, time.UTC), Reason: reason}
		for _, m := range minutes {
			e.Spans = append(e.Spans, Span{int(m.Lower.Int32), int(m.Upper.Int32)})
		}
		if name, ok := strings.CutPrefix(reason, holidayReason); ok {
			e.Holiday, e.Reason = name, ""
		}
		all = append(all, e)
		return nil
	})
	return all, err
}

func (store) deleteOverride(ctx context.Context, tx postgres.Tx, id ResourceID, on Date) error {
	_, err := tx.Exec(ctx, `delete from availability_override where resource_id = @id and on_date = @on::date`, pgx.NamedArgs{"id": id, "on": on.noon()})
	return err
}

func (store) deleteTravel(ctx context.Context, tx postgres.Tx, id ResourceID, from Date) error {
	_, err := tx.Exec(ctx, `delete from zone_span where resource_id = @id and lower(dates) = @from::date`, pgx.NamedArgs{"id": id, "from": from.noon()})
	return err
}

func (store) setHabits(ctx context.Context, tx postgres.Tx, id ResourceID, h Habits) error {
	_, err := tx.Exec(ctx, `
		update resource set early_min = nullif(@early::smallint, 0), late_min = nullif(@late::smallint, 0), buffer_before = @before, buffer_after = @after
		where id = @id`, pgx.NamedArgs{"id": id, "early": h.Early, "late": h.Late, "before": h.Before, "after": h.After})
	return err
}

// setTermsOfAll writes the terms of all hosts of a company.
func (store) setTermsOfAll(ctx context.Context, tx postgres.Tx, company uuid.UUID, t Terms) error {
	rows, err := tx.Query(ctx, `select id from resource where kind = 'supplier' and owner = @company order by id`, pgx.NamedArgs{"company": company})
	if err != nil {
		return fmt.Errorf("read hosts: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ResourceID])
	if err != nil {
		return fmt.Errorf("read hosts: %w", err)
	}
	for _, id := range ids {
		if err := (store{}).setTerms(ctx, tx, id, t); err != nil {
			return err
		}
	}
	return nil
}

func (store) followHolidays(ctx context.Context, tx postgres.Tx, company uuid.UUID, country string) error {
	_, err := tx.Exec(ctx, `
		update resource set holidays_of = @country, holidays_through = '0001-01-01'
		where kind = 'supplier' and owner = @company and holidays_of <> @country`, pgx.NamedArgs{"company": company, "country": country})
	return err
}

// closeHolidays copies a country's holidays to who follows them, each day once.
func (store) closeHolidays(ctx context.Context, tx postgres.Tx, country string, all []Holiday, until Date) error {
	dates, reasons := make([]time.Time, len(all)), make([]string, len(all))
	for i, h := range all {
		dates[i], reasons[i] = h.On.noon(), holidayReason+h.Name
	}
	args := pgx.NamedArgs{"country": country, "dates": dates, "reasons": reasons, "until": until.noon()}
	if _, err := tx.Exec(ctx, `
		insert into availability_override (resource_id, on_date, reason)
		select r.id, h.on_date, h.reason from resource r
		join unnest(@dates::date[], @reasons::text[]) as h(on_date, reason) on h.on_date >= r.holidays_through
		where r.holidays_of = @country and r.holidays_through < @until::date
		on conflict do nothing`, args); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update resource set holidays_through = @until::date where holidays_of = @country and holidays_through < @until::date`, args)
	return err
}

// setPlaces makes n places active, those with the lowest ids, and makes those that are missing.
func (store) setPlaces(ctx context.Context, tx postgres.Tx, n int) error {
	batch := &pgx.Batch{}
	batch.Queue(`select pg_advisory_xact_lock(hashtext('schedule.places'))`)
	batch.Queue(`
		insert into resource (kind, owner, zone, keeps_hours)
		select 'place', gen_random_uuid(), 'UTC', false from generate_series((select count(*) from resource where kind = 'place') + 1, $1::bigint)`, n)
	batch.Queue(`
		update resource set active = place.n <= $1::bigint
		from (select id, row_number() over (order by id) as n from resource where kind = 'place') place
		where place.id = resource.id and active <> (place.n <= $1::bigint)`, n)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("count rooms: %w", err)
	}
	return nil
}
