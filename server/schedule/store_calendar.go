package schedule

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/etradeoffice/portal/server/postgres"
)

// reading is what one round trip brings of resources, before it is computed with.
type reading struct {
	resources []Resource // that were asked for by owner
	calendars map[ResourceID]*Calendar
	terms     map[ResourceID]Terms        // of those that have chosen their own
	taken     map[ResourceID][]Window     // merged
	booked    map[ResourceID]map[Date]int // consultations on local dates
	guides    map[ResourceID]*Guide       // what interpreters are, beside their time
	works     map[ResourceID][]Work       // of interpreters
	requires  []string                    // skills that the supplier asks of interpreters
}

// wanted is what is read beside calendars and terms.
type wanted struct {
	claims Window    // those that meet it; empty: none
	but    uuid.UUID // a consultation whose own claims do not count
	counts bool      // the day counters of the claims' days
}

// who is the resources that are read: an SQL expression of an array of ids, with its arguments.
type who struct {
	ids  string
	args pgx.NamedArgs
}

// with are the arguments of a statement about who.
func (w who) with(more pgx.NamedArgs) pgx.NamedArgs {
	all := maps.Clone(w.args)
	maps.Copy(all, more)
	return all
}

func newReading() *reading {
	return &reading{calendars: map[ResourceID]*Calendar{}, terms: map[ResourceID]Terms{}, taken: map[ResourceID][]Window{}, booked: map[ResourceID]map[Date]int{}, guides: map[ResourceID]*Guide{}, works: map[ResourceID][]Work{}}
}

// add makes room for a resource's calendar.
func (r *reading) add(resource Resource) error {
	zone, err := LoadZone(resource.Zone)
	if err != nil {
		return fmt.Errorf("zone of resource %d: %w", resource.ID, err)
	}
	c := &Calendar{Zone: zone, Always: !resource.KeepsHours}
	if resource.EarlyMin != nil {
		c.Early = int(*resource.EarlyMin)
	}
	if resource.LateMin != nil {
		c.Late = int(*resource.LateMin)
	}
	r.calendars[resource.ID] = c
	return nil
}

// read brings what the resources offer and how they let themselves be booked, and what is wanted beside.
func (store) read(ctx context.Context, q postgres.Querier, resources []Resource, w wanted) (*reading, error) {
	r := newReading()
	ids := make([]ResourceID, len(resources))
	for i, resource := range resources {
		if err := r.add(resource); err != nil {
			return nil, err
		}
		ids[i] = resource.ID
	}
	batch := &pgx.Batch{}
	r.queue(batch, who{`@ids::bigint[]`, pgx.NamedArgs{"ids": ids}}, w)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("read calendars: %w", err)
	}
	return r, nil
}

// queuePeople adds to a batch the resources that a slot needs, with all that read brings of them: the supplier, the
// buyer's where it is known and has one, and the interpreters of the pair where one is needed.
func (store) queuePeople(batch *pgx.Batch, of SlotQuery, w wanted) *reading {
	r := newReading()
	ids := `select id from resource where active and (kind = 'supplier' and owner = @supplier or kind = 'buyer' and owner = @buyer or kind = 'place')`
	args := pgx.NamedArgs{"supplier": of.Company.UUID, "buyer": of.Buyer.UUID}
	if of.needed() {
		ids += ` union all ` + ofLegs
		args["langs"] = of.Pair.languages()
	}
	r.queueResources(batch, who{ids, args}, w)
	if of.needed() {
		r.queueGuides(batch, of.Company.UUID, of.Pair)
	}
	return r
}

// queueResources adds the resources of a query of ids, with all that read brings of them.
func (r *reading) queueResources(batch *pgx.Batch, of who, w wanted) {
	batch.Queue(`select `+resourceColumns+` from resource where id = any(array(`+of.ids+`)) order by member is not null, id`, of.args).Query(func(rows pgx.Rows) (err error) {
		if r.resources, err = pgx.CollectRows(rows, pgx.RowToStructByName[Resource]); err != nil {
			return err
		}
		for _, resource := range r.resources {
			if err := r.add(resource); err != nil {
				return err
			}
		}
		return nil
	})
	r.queue(batch, who{`array(` + of.ids + `)`, of.args}, w)
}

// of are the resources of one kind, in the order of their ids.
func (r *reading) of(kind Kind) []Resource {
	var found []Resource
	for _, resource := range r.resources {
		if resource.Kind == kind {
			found = append(found, resource)
		}
	}
	return found
}

func (r *reading) queue(batch *pgx.Batch, of who, w wanted) {
	r.queueRules(batch, of)
	r.queueOverrides(batch, of)
	r.queueTravel(batch, of)
	r.queueTerms(batch, of)
	if !w.claims.Empty() {
		r.queueClaims(batch, of, w)
	}
	if w.counts {
		r.queueCounts(batch, of, w.claims)
	}
}

// termsOf are the terms of a supplier, the usual ones when it has not chosen its own.
func (r *reading) termsOf(id ResourceID) Terms {
	if t, ok := r.terms[id]; ok {
		return t
	}
	return DefaultTerms()
}

func (r *reading) queueRules(batch *pgx.Batch, of who) {
	sql := `select resource_id, weekday, start_min, end_min, lower(valid), upper(valid)
		from availability_rule where resource_id = any(` + of.ids + `) order by resource_id, weekday, start_min`
	var (
		id                  ResourceID
		weekday, start, end int16
		from, to            *time.Time
	)
	batch.Queue(sql, of.args).Query(each([]any{&id, &weekday, &start, &end, &from, &to}, func() error {
		c := r.calendars[id]
		c.Rules = append(c.Rules, Rule{Weekday: int(weekday), Span: Span{int(start), int(end)}, From: dateOrNone(from), To: dateOrNone(to)})
		return nil
	}))
}

func (r *reading) queueOverrides(batch *pgx.Batch, of who) {
	sql := `select resource_id, on_date, minutes from availability_override where resource_id = any(` + of.ids + `)`
	var (
		id      ResourceID
		on      time.Time
		minutes pgtype.Multirange[pgtype.Range[pgtype.Int4]]
	)
	batch.Queue(sql, of.args).Query(each([]any{&id, &on, &minutes}, func() error {
		spans := make([]Span, len(minutes))
		for i, m := range minutes {
			spans[i] = Span{int(m.Lower.Int32), int(m.Upper.Int32)}
		}
		c := r.calendars[id]
		if c.Overrides == nil {
			c.Overrides = map[Date][]Span{}
		}
		c.Overrides[DateOf(on, time.UTC)] = spans
		return nil
	}))
}

func (r *reading) queueTravel(batch *pgx.Batch, of who) {
	sql := `select resource_id, lower(dates), upper(dates), zone from zone_span where resource_id = any(` + of.ids + `)`
	var (
		id       ResourceID
		from, to time.Time
		name     string
	)
	batch.Queue(sql, of.args).Query(each([]any{&id, &from, &to, &name}, func() error {
		zone, err := LoadZone(name)
		if err != nil {
			return fmt.Errorf("travel of resource %d: %w", id, err)
		}
		c := r.calendars[id]
		c.Travel = append(c.Travel, Travel{DateOf(from, time.UTC), DateOf(to, time.UTC), zone})
		return nil
	}))
}

func (r *reading) queueTerms(batch *pgx.Batch, of who) {
	sql := `select resource_id, lengths, step_min, notice, window_days, day_cap from meeting_type where resource_id = any(` + of.ids + `)`
	var row termsRow
	batch.Queue(sql, of.args).Query(each([]any{&row.ResourceID, &row.Lengths, &row.StepMin, &row.Notice, &row.WindowDays, &row.DayCap}, func() error {
		r.terms[row.ResourceID] = row.terms()
		return nil
	}))
}

// queueClaims reads the claims that meet the window, merged. The claims of one consultation can be left out, so that it
// may move over itself.
func (r *reading) queueClaims(batch *pgx.Batch, of who, w wanted) {
	sql := `select resource_id, lower(during), upper(during), work from claim
		where resource_id = any(` + of.ids + `) and during && tstzrange(@begin, @end) and consultation_id is distinct from @but
		order by resource_id, lower(during)`
	var (
		id    ResourceID
		claim Window
		alone *time.Duration
	)
	batch.Queue(sql, of.with(pgx.NamedArgs{"begin": w.claims.Start, "end": w.claims.End, "but": w.but})).Query(each([]any{&id, &claim.Start, &claim.End, &alone}, func() error {
		if alone != nil {
			r.works[id] = append(r.works[id], Work{claim, *alone})
		}
		taken := r.taken[id]
		if n := len(taken); n > 0 && !claim.Start.After(taken[n-1].End) {
			taken[n-1].End = claim.End // claims of one resource touch and never overlap
			return nil
		}
		r.taken[id] = append(taken, claim)
		return nil
	}))
}

func (r *reading) queueCounts(batch *pgx.Batch, of who, w Window) {
	sql := `select resource_id, on_date, n from day_count where resource_id = any(` + of.ids + `) and on_date between @begin::date and @end::date`
	var (
		id ResourceID
		on time.Time
		n  int16
	)
	batch.Queue(sql, of.with(pgx.NamedArgs{"begin": w.Start, "end": w.End})).Query(each([]any{&id, &on, &n}, func() error {
		if r.booked[id] == nil {
			r.booked[id] = map[Date]int{}
		}
		r.booked[id][DateOf(on, time.UTC)] = int(n)
		return nil
	}))
}

// each reads rows into the same variables one after the other.
func each(into []any, row func() error) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, into, row)
		return err
	}
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
