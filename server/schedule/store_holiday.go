package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// learnHolidays keeps a country's holidays, and returns those that were not known, none where nothing was.
func (store) learnHolidays(ctx context.Context, tx postgres.Tx, country string, all []Holiday) ([]Holiday, error) {
	dates := make([]time.Time, len(all))
	for i, h := range all {
		dates[i] = h.On.noon()
	}
	rows, err := tx.Query(ctx, `
		with known as (select exists (select from holiday_known where country = @country) as any),
			learned as (insert into holiday_known (country, on_date) select @country, unnest(@dates::date[]) on conflict do nothing returning on_date)
		select on_date from learned, known where known.any order by on_date`, pgx.NamedArgs{"country": country, "dates": dates})
	if err != nil {
		return nil, fmt.Errorf("learn holidays: %w", err)
	}
	learned, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return nil, fmt.Errorf("learn holidays: %w", err)
	}
	fresh := map[Date]bool{}
	for _, on := range learned {
		fresh[DateOf(on, time.UTC)] = true
	}
	var found []Holiday
	for _, h := range all {
		if fresh[h.On] {
			found = append(found, h)
		}
	}
	return found, nil
}

// closeDays closes days for who follows a country. What somebody has said of a day stays.
func (store) closeDays(ctx context.Context, tx postgres.Tx, country string, all []Holiday) error {
	dates, reasons := make([]time.Time, len(all)), make([]string, len(all))
	for i, h := range all {
		dates[i], reasons[i] = h.On.noon(), holidayReason+h.Name
	}
	_, err := tx.Exec(ctx, `
		insert into availability_override (resource_id, on_date, reason)
		select r.id, h.on_date, h.reason from resource r cross join unnest(@dates::date[], @reasons::text[]) as h(on_date, reason)
		where r.holidays_of = @country on conflict do nothing`, pgx.NamedArgs{"country": country, "dates": dates, "reasons": reasons})
	if err != nil {
		return fmt.Errorf("close days: %w", err)
	}
	return nil
}
