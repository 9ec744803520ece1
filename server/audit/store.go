package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
)

// lockChain has one transaction at a time write to the chain; the number has no meaning.
func lockChain(ctx context.Context, tx postgres.Tx) error {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(4704)`); err != nil {
		return fmt.Errorf("lock the office's log: %w", err)
	}
	return nil
}

// lastAct is the end of the chain, zero when there is none, and the database's clock.
func lastAct(ctx context.Context, tx postgres.Tx) (last struct {
	Version int
	Hash    []byte
}, now time.Time, err error) {
	err = tx.QueryRow(ctx, `select clock_timestamp(), coalesce(version, 0), hash from (select 1) one left join lateral
		(select version, hash from office_event order by version desc limit 1) e on true`).Scan(&now, &last.Version, &last.Hash)
	if err != nil {
		return last, now, fmt.Errorf("read the office's last act: %w", err)
	}
	return last, now, nil
}

func insertAct(ctx context.Context, tx postgres.Tx, a Act, e chain.Entry) error {
	_, err := tx.Exec(ctx, `
		insert into office_event (version, at, by, did, consultation_id, company_id, other_id, user_id, said, prev_hash, hash)
		values (@version, @at, @by, @did, @consultation, @company, @other, @person, @said, @prev, @hash)`,
		pgx.NamedArgs{"version": e.Version, "at": e.At, "by": a.By, "did": a.Did, "consultation": known(a.Consultation), "company": known(a.Company.UUID),
			"other": known(a.Other.UUID), "person": known(a.Person.UUID), "said": a.Said, "prev": e.PrevHash, "hash": e.Hash})
	if err != nil {
		return fmt.Errorf("insert act of the office: %w", err)
	}
	return nil
}

// known is an id as its column has it, null for nobody's.
func known(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// actsAfter are the acts after a version, in order.
func actsAfter(ctx context.Context, q postgres.Querier, version int) ([]written, error) {
	rows, err := q.Query(ctx, `select version, at, by, did, consultation_id, company_id, other_id, user_id, said, hash from office_event where version > @version order by version`,
		pgx.NamedArgs{"version": version})
	if err != nil {
		return nil, fmt.Errorf("read acts of the office: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (w written, err error) {
		var consultation, company, other, person *uuid.UUID
		err = row.Scan(&w.Version, &w.At, &w.By, &w.Did, &consultation, &company, &other, &person, &w.Said, &w.Hash)
		w.Act.Consultation, w.Company, w.Other, w.Person = id(consultation), account.CompanyID{UUID: id(company)}, account.CompanyID{UUID: id(other)}, account.UserID{UUID: id(person)}
		return w, err
	})
}

func id(known *uuid.UUID) uuid.UUID {
	if known == nil {
		return uuid.Nil
	}
	return *known
}

// lines are the moves of consultations that were asked for, of calls and of trust, and the acts of the office.
func lines(ctx context.Context, q postgres.Querier, f Filter, limit, offset int) ([]Line, int, error) {
	rows, err := q.Query(ctx, `
		with person as (select id from users where @who <> '' and position(@who in lower(name || ' ' || email)) > 0),
		firm as (select id from companies where @company <> '' and position(@company in lower(name_en || ' ' || name_ko || ' ' || name_native)) > 0),
		line as (
			select e.at, 'consultation' as kind, e.version, e.actor, e.role, e.move, e.to_state as state, e.reason, c.number,
				c.supplier_company as company, c.buyer_company as other, null::uuid as person, e.hash
			from consultation_event e join consultation c on c.id = e.consultation_id
			where c.number is not null and e.at >= @from and e.at < @until and @kind in ('', 'consultation')
			union all
			select w.at, 'call', w.version, w.actor, w.side, w.move, w.to_state, w.reason, r.number, r.supplier, r.caller_company, null, ''::bytea
			from walkin_event w join walkin_ring r on r.id = w.ring_id
			where w.at >= @from and w.at < @until and @kind in ('', 'call')
			union all
			select o.at, 'office', o.version, o.by::text, 'office', o.did, '', o.said, c.number,
				coalesce(o.company_id, c.supplier_company), coalesce(o.other_id, c.buyer_company), o.user_id, o.hash
			from office_event o left join consultation c on c.id = o.consultation_id
			where o.at >= @from and o.at < @until and @kind in ('', 'office')
			union all
			select t.at, 'trust', t.version, t.actor, t.role, case when t.subject like 'endorsement:%' then 'endorsement_' || t.move else t.move end, t.to_state, t.reason, null,
				coalesce(e.company_id, substring(t.subject from '^company:(.*)$')::uuid), null, null, t.hash
			from trust_events t left join endorsements e on t.subject = 'endorsement:' || e.code
			where t.at >= @from and t.at < @until and @kind in ('', 'trust'))
		select at, kind, version, actor, role, move, state, reason, coalesce(number, ''), company, other, person, hash, count(*) over () as total from line
		where (@number = '' or number = @number)
			and (@company = '' or company in (select id from firm) or other in (select id from firm))
			and (@who = '' or person in (select id from person) or actor in (select id::text from person) or split_part(actor, ':', 2) in (select id::text from person))
		order by at desc, kind, number, version desc limit @limit offset @offset`,
		pgx.NamedArgs{"from": f.From, "until": f.Until, "who": f.Who, "company": f.Company, "number": f.Number, "kind": f.Kind, "limit": limit, "offset": offset})
	if err != nil {
		return nil, 0, fmt.Errorf("read the log: %w", err)
	}
	total := 0
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l Line, err error) {
		var company, other, person *uuid.UUID
		err = row.Scan(&l.At, &l.Kind, &l.Version, &l.Actor, &l.Role, &l.Move, &l.State, &l.Reason, &l.Number, &company, &other, &person, &l.Hash, &total)
		l.Company, l.Other, l.Person = account.CompanyID{UUID: id(company)}, account.CompanyID{UUID: id(other)}, account.UserID{UUID: id(person)}
		return l, err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read the log: %w", err)
	}
	return all, total, nil
}
