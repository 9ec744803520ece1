package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// ofLegs are the ids of who works between two of the languages: in the pair itself, or in a leg of its relay.
const ofLegs = `select p.resource_id from interpreter_pair p join resource r on r.id = p.resource_id and r.active
	where p.from_lang = any(@langs) and p.to_lang = any(@langs)`

// languages are those of the pair and the hub.
func (p Pair) languages() []string {
	all := []string{p.From, p.To, Hub}
	slices.Sort(all)
	return slices.Compact(all)
}

// queueThirdOf reads who works in the pair or in a leg of its relay, with their calendars and claims, for a supplier.
func (store) queueThirdOf(batch *pgx.Batch, supplier uuid.UUID, p Pair, w wanted) *reading {
	r := newReading()
	r.queueResources(batch, who{ofLegs, pgx.NamedArgs{"langs": p.languages()}}, w)
	r.queueGuides(batch, supplier, p)
	return r
}

// demand is what a meeting asks, with what the supplier always does.
func (r *reading) demand(d Demand) Demand {
	d.Skills = append(slices.Clone(d.Skills), r.requires...)
	return d
}

// queueGuides reads what the interpreters of the languages are, beside their time, and what the supplier asks of them.
func (r *reading) queueGuides(batch *pgx.Batch, supplier uuid.UUID, p Pair) {
	batch.Queue(`select q.skills from resource_requires q join resource r on r.id = q.resource_id where r.kind = 'supplier' and r.owner = $1`, supplier).
		Query(each([]any{&r.requires}, func() error { return nil }))
	sql := `
		select p.resource_id, array_agg(p.from_lang order by p.from_lang, p.to_lang), array_agg(p.to_lang order by p.from_lang, p.to_lang),
			coalesce(t.rank, 0), coalesce(t.skills, '{}'), t.cleared_until,
			array(select owner from interpreter_apart a where a.resource_id = p.resource_id order by owner)
		from interpreter_pair p left join interpreter_terms t on t.resource_id = p.resource_id
		where p.from_lang = any(@langs) and p.to_lang = any(@langs) group by p.resource_id, t.resource_id`
	var (
		id       ResourceID
		from, to []string
		rank     int
		skills   []string
		until    *time.Time
		apart    []uuid.UUID
	)
	batch.Queue(sql, pgx.NamedArgs{"langs": p.languages()}).Query(each([]any{&id, &from, &to, &rank, &skills, &until, &apart}, func() error {
		g := &Guide{Rank: rank, Skills: slices.Clone(skills), Until: dateOrNone(until), Apart: slices.Clone(apart)}
		for i := range from {
			g.Pairs = append(g.Pairs, Pair{from[i], to[i]})
		}
		r.guides[id] = g
		return nil
	}))
}

// guidesOf are the interpreters of a reading, by rank.
func (r *reading) guidesOf(from, to time.Time) []Guide {
	var all []Guide
	for _, resource := range r.of(Interpreter) {
		g := Guide{}
		if known := r.guides[resource.ID]; known != nil {
			g = *known
		}
		g.Party, g.Owner, g.Zone, g.Works = r.party(resource, from, to), resource.Owner, r.calendars[resource.ID].Zone, r.works[resource.ID]
		all = append(all, g)
	}
	slices.SortStableFunc(all, func(a, b Guide) int { return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Resource, b.Resource)) })
	return all
}

func (store) setPairs(ctx context.Context, tx postgres.Tx, id ResourceID, pairs []Pair) error {
	if _, err := tx.Exec(ctx, `delete from interpreter_pair where resource_id = @id`, pgx.NamedArgs{"id": id}); err != nil {
		return fmt.Errorf("clear pairs: %w", err)
	}
	batch := &pgx.Batch{}
	for _, p := range pairs {
		batch.Queue(`insert into interpreter_pair (resource_id, from_lang, to_lang) values ($1, $2, $3) on conflict do nothing`, id, p.From, p.To)
	}
	return tx.SendBatch(ctx, batch).Close()
}

// setGuide keeps what an interpreter is, beside pairs and time.
func (store) setGuide(ctx context.Context, tx postgres.Tx, id ResourceID, g Guide) error {
	batch := &pgx.Batch{}
	skills := g.Skills
	if skills == nil {
		skills = []string{}
	}
	batch.Queue(`
		insert into interpreter_terms (resource_id, rank, skills, cleared_until) values ($1, $2, $3, $4::date)
		on conflict (resource_id) do update set rank = excluded.rank, skills = excluded.skills, cleared_until = excluded.cleared_until`,
		id, g.Rank, skills, dateOrNull(g.Until))
	batch.Queue(`delete from interpreter_apart where resource_id = $1`, id)
	batch.Queue(`insert into interpreter_apart (resource_id, owner) select $1, unnest($2::uuid[]) on conflict do nothing`, id, g.Apart)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep interpreter: %w", err)
	}
	return nil
}

// setRequired keeps what a supplier asks of its interpreters.
func (store) setRequired(ctx context.Context, tx postgres.Tx, id ResourceID, skills []string) error {
	_, err := tx.Exec(ctx, `
		insert into resource_requires (resource_id, skills) values (@id, @skills)
		on conflict (resource_id) do update set skills = excluded.skills`, pgx.NamedArgs{"id": id, "skills": skills})
	if err != nil {
		return fmt.Errorf("keep required skills: %w", err)
	}
	return nil
}

func (store) countWork(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, resource ResourceID, alone time.Duration) error {
	_, err := tx.Exec(ctx, `update claim set work = $3::interval where consultation_id = $1 and resource_id = $2`, consultation, resource, alone)
	if err != nil {
		return fmt.Errorf("count interpreter's work: %w", err)
	}
	return nil
}
