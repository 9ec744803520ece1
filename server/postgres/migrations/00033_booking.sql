-- +goose Up
-- Bookings come as arrays, one a column, so that nothing is parsed: of what a booking cost the database, a third was JSON. The
-- functions before stay for the version before, and those that take one claim or counter for who does not book.

-- +goose StatementBegin
create function book(
    -- whose requests are counted once more, each with the limits that hold for them
    lock bigint[], person uuid[], person_id uuid[], pending bigint[], hourly bigint[], since timestamptz,
    -- keys of who may ask again
    key_actor text[], key text[], key_hash bytea[], key_id uuid[],
    -- more consultations on suppliers' local dates
    day_of bigint[], day date[], more smallint[], usual smallint,
    -- consultations that are new; the others are there
    id uuid[], number text[], kind text[], state text[], owner text[], version int[], starts_at timestamptz[], ends_at timestamptz[],
    created_at timestamptz[], answer_by timestamptz[], expires_at timestamptz[], supplier_id bigint[], buyer_id bigint[], interpreter_id bigint[],
    supplier_company uuid[], buyer_company uuid[], buyer_user uuid[], host_user uuid[], interpreter_user uuid[], requested_by uuid[],
    requested_side text[], supplier_zone text[], supplier_wall timestamp[], buyer_zone text[], tzdb text[], interpreter_state text[],
    language text[], need_from text[], need_to text[], goal text[], message text[], opener text[], typed jsonb[], ical_uid text[],
    second_id bigint[], second_user uuid[], rung text[],
    product text[], products int[], -- the SKUs of all, and how many of them are of this one and those before
    -- claims of the sides, then of interpreters
    side bigint[], side_from timestamptz[], side_to timestamptz[], side_role text[], side_id uuid[],
    third bigint[], third_from timestamptz[], third_to timestamptz[], third_role text[], third_id uuid[],
    work interval[], half timestamptz[], half_end timestamptz[], rest interval,
    -- events
    event_id uuid[], event_version int[], at timestamptz[], actor text[], role text[], move text[], from_state text[], to_state text[],
    reason text[], prev_hash bytea[], hash bytea[],
    -- jobs
    job text[], args jsonb[], attempts smallint, clock timestamptz) returns void language plpgsql as $$
#variable_conflict use_variable
declare
    lost text;
    got  int;
begin
    perform set_config('plan_cache_mode', 'force_generic_plan', true);
    if cardinality(lock) > 0 then
        perform pg_advisory_xact_lock(lock[k]) from generate_series(1, cardinality(lock)) k;
        select person_id[k]::text into lost from generate_series(1, cardinality(lock)) k
        where (select count(*) from (select from consultation c
                where c.requested_by = person[k] and c.state in ('requested', 'returned', 'offered') limit pending[k]) waiting) >= pending[k]
            or (select count(*) from (select from consultation c
                where c.requested_by = person[k] and c.number is not null and c.created_at > since limit hourly[k]) lately) >= hourly[k]
        limit 1;
        if lost is not null then
            perform must(false, 'limits_hold', lost);
        end if;
    end if;
    if cardinality(key) > 0 then
        insert into idempotency (actor, key, request_hash, consultation_id)
        select key_actor[k], key[k], key_hash[k], key_id[k] from generate_series(1, cardinality(key)) k
        on conflict do nothing;
        get diagnostics got = row_count;
        if got < cardinality(key) then
            select key_id[k]::text into lost from generate_series(1, cardinality(key)) k
            where not exists (select from idempotency i where i.actor = key_actor[k] and i.key = key[k] and i.consultation_id = key_id[k]) limit 1;
            perform must(false, 'key_is_new', lost);
        end if;
    end if;
    if cardinality(day) > 0 then
        insert into day_count (resource_id, on_date, n, cap)
        select r, d, m, cap from (
            select day_of[k] as r, day[k] as d, more[k] as m, k, coalesce((select day_cap from meeting_type where resource_id = day_of[k]), usual) as cap
            from generate_series(1, cardinality(day)) k) chosen
        where cap > 0 order by chosen.k
        on conflict (resource_id, on_date) do update set n = day_count.n + excluded.n, cap = excluded.cap;
    end if;
    if cardinality(id) > 0 then
        insert into consultation (id, number, kind, state, owner, version, starts_at, ends_at, created_at, answer_by, expires_at,
            supplier_id, buyer_id, interpreter_id, supplier_company, buyer_company, buyer_user, host_user, interpreter_user, requested_by,
            requested_side, supplier_zone, supplier_wall, buyer_zone, tzdb, interpreter_state, language, need_from, need_to, goal, message,
            opener, typed, ical_uid, second_id, second_user, rung, products)
        select id[k], number[k], kind[k], state[k], owner[k], version[k], starts_at[k], ends_at[k], created_at[k], answer_by[k], expires_at[k],
            supplier_id[k], buyer_id[k], interpreter_id[k], supplier_company[k], buyer_company[k], buyer_user[k], host_user[k], interpreter_user[k],
            requested_by[k], requested_side[k], supplier_zone[k], supplier_wall[k], buyer_zone[k], tzdb[k], interpreter_state[k], language[k],
            need_from[k], need_to[k], goal[k], message[k], opener[k], typed[k], ical_uid[k], second_id[k], second_user[k], rung[k],
            product[coalesce(products[k - 1], 0) + 1:products[k]]
        from generate_series(1, cardinality(id)) k;
    end if;
    if cardinality(side) > 0 then
        insert into claim (resource_id, during, role, consultation_id)
        select side[k], tstzrange(side_from[k], side_to[k], '[)'), side_role[k], side_id[k] from generate_series(1, cardinality(side)) k order by k
        on conflict do nothing;
        get diagnostics got = row_count;
        if got < cardinality(side) then
            select side_id[k] || ' ' || side[k] into lost from generate_series(1, cardinality(side)) k
            where not exists (select from claim where resource_id = side[k] and consultation_id = side_id[k]) limit 1;
            perform must(false, 'all_claims', lost);
        end if;
    end if;
    -- Who claims a person's half-day waits for who does so too: see claim_third().
    if cardinality(third) > 0 then
        perform pg_advisory_xact_lock(third[k]::int, (extract(epoch from half[k]) / 3600)::int)
        from generate_series(1, cardinality(third)) k where work[k] is not null;
        insert into claim (resource_id, during, role, consultation_id, work)
        select third[k], tstzrange(third_from[k], third_to[k], '[)'), third_role[k], third_id[k], work[k] from generate_series(1, cardinality(third)) k
        where work[k] is null or work[k] + coalesce((select sum(c.work) from claim c
            where c.work is not null and c.resource_id = third[k] and lower(c.during) >= half[k] and lower(c.during) < half_end[k]), '0') <= rest
        order by k
        on conflict do nothing;
        get diagnostics got = row_count;
        if got < cardinality(third) then
            select third_id[k] || ' ' || third[k] into lost from generate_series(1, cardinality(third)) k
            where not exists (select from claim where resource_id = third[k] and consultation_id = third_id[k]) limit 1;
            perform must(false, 'all_claims', lost);
        end if;
    end if;
    insert into consultation_event (consultation_id, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash)
    select event_id[k], event_version[k], at[k], actor[k], role[k], move[k], from_state[k], to_state[k], reason[k], prev_hash[k], hash[k]
    from generate_series(1, cardinality(event_id)) k;
    if cardinality(job) > 0 then
        insert into river_job (kind, args, state, max_attempts, created_at, scheduled_at)
        select job[k], args[k], 'available', attempts, coalesce(clock, now()), coalesce(clock, now()) from generate_series(1, cardinality(job)) k;
    end if;
end $$;
-- +goose StatementEnd
