package interpreter

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

type profileRow struct {
	UserID       account.UserID
	Tier         int
	Domains      []string
	Qualified    []string
	ClearedUntil *time.Time
	NDAOn        *time.Time `db:"nda_on"`
	NDAUntil     *time.Time `db:"nda_until"`
	Kept         int
	Late         int
	Missed       int
	Stars        int
	Rated        int
	Ties         []uuid.UUID
	From         []string
	To           []string
	Level        []string
}

// profiles are those of the people who have one or work in a pair.
func profiles(ctx context.Context, q postgres.Querier, who []account.UserID) (map[account.UserID]Profile, error) {
	rows, err := q.Query(ctx, `
		select u.id as user_id, coalesce(p.tier, 1) as tier, coalesce(p.domains, '{}') as domains, coalesce(p.qualified, '{}') as qualified,
			p.cleared_until, p.nda_on, p.nda_until, coalesce(p.kept, 0) as kept, coalesce(p.late, 0) as late,
			coalesce(p.missed, 0) as missed, coalesce(p.stars, 0) as stars, coalesce(p.rated, 0) as rated,
			array(select company_id from interpreter_tie t where t.user_id = u.id order by company_id) as ties,
			coalesce(l.from_langs, '{}') as "from", coalesce(l.to_langs, '{}') as "to", coalesce(l.levels, '{}') as level
		from users u left join interpreter_profile p on p.user_id = u.id
		left join lateral (
			select array_agg(i.from_lang order by i.from_lang, i.to_lang) as from_langs, array_agg(i.to_lang order by i.from_lang, i.to_lang) as to_langs,
				array_agg(i.level order by i.from_lang, i.to_lang) as levels
			from interpreter_pair i join resource r on r.id = i.resource_id where r.kind = 'interpreter' and r.owner = u.id) l on true
		where u.id = any(@who)`, pgx.NamedArgs{"who": uuids(who)})
	if err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[profileRow])
	if err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	all := make(map[account.UserID]Profile, len(found))
	for _, r := range found {
		p := Profile{User: r.UserID, Tier: r.Tier, Domains: r.Domains, Qualified: r.Qualified, ClearedUntil: r.ClearedUntil, NDAOn: r.NDAOn,
			NDAUntil: r.NDAUntil, Record: Record{r.Kept, r.Late, r.Missed, r.Stars, r.Rated}}
		for _, id := range r.Ties {
			p.Ties = append(p.Ties, account.CompanyID{UUID: id})
		}
		for i := range r.From {
			p.Languages = append(p.Languages, Language{schedule.Pair{From: r.From[i], To: r.To[i]}, r.Level[i]})
		}
		all[r.UserID] = p
	}
	return all, nil
}

func putProfile(ctx context.Context, tx postgres.Tx, p Profile) error {
	batch := &pgx.Batch{}
	batch.Queue(`
		insert into interpreter_profile (user_id, tier, domains, qualified, cleared_until, nda_on, nda_until)
		values (@user, @tier, @domains, @qualified, @cleared::date, @nda::date, @until::date)
		on conflict (user_id) do update set tier = excluded.tier, domains = excluded.domains, qualified = excluded.qualified,
			cleared_until = excluded.cleared_until, nda_on = excluded.nda_on, nda_until = excluded.nda_until`,
		pgx.NamedArgs{"user": p.User, "tier": p.Tier, "domains": orNone(p.Domains), "qualified": orNone(p.Qualified), "cleared": p.ClearedUntil,
			"nda": p.NDAOn, "until": p.NDAUntil})
	batch.Queue(`delete from interpreter_tie where user_id = $1`, p.User)
	ties := make([]uuid.UUID, len(p.Ties))
	for i, id := range p.Ties {
		ties[i] = id.UUID
	}
	batch.Queue(`insert into interpreter_tie (user_id, company_id) select $1, unnest($2::uuid[]) on conflict do nothing`, p.User, ties)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("put profile: %w", err)
	}
	return nil
}

func languageColumns(p Profile) []any {
	var from, to, level []string
	for _, l := range p.Languages {
		from, to, level = append(from, l.From), append(to, l.To), append(level, l.Level)
	}
	return []any{orNone(from), orNone(to), orNone(level)}
}

// setLevels keeps how well somebody speaks, beside the pairs that schedule keeps.
func setLevels(ctx context.Context, tx postgres.Tx, p Profile) error {
	_, err := tx.Exec(ctx, `
		update interpreter_pair i set level = l.level from resource r, unnest($2::text[], $3::text[], $4::text[]) as l(f, t, level)
		where r.kind = 'interpreter' and r.owner = $1 and i.resource_id = r.id and i.from_lang = l.f and i.to_lang = l.t`,
		append([]any{p.User}, languageColumns(p)...)...)
	if err != nil {
		return fmt.Errorf("keep levels: %w", err)
	}
	return nil
}

func orNone(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

func uuids(who []account.UserID) []uuid.UUID {
	ids := make([]uuid.UUID, len(who))
	for i, id := range who {
		ids[i] = id.UUID
	}
	return ids
}

func addRecord(ctx context.Context, tx postgres.Tx, who account.UserID, r Record) error {
	_, err := tx.Exec(ctx, `
		update interpreter_profile set kept = kept + @kept, late = late + @late, missed = missed + @missed, stars = stars + @stars, rated = rated + @rated
		where user_id = @who`, pgx.NamedArgs{"who": who, "kept": r.Kept, "late": r.Late, "missed": r.Missed, "stars": r.Stars, "rated": r.Rated})
	if err != nil {
		return fmt.Errorf("add to the record of %s: %w", who, err)
	}
	return nil
}

func setRank(ctx context.Context, tx postgres.Tx, who account.UserID, rank int) error {
	_, err := tx.Exec(ctx, `
		update interpreter_terms t set rank = @rank from resource r where r.id = t.resource_id and r.kind = 'interpreter' and r.owner = @who`,
		pgx.NamedArgs{"who": who, "rank": rank})
	return err
}
