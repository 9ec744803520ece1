-- +goose Up
-- What a booking pays for in the database and does not need. The functions of 00025 stay for the version before.

-- Places of an office that has counted its rooms; elsewhere there is nothing to look through.
create index resource_place on resource (id) where kind = 'place' and active;
-- What an interpreter has to do in a half-day, read for the rest rule without a walk through the constraint's index.
create index claim_work on claim (resource_id, lower(during)) where work is not null;
-- Read once when the program starts with another version of the tz database.
drop index consultation_tzdb;

-- These stay (see 00012).
alter table consultation drop constraint consultation_second_id_fkey, drop constraint consultation_second_user_fkey;
alter table day_count drop constraint day_count_resource_id_fkey;

-- Compared as bytes: they are made by programs, and nobody reads them in an order.
alter table consultation alter column ical_uid type text collate "C";
alter table idempotency alter column actor type text collate "C", alter column key type text collate "C";

-- One trigger for what two did: the pages of a supplier are told, and a consultation takes its room.
-- +goose StatementBegin
create function claims_added() returns trigger language plpgsql as $$
declare
    wanted record;
    room   bigint;
begin
    insert into slot_change (resource_id) select resource_id from taken where role not in ('buyer', 'interpreter', 'place');
    if not exists (select from resource where kind = 'place' and active) then
        return null;
    end if;
    -- Where one statement seats several, such statements go one after the other: each looks for more than one room, and could wait
    -- for a room of the other's.
    if (select count(*) from taken where role = 'supplier' and consultation_id is not null) > 1 then
        perform pg_advisory_xact_lock(25, 1);
    end if;
    for wanted in select consultation_id, during from taken where role = 'supplier' and consultation_id is not null loop
        for room in
            select r.id from resource r where r.kind = 'place' and r.active
                and not exists (select from claim c where c.resource_id = r.id and c.during && wanted.during)
            order by r.id
        loop
            insert into claim (resource_id, during, role, consultation_id) values (room, wanted.during, 'place', wanted.consultation_id)
                on conflict do nothing;
            exit when found;
        end loop;
        if not exists (select from claim where consultation_id = wanted.consultation_id and role = 'place') then
            raise exception 'no room is free' using errcode = 'ET001', constraint = 'rooms_full';
        end if;
    end loop;
    return null;
end $$;
-- +goose StatementEnd
drop trigger claim_inserted on claim;
drop trigger claim_takes_place on claim;
create trigger claim_added after insert on claim referencing new table as taken for each statement execute function claims_added();

-- As before; the sum reads claim_work.
-- +goose StatementBegin
create or replace function claim_third(wanted json, rest interval) returns text language plpgsql as $$
declare
    got   int;
    short text;
begin
    perform pg_advisory_xact_lock(r, (extract(epoch from half) / 3600)::int)
    from json_to_recordset(wanted) as t(r int, work interval, half timestamptz) where work is not null;
    with taken as (
        insert into claim (resource_id, during, role, consultation_id, work)
        select r, tstzrange(s, e, '[)'), role, c, work
        from rows from (json_to_recordset(wanted) as (r bigint, s timestamptz, e timestamptz, role text, c uuid, work interval, half timestamptz, half_end timestamptz))
            with ordinality as t(r, s, e, role, c, work, half, half_end, n)
        where work is null or work + coalesce((select sum(claim.work) from claim
            where claim.work is not null and resource_id = r and lower(during) >= half and lower(during) < half_end), '0') <= rest
        order by n
        on conflict do nothing returning 1)
    select count(*) into got from taken;
    if got = json_array_length(wanted) then
        return null;
    end if;
    select c || ' ' || r into short from json_to_recordset(wanted) as t(r bigint, c uuid)
    where not exists (select from claim where resource_id = r and consultation_id = c) limit 1;
    return short;
end $$;
-- +goose StatementEnd

-- Jobs without a time of their own. Clock is the now of who has one of their own, null is the database's.
-- +goose StatementBegin
create function enter_jobs(work json, attempts smallint, clock timestamptz) returns void language plpgsql as $$
begin
    insert into river_job (kind, args, state, max_attempts, created_at, scheduled_at)
    select t.kind, t.args, 'available', attempts, coalesce(clock, now()), coalesce(clock, now()) from json_to_recordset(work) as t(kind text, args jsonb);
end $$;
-- +goose StatementEnd

-- As before, and the jobs with it. What is given is parsed once, and who is in the way is looked for only where somebody is.
-- +goose StatementBegin
create function book(limited json, pending bigint, hourly bigint, since timestamptz, keys json, days json, usual smallint, fresh json,
    sides json, thirds json, rest interval, events json, work json, attempts smallint, clock timestamptz) returns void language plpgsql as $$
declare
    lost text;
    got  int;
begin
    perform set_config('plan_cache_mode', 'force_generic_plan', true);
    if limited::text <> '[]' then
        perform pg_advisory_xact_lock(lock) from json_to_recordset(limited) as t(lock bigint);
        select id::text into lost from json_to_recordset(limited) as t(id uuid, person uuid)
        where (select count(*) from (select from consultation
                where requested_by = person and state in ('requested', 'returned', 'offered') limit pending) waiting) >= pending
            or (select count(*) from (select from consultation
                where requested_by = person and number is not null and created_at > since limit hourly) lately) >= hourly
        limit 1;
        if lost is not null then
            perform must(false, 'limits_hold', lost);
        end if;
    end if;
    if keys::text <> '[]' then
        insert into idempotency (actor, key, request_hash, consultation_id)
        select actor, key, request_hash, consultation_id from json_populate_recordset(null::idempotency, keys)
        on conflict do nothing;
        get diagnostics got = row_count;
        if got < json_array_length(keys) then
            select k.consultation_id::text into lost from json_populate_recordset(null::idempotency, keys) k
            where not exists (select from idempotency i where i.actor = k.actor and i.key = k.key and i.consultation_id = k.consultation_id) limit 1;
            perform must(false, 'key_is_new', lost);
        end if;
    end if;
    if days::text <> '[]' then
        perform count_up(days, usual);
    end if;
    if fresh::text <> '[]' then
        perform enter_rows(fresh);
    end if;
    if sides::text <> '[]' then
        lost := claim_all(sides);
    end if;
    if lost is null and thirds::text <> '[]' then
        lost := claim_third(thirds, rest);
    end if;
    if lost is not null then
        perform must(false, 'all_claims', lost);
    end if;
    insert into consultation_event (consultation_id, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash)
    select consultation_id, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash
    from json_populate_recordset(null::consultation_event, events);
    if work::text <> '[]' then
        perform enter_jobs(work, attempts, clock);
    end if;
end $$;
-- +goose StatementEnd
