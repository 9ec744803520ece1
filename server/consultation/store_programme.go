package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// ruleQuery is what a rule depends on; On is the date of the start, Usual what holds while the office has said nothing.
type ruleQuery struct {
	Supplier, Buyer account.CompanyID
	On              string
	Usual           Moderation
}

// ruleSQL finds the programme of a maker and a date, the latest begun, else the standing service.
const ruleSQL = `
	with p as (
		select id, name_en, name_ko, moderation from programme
		where id = ` + none + ` or $3::date between starts_on and ends_on
			and exists (select from programme_company m where m.company_id = $1 and m.programme_id = programme.id)
		order by starts_on desc nulls last limit 1)
	select coalesce((select id from p), ` + none + `::uuid), coalesce((select name_en from p), ''), coalesce((select name_ko from p), ''),
		coalesce((select moderation from p), $4::text),
		exists (select from programme_pair where supplier_id = $1 and buyer_id = $2 and programme_id = coalesce((select id from p), ` + none + `::uuid))`

func queueRule(batch *pgx.Batch, q ruleQuery, into *Rule) {
	batch.Queue(ruleSQL, q.Supplier, q.Buyer, q.On, q.Usual).QueryRow(into.scan)
}

func ruleOf(ctx context.Context, db querier, q ruleQuery) (Rule, error) {
	var r Rule
	rows, err := db.Query(ctx, ruleSQL, q.Supplier, q.Buyer, q.On, q.Usual)
	if err != nil {
		return r, fmt.Errorf("read rule: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := r.scan(rows); err != nil {
			return r, err
		}
	}
	return r, rows.Err()
}

func (r *Rule) scan(row pgx.Row) error {
	return row.Scan(&r.Occasion, &r.NameEn, &r.NameKo, &r.Moderation, &r.Approved)
}

func occasions(ctx context.Context, q querier, today string) ([]Occasion, error) {
	rows, err := q.Query(ctx, `
		select id, name_en, name_ko, moderation, starts_on, ends_on,
			array(select company_id from programme_company where programme_id = p.id order by 1),
			array(select supplier_id from programme_pair where programme_id = p.id order by supplier_id, buyer_id),
			array(select buyer_id from programme_pair where programme_id = p.id order by supplier_id, buyer_id)
		from programme p where ends_on is null or ends_on >= @today::date order by starts_on nulls first, id limit 100`,
		pgx.NamedArgs{"today": today})
	if err != nil {
		return nil, fmt.Errorf("read programmes: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Occasion, error) {
		var o Occasion
		var makers, suppliers, buyers []uuid.UUID
		err := row.Scan(&o.ID, &o.NameEn, &o.NameKo, &o.Moderation, &o.From, &o.Until, &makers, &suppliers, &buyers)
		for _, id := range makers {
			o.Makers = append(o.Makers, account.CompanyID{UUID: id})
		}
		for i := range suppliers {
			o.Pairs = append(o.Pairs, Sides{account.CompanyID{UUID: suppliers[i]}, account.CompanyID{UUID: buyers[i]}})
		}
		return o, err
	})
}

// setRule keeps a rule; the standing service has its row from the first time on.
func setRule(ctx context.Context, tx postgres.Tx, id uuid.UUID, m Moderation, by account.UserID, now time.Time) error {
	if id == uuid.Nil {
		if err := keepStanding(ctx, tx, m, by, now); err != nil {
			return err
		}
	}
	tag, err := tx.Exec(ctx, `update programme set moderation = @rule, changed_by = @by, changed_at = @now where id = @id`,
		pgx.NamedArgs{"id": id, "rule": m, "by": by, "now": now})
	if err != nil {
		return fmt.Errorf("set rule: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "not_found")
	}
	return nil
}

func keepStanding(ctx context.Context, tx postgres.Tx, m Moderation, by account.UserID, now time.Time) error {
	_, err := tx.Exec(ctx, `insert into programme (id, moderation, changed_by, changed_at) values (@id, @rule, @by, @now) on conflict do nothing`,
		pgx.NamedArgs{"id": uuid.Nil, "rule": m, "by": by, "now": now})
	if err != nil {
		return fmt.Errorf("keep standing service: %w", err)
	}
	return nil
}

func insertOccasion(ctx context.Context, tx postgres.Tx, o Occasion, by account.UserID, now time.Time) error {
	_, err := tx.Exec(ctx, `
		insert into programme (id, name_en, name_ko, moderation, starts_on, ends_on, changed_by, changed_at)
		values (@id, @en, @ko, @rule, @from, @until, @by, @now)`,
		pgx.NamedArgs{"id": o.ID, "en": o.NameEn, "ko": o.NameKo, "rule": o.Moderation, "from": o.From, "until": o.Until, "by": by, "now": now})
	if err != nil {
		return fmt.Errorf("insert programme: %w", err)
	}
	return nil
}

func setTakesPart(ctx context.Context, tx postgres.Tx, id uuid.UUID, maker account.CompanyID, in bool) error {
	return toggle(ctx, tx, in,
		`insert into programme_company (programme_id, company_id)
			select p.id, c.id from programme p, companies c where p.id = $1 and p.starts_on is not null and c.id = $2 and c.kind = 'supplier'
			on conflict (company_id, programme_id) do update set company_id = excluded.company_id`,
		`delete from programme_company where programme_id = $1 and company_id = $2`, id, maker)
}

func setPair(ctx context.Context, tx postgres.Tx, id uuid.UUID, p Sides, on bool) error {
	return toggle(ctx, tx, on,
		`insert into programme_pair (programme_id, supplier_id, buyer_id)
			select p.id, s.id, b.id from programme p, companies s, companies b where p.id = $1 and s.id = $2 and s.kind = 'supplier' and b.id = $3 and b.kind = 'buyer'
			on conflict (supplier_id, buyer_id, programme_id) do update set buyer_id = excluded.buyer_id`,
		`delete from programme_pair where programme_id = $1 and supplier_id = $2 and buyer_id = $3`, id, p.Supplier, p.Buyer)
}

// toggle puts something in or takes it out; what cannot be put in is not there.
func toggle(ctx context.Context, tx postgres.Tx, in bool, insert, remove string, args ...any) error {
	sql := remove
	if in {
		sql = insert
	}
	tag, err := tx.Exec(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("change programme: %w", err)
	}
	if in && tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "company_unknown")
	}
	return nil
}
