-- +goose Up
-- Bookings of the same moment share a transaction; what they write is one call, so that its statements are started and planned
-- once for all of them. Each part belongs to the topic that its tables belong to. What must hold and does not is raised as by must().

-- As before, for one consultation. Where one statement seats several, such statements go one after the other: each looks for more
-- than one room, and could wait for a room of the other's.
-- +goose StatementBegin
create or replace function claim_place() returns trigger language plpgsql as $$
declare
    wanted record;
    room   bigint;
begin
    if not exists (select from resource where kind = 'place' and active) then
        return null;
    end if;
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

-- Claims in the order given, all or none: null, or the first that is not to be had, as its consultation and resource. Rows step
-- aside for others instead of waiting in an exclusion constraint with rows of their own, so writers do not deadlock.
-- +goose StatementBegin
create function claim_all(wanted json) returns text language plpgsql as $$
declare
    got   int;
    short text;
begin
    with taken as (
        insert into claim (resource_id, during, role, consultation_id, block_id)
        select r, tstzrange(s, e, '[)'), role, c, block
        from rows from (json_to_recordset(wanted) as (r bigint, s timestamptz, e timestamptz, role text, c uuid, block bigint)) with ordinality
            as t(r, s, e, role, c, block, n)
        order by n
        on conflict do nothing returning 1)
    select count(*) into got from taken;
    if got = json_array_length(wanted) then
        return null;
    end if;
    select coalesce(c::text, '') || ' ' || r into short from json_to_recordset(wanted) as t(r bigint, c uuid)
    where not exists (select from claim where resource_id = r and consultation_id = c) limit 1;
    return short;
end $$;
-- +goose StatementEnd

-- claim_all for interpreters, who have to be free and rest: at most so much alone in a half-day. Who claims a person's half-day
-- waits for who does so too, so that each sees what the other has taken of it; the locks go with the transaction. Nobody is twice
-- in it with one half-day.
-- +goose StatementBegin
create function claim_third(wanted json, rest interval) returns text language plpgsql as $$
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
            where resource_id = r and lower(during) >= half and lower(during) < half_end and during && tstzrange(half, half_end, '[)')), '0') <= rest
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

-- More consultations on suppliers' local dates, in the order given. The check of the table refuses the one too many.
-- +goose StatementBegin
create function count_up(days json, usual smallint) returns void language plpgsql as $$
begin
    insert into day_count (resource_id, on_date, n, cap)
    select r, d, more, cap from (
        select r, d, more, i, coalesce((select day_cap from meeting_type where resource_id = r), usual) as cap
        from rows from (json_to_recordset(days) as (r bigint, d date, more smallint)) with ordinality as t(r, d, more, i)) chosen
    where cap > 0 order by i
    on conflict (resource_id, on_date) do update set n = day_count.n + excluded.n, cap = excluded.cap;
end $$;
-- +goose StatementEnd

-- New consultations as they are given; columns that a later version adds have their defaults.
-- +goose StatementBegin
create function enter_rows(fresh json) returns void language plpgsql as $$
begin
    insert into consultation (id, number, kind, state, owner, version, starts_at, ends_at, created_at, answer_by, expires_at, extended,
        supplier_id, buyer_id, interpreter_id, supplier_company, buyer_company, buyer_user, host_user, interpreter_user, requested_by,
        requested_side, supplier_zone, supplier_wall, buyer_zone, tzdb, interpreter_state, language, need_from, need_to, goal, message,
        products, reason, reason_text, opener, typed, ical_uid, ical_sequence, invited, live_at, ended_at, asked, second_id, second_user, rung)
    select id, number, kind, state, owner, version, starts_at, ends_at, created_at, answer_by, expires_at, extended,
        supplier_id, buyer_id, interpreter_id, supplier_company, buyer_company, buyer_user, host_user, interpreter_user, requested_by,
        requested_side, supplier_zone, supplier_wall, buyer_zone, tzdb, interpreter_state, language, need_from, need_to, goal, message,
        products, reason, reason_text, opener, typed, ical_uid, ical_sequence, invited, live_at, ended_at, asked, second_id, second_user, rung
    from json_populate_recordset(null::consultation, fresh);
end $$;
-- +goose StatementEnd

-- Consultations as they are made: keys, counters, rows, claims and events, in the order of the locks. Those whom limits count come
-- first, each with their consultation.
-- +goose StatementBegin
create function book(limited json, pending bigint, hourly bigint, since timestamptz, keys json, days json, usual smallint, fresh json,
    sides json, thirds json, rest interval, events json) returns void language plpgsql as $$
declare
    lost text;
begin
    perform set_config('plan_cache_mode', 'force_generic_plan', true);
    if json_array_length(limited) > 0 then
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
    if json_array_length(keys) > 0 then
        with tried as (
            insert into idempotency (actor, key, request_hash, consultation_id)
            select actor, key, request_hash, consultation_id from json_populate_recordset(null::idempotency, keys)
            on conflict do nothing returning consultation_id)
        select consultation_id::text into lost from json_populate_recordset(null::idempotency, keys)
        where consultation_id not in (select consultation_id from tried) limit 1;
        if lost is not null then
            perform must(false, 'key_is_new', lost);
        end if;
    end if;
    if json_array_length(days) > 0 then
        perform count_up(days, usual);
    end if;
    if json_array_length(fresh) > 0 then
        perform enter_rows(fresh);
    end if;
    if json_array_length(sides) > 0 then
        lost := claim_all(sides);
    end if;
    if lost is null and json_array_length(thirds) > 0 then
        lost := claim_third(thirds, rest);
    end if;
    if lost is not null then
        perform must(false, 'all_claims', lost);
    end if;
    insert into consultation_event (consultation_id, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash)
    select consultation_id, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash
    from json_populate_recordset(null::consultation_event, events);
end $$;
-- +goose StatementEnd
