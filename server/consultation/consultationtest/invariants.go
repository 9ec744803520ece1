// Package consultationtest owns what must be true of consultations in the database after anything that happened to them:
// the invariants, by number, as SQL that knows nothing of the code that it judges. It leaves bringing the database into
// that state to the tests.
package consultationtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// invariant is a number with what it says; the query gives a line for each row that breaks it.
type invariant struct {
	name  string
	query string
}

// freed are the states that own no claim.
const freed = `('expired', 'withdrawn', 'declined', 'cancelled')`

// ahead are the states whose claims are still as they were taken: whole, and for the agreed time.
const ahead = `('draft', 'requested', 'returned', 'offered', 'accepted', 'confirmed', 'suspended')`

var always = []invariant{
	{"I1 no two claims of a resource overlap", `
		select format('resource %s: %s and %s', a.resource_id, a.during, b.during) from claim a join claim b
			on a.resource_id = b.resource_id and a.during && b.during and a.ctid < b.ctid`},
	{"I2 a state that owns claims has one for every named party, and no other", `
		select format('%s %s: claims of %s', c.id, c.state, array(select resource_id from claim where consultation_id = c.id and role <> 'place' order by 1))
		from consultation c
		where array(select resource_id from claim where consultation_id = c.id and role <> 'place' order by 1) <>
			case when c.state in ` + freed + ` then '{}'::bigint[]
			else array(select p from unnest(array[c.supplier_id, c.buyer_id, c.interpreter_id, c.second_id]) p where p is not null order by 1) end`},
	{"I3 who is confirmed and needs a language has an interpreter who agreed, or a waiver by name", `
		select format('%s %s: interpreter %s', c.id, c.state, c.interpreter_state) from consultation c
		where c.state in ('confirmed', 'live') and (
			c.interpreter_state not in ('none', 'accepted', 'waived')
			or c.interpreter_state = 'accepted' and c.interpreter_id is null
			or c.interpreter_state = 'none' and c.kind = 'booked' and c.need_from <> ''
			or c.interpreter_state = 'waived' and not exists (select 1 from consultation_event e
				where e.consultation_id = c.id and e.role = 'office' and e.reason = 'waived')
				and (select count(*) from interpreter_waiver w where w.consultation_id = c.id) < 2)`},
	{"I3 every seat that was promised has its claim, and nobody has promised two seats at once", `
		select format('%s seat %s: %s is %s', a.consultation_id, a.seat, a.user_id, a.stage) from assignment a join consultation c on c.id = a.consultation_id
		where a.stage in ('accepted', 'briefed', 'checked_in', 'interpreting') and c.state in ` + ahead + `
			and a.user_id is distinct from case a.seat when 1 then c.interpreter_user else c.second_user end`},
	{"I3 who was asked is who has an open offer", `
		select format('%s: asked %s', c.id, c.asked) from consultation c
		where c.state in ` + ahead + ` and array(select unnest(c.asked) order by 1)
			<> array(select user_id from assignment a where a.consultation_id = c.id and a.stage = 'offered' order by 1)`},
	{"I4 the length is one of the supplier's", `
		select format('%s: %s', c.id, c.ends_at - c.starts_at) from consultation c left join meeting_type t on t.resource_id = c.supplier_id
		where c.kind = 'booked' and c.state in ` + ahead + `
			and extract(epoch from c.ends_at - c.starts_at) / 60 <> all (coalesce(t.lengths, '{30,45,60}'::smallint[]))`},
	{"I5 a claim is the time with that party's buffers", `
		select format('%s: %s claims %s', c.id, l.role, l.during) from consultation c join claim l on l.consultation_id = c.id
			join resource r on r.id = l.resource_id
		where c.kind = 'booked' and c.state in ` + ahead + `
			and not exists (select 1 from consultation_event e where e.consultation_id = c.id and e.version = 1 and e.move = 'enter')
			and l.role <> 'place' and l.during <> tstzrange(c.starts_at - r.buffer_before, c.ends_at + r.buffer_after, '[)')`},
	{"I6 pending means an expiry, with a deadline not past it", `
		select format('%s %s: answer by %s, expires %s', id, state, answer_by, expires_at) from consultation
		where (state in ('draft', 'requested', 'returned', 'offered')) <> (expires_at is not null)
			or expires_at is not null and (answer_by is null or answer_by > expires_at)`},
	{"I6 what has expired stays so", `
		select format('%s version %s: %s after expired', consultation_id, version, move) from consultation_event where from_state = 'expired'`},
	{"I7 only the office or its rule lets a request through, and never a party", `
		select format('%s version %s by %s', e.consultation_id, e.version, e.role) from consultation_event e
			join consultation c on c.id = e.consultation_id
		where e.from_state = 'requested' and e.to_state = 'offered' and (e.role not in ('office', 'server')
			or exists (select 1 from grants g where g.user_id::text = e.actor and g.company_id in (c.supplier_company, c.buyer_company)))`},
	{"I7 each change is one version and one event, and they follow one another", `
		select format('%s %s version %s, %s events', c.id, c.state, c.version, count(e.version))
		from consultation c left join (
			select *, lag(to_state, 1, '') over (partition by consultation_id order by version) as before,
				row_number() over (partition by consultation_id order by version) as n from consultation_event) e on e.consultation_id = c.id
		group by c.id, c.state, c.version
		having count(e.version) <> c.version or bool_or(e.n <> e.version) or bool_or(e.before <> e.from_state)
			or not bool_or(e.version = c.version and e.to_state = c.state)`},
	{"I8 a key that was taken made something", `
		select format('%s %s', k.actor, k.key) from idempotency k
		where k.consultation_id is not null and not exists (select 1 from consultation where id = k.consultation_id)`},
	{"I9 the day's counter counts the supplier's local day, and the cap holds", `
		select format('resource %s on %s: %s of %s', d.resource_id, d.on_date, d.n, d.cap) from day_count d left join (
			select supplier_id, supplier_wall::date as on_date, count(*) as n from consultation where state not in ` + freed + ` group by 1, 2) c
			on c.supplier_id = d.resource_id and c.on_date = d.on_date
		where d.n > d.cap or d.n <> coalesce(c.n, 0)`},
	{"I10 the supplier's wall clock is that of the instant", `
		select format('%s: %s in %s', id, supplier_wall, supplier_zone) from consultation
		where supplier_wall <> starts_at at time zone supplier_zone`},
	{"I11 notice was kept when the slot was asked for", `
		select format('%s: asked %s for %s', c.id, e.at, c.starts_at) from consultation c
			join consultation_event e on e.consultation_id = c.id and e.version = 1
			left join meeting_type t on t.resource_id = c.supplier_id
		where c.kind = 'booked' and e.move <> 'enter' and e.at > c.starts_at - coalesce(t.notice, '24 h'::interval) and not exists (
			select 1 from consultation_event m where m.consultation_id = c.id and m.move in ('reschedule', 'agree_time', 'take_wish'))`},
	{"I12 the sequence rises only once an invite was sent", `
		select format('%s: sequence %s, invited %s', id, ical_sequence, invited) from consultation
		where ical_sequence < 0 or ical_sequence > 0 and not invited`},
	{"I12 no cancellation without an invite before it, and none with an older sequence", `
		select format('%s version %s: %s with sequence %s', l.id, l.version, l.notice, l.sequence)
		from (select args->>'consultation' as id, (args->>'version')::int as version, args->>'notice' as notice,
				(args->>'sequence')::int as sequence, (args->>'invited')::boolean as invited
			from river_job where kind = 'consultation_letters') l
		where l.notice = 'cancelled' and l.invited and l.sequence <= any (select (m.args->>'sequence')::int from river_job m
			where m.kind = 'consultation_letters' and m.args->>'consultation' = l.id and (m.args->>'invited')::boolean
				and m.args->>'notice' in ('confirmed', 'moved') and (m.args->>'version')::int < l.version)`},
	{"I13 a letter is of a version that was committed", `
		select l.consultation_id::text || ' ' || l.version || ' ' || l.kind from letter l
		where not exists (select from consultation_event e where e.consultation_id = l.consultation_id and e.version = l.version)`},
	{"I14 no reminder of what had moved or ended before", `
		select l.consultation_id::text || ' ' || l.version || ' ' || l.kind from letter l
		where l.kind like 'reminder%' and exists (select from consultation_event e
			where e.consultation_id = l.consultation_id and e.version > l.version and e.at < l.written_at)`},
	{"I17 one proposal is open at a time", `
		select format('%s: %s open', consultation_id, count(*)) from proposal where state = 'open' group by consultation_id having count(*) > 1`},
	{"I17 who agreed to a proposal agreed to what it was made on", `
		select format('%s version %s', e.consultation_id, e.version) from consultation_event e
		where e.move = 'agree_time' and not exists (select 1 from proposal p
			where p.consultation_id = e.consultation_id and p.state = 'agreed' and p.base_version = e.version - 1)`},
	{"I19 attendance is of a meeting that has ended", `
		select format('%s %s', c.id, c.state) from attendance a join consultation c on c.id = a.consultation_id
		where c.ended_at is null and c.state not in ('confirmed', 'missed')`},
	{"every reference leads somewhere", `
		select format('%s %s', c.id, c.state) from consultation c where
			exists (select from unnest(array[supplier_id, buyer_id, interpreter_id]) r where r is not null and not exists (select from resource where id = r))
			or exists (select from unnest(array[supplier_company, buyer_company]) o where o is not null and not exists (select from companies where id = o))
			or exists (select from unnest(array[buyer_user, host_user, interpreter_user, requested_by]) u where u is not null and not exists (select from users where id = u))
		union all select format('claim of %s by %s', resource_id, consultation_id) from claim l
			where not exists (select from resource where id = l.resource_id)
				or l.consultation_id is not null and not exists (select from consultation where id = l.consultation_id)
		union all select format('event %s of %s', version, consultation_id) from consultation_event e
			where not exists (select from consultation where id = e.consultation_id)`},
	{"every open turn has an owner and a deadline", `
		select format('%s %s: owner %s, answer by %s', id, state, owner, answer_by) from consultation
		where state in ('draft', 'requested', 'returned', 'offered', 'accepted', 'suspended') and (owner = '' or answer_by is null)
			or state in ` + freed + ` and (owner <> '' or answer_by is not null)`},
}

// Invariants are the invariants I1 to I14, I17 and I19 that do not hold in the database, a line for each row that breaks
// one; nothing when all is well. It may be asked at any instant between transactions.
func Invariants(ctx context.Context, db *postgres.DB) []string {
	broken := check(ctx, db, always)
	return append(broken, chains(ctx, db)...)
}

// Overdue is what a sweep at the instant should have moved and did not: I16, nothing is confirmed or running 31 minutes
// after its end, and nothing pending lives past its expiry.
func Overdue(ctx context.Context, db *postgres.DB, now time.Time) []string {
	return check(ctx, db, []invariant{
		{"I16 nothing is confirmed 31 minutes after its end", `
			select format('%s %s, ended %s', id, state, ends_at) from consultation
			where state in ('confirmed', 'live') and ends_at < $1::timestamptz - interval '31 minutes'`},
		{"nothing pending lives past its expiry", `
			select format('%s %s, expired %s', id, state, expires_at) from consultation where expires_at < $1::timestamptz - interval '31 s'`},
		{"what was not confirmed by its start is over", `
			select format('%s %s, start %s', id, state, starts_at) from consultation
			where state in ('accepted', 'suspended') and starts_at < $1::timestamptz - interval '31 s'`},
	}, now)
}

func check(ctx context.Context, db *postgres.DB, all []invariant, args ...any) []string {
	var broken []string
	for _, i := range all {
		rows, err := db.Query(ctx, i.query, args...)
		if err != nil {
			broken = append(broken, fmt.Sprintf("%s: %v", i.name, err))
			continue
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				line = err.Error()
			}
			broken = append(broken, i.name+": "+line)
		}
		if err := rows.Err(); err != nil {
			broken = append(broken, fmt.Sprintf("%s: %v", i.name, err))
		}
		rows.Close()
	}
	return broken
}

// chains are the consultations whose events are not chained by their hashes any more.
func chains(ctx context.Context, db *postgres.DB) []string {
	rows, err := db.Query(ctx, `
		select consultation_id::text, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash
		from consultation_event order by consultation_id, version`)
	if err != nil {
		return []string{"I7 chain: " + err.Error()}
	}
	defer rows.Close()
	var broken []string
	var last string
	var prev []byte
	for rows.Next() {
		var id, actor, role, move, from, to, reason string
		var version int
		var at time.Time
		var before, hash []byte
		if err := rows.Scan(&id, &version, &at, &actor, &role, &move, &from, &to, &reason, &before, &hash); err != nil {
			return append(broken, "I7 chain: "+err.Error())
		}
		if id != last {
			last, prev = id, nil
		}
		sum := sha256.Sum256(fmt.Appendf(nil, "%x\x00%s\x00%d\x00%s\x00%s\x00%s\x00%s\x00%s\x00%s\x00%s", prev, id, version,
			at.UTC().Format(time.RFC3339Nano), actor, role, move, from, to, reason))
		if string(before) != string(prev) || string(hash) != string(sum[:]) {
			broken = append(broken, fmt.Sprintf("I7 the chain of %s breaks at version %d", id, version))
		}
		prev = hash
	}
	if err := rows.Err(); err != nil {
		broken = append(broken, "I7 chain: "+err.Error())
	}
	return broken
}
