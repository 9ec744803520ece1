package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

type ruleRow struct {
	ResourceID ResourceID
	Weekday    int16
	StartMin   int16
	EndMin     int16
	ValidFrom  *time.Time
	ValidTo    *time.Time
}

type overrideRow struct {
	ResourceID ResourceID
	OnDate     time.Time
	StartMin   *int32
	EndMin     *int32
}

type travelRow struct {
	ResourceID ResourceID
	FromDate   time.Time
	ToDate     time.Time
	Zone       string
}

// calendars reads what resources offer.
func (store) calendars(ctx context.Context, q querier, resources []Resource) (map[ResourceID]Calendar, error) {
	ids := make([]ResourceID, len(resources))
	calendars := map[ResourceID]Calendar{}
	for i, r := range resources {
		zone, err := LoadZone(r.Zone)
		if err != nil {
			return nil, fmt.Errorf("zone of resource %d: %w", r.ID, err)
		}
		ids[i] = r.ID
		calendars[r.ID] = Calendar{Zone: zone, Always: !r.KeepsHours, Overrides: map[Date][]Span{}}
	}
	if err := addRules(ctx, q, ids, calendars); err != nil {
		return nil, err
	}
	if err := addOverrides(ctx, q, ids, calendars); err != nil {
		return nil, err
	}
	return calendars, addTravel(ctx, q, ids, calendars)
}

func addRules(ctx context.Context, q querier, ids []ResourceID, into map[ResourceID]Calendar) error {
	rows, err := q.Query(ctx, `
		select resource_id, weekday, start_min, end_min, lower(valid) as valid_from, upper(valid) as valid_to
		from availability_rule where resource_id = any(@ids) order by resource_id, weekday, start_min`,
		pgx.NamedArgs{"ids": ids})
	if err != nil {
		return fmt.Errorf("read weekly rules: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[ruleRow])
	if err != nil {
		return fmt.Errorf("read weekly rules: %w", err)
	}
	for _, row := range all {
		c := into[row.ResourceID]
		c.Rules = append(c.Rules, Rule{Weekday: int(row.Weekday), Span: Span{int(row.StartMin), int(row.EndMin)},
			From: dateOrNone(row.ValidFrom), To: dateOrNone(row.ValidTo)})
		into[row.ResourceID] = c
	}
	return nil
}

func addOverrides(ctx context.Context, q querier, ids []ResourceID, into map[ResourceID]Calendar) error {
	rows, err := q.Query(ctx, `
		select o.resource_id, o.on_date, lower(part) as start_min, upper(part) as end_min
		from availability_override o left join lateral unnest(o.minutes) part on true
		where o.resource_id = any(@ids)`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return fmt.Errorf("read overrides: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[overrideRow])
	if err != nil {
		return fmt.Errorf("read overrides: %w", err)
	}
	for _, row := range all {
		date := DateOf(row.OnDate, time.UTC)
		spans := into[row.ResourceID].Overrides[date]
		if row.StartMin != nil && row.EndMin != nil {
			spans = append(spans, Span{int(*row.StartMin), int(*row.EndMin)})
		}
		into[row.ResourceID].Overrides[date] = spans
	}
	return nil
}

func addTravel(ctx context.Context, q querier, ids []ResourceID, into map[ResourceID]Calendar) error {
	rows, err := q.Query(ctx, `
		select resource_id, lower(dates) as from_date, upper(dates) as to_date, zone
		from zone_span where resource_id = any(@ids)`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return fmt.Errorf("read travel: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[travelRow])
	if err != nil {
		return fmt.Errorf("read travel: %w", err)
	}
	for _, row := range all {
		zone, err := LoadZone(row.Zone)
		if err != nil {
			return fmt.Errorf("travel of resource %d: %w", row.ResourceID, err)
		}
		c := into[row.ResourceID]
		c.Travel = append(c.Travel, Travel{DateOf(row.FromDate, time.UTC), DateOf(row.ToDate, time.UTC), zone})
		into[row.ResourceID] = c
	}
	return nil
}

func dateOrNone(t *time.Time) Date {
	if t == nil {
		return Date{}
	}
	return DateOf(*t, time.UTC)
}

// setRules replaces the weekly rules of a resource.
func (store) setRules(ctx context.Context, tx postgres.Tx, id ResourceID, rules []Rule) error {
	batch := &pgx.Batch{}
	batch.Queue(`delete from availability_rule where resource_id = $1`, id)
	for _, r := range rules {
		batch.Queue(`
			insert into availability_rule (resource_id, weekday, start_min, end_min, valid)
			values ($1, $2, $3, $4, daterange($5::date, $6::date))`,
			id, r.Weekday, r.Span.Start, r.Span.End, dateOrNull(r.From), dateOrNull(r.To))
	}
	return tx.SendBatch(ctx, batch).Close()
}

// setOverride replaces all rules of one date; no spans close it.
func (store) setOverride(ctx context.Context, tx postgres.Tx, id ResourceID, on Date, spans []Span, reason string) error {
	starts, ends := make([]int32, len(spans)), make([]int32, len(spans))
	for i, s := range spans {
		starts[i], ends[i] = int32(s.Start), int32(s.End)
	}
	_, err := tx.Exec(ctx, `
		insert into availability_override (resource_id, on_date, minutes, reason)
		values (@id, @on::date, coalesce((select range_agg(int4range(s, e)) from unnest(@starts::int[], @ends::int[]) as t(s, e)),
			'{}'::int4multirange), @reason)
		on conflict (resource_id, on_date) do update set minutes = excluded.minutes, reason = excluded.reason`,
		pgx.NamedArgs{"id": id, "on": on.noon(), "starts": starts, "ends": ends, "reason": reason})
	return err
}

// setTravel adds a stay in another zone.
func (store) setTravel(ctx context.Context, tx postgres.Tx, id ResourceID, t Travel) error {
	_, err := tx.Exec(ctx, `
		insert into zone_span (resource_id, dates, zone) values (@id, daterange(@from::date, @to::date), @zone)`,
		pgx.NamedArgs{"id": id, "from": t.From.noon(), "to": t.To.noon(), "zone": t.Zone.String()})
	return err
}

func dateOrNull(d Date) *time.Time {
	if d == (Date{}) {
		return nil
	}
	at := d.noon()
	return &at
}
