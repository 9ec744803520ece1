-- +goose Up
-- A company's people may keep hours of their own beside the company's: each is one more host that can be booked.
alter table resource
    add column member    uuid,                                                     -- a person of the owner, for a supplier
    add column early_min smallint check (early_min between 0 and 1439),            -- also willing from here, for those far away
    add column late_min  smallint check (late_min between 1 and 1440),             -- and until here
    add column holidays_of      text not null default '',                          -- ISO 3166 country whose holidays close days
    add column holidays_through date not null default '0001-01-01',                -- copied up to this day
    drop constraint resource_kind_owner_key,
    add constraint resource_owner unique nulls not distinct (kind, owner, member),
    add constraint resource_member check (member is null or kind = 'supplier');

-- The zones of what is still to come, to find what a new version of the tz database would move.
create index consultation_tzdb on consultation (tzdb, starts_at) where state in
    ('requested', 'returned', 'offered', 'accepted', 'confirmed', 'suspended');

-- Consultations whose wall time a new version of the tz database would move, as they were found: nothing moves by itself.
create table zone_change (
    consultation_id uuid not null references consultation,
    tzdb            text not null,
    was_tzdb        text not null,
    was_wall        timestamp not null, -- the supplier's clock when it was agreed
    wall            timestamp not null, -- what it shows now at the same instant
    found_at        timestamptz not null,
    primary key (consultation_id, tzdb)
);

-- Whose taken time has changed, for pages that are open: written by every statement that touches claims, with it and only
-- if it commits, taken away by who tells the pages. A trigger costs the booking no round trip, and no way to claim or
-- free can forget it. No NOTIFY: commits that carry one queue behind a single lock.
create table slot_change (
    id          bigint generated always as identity primary key,
    resource_id bigint not null
);
-- +goose StatementBegin
create function claims_changed() returns trigger language plpgsql as $$
begin
    insert into slot_change (resource_id) select distinct resource_id from changed;
    return null;
end $$;
-- +goose StatementEnd
create trigger claim_inserted after insert on claim referencing new table as changed for each statement execute function claims_changed();
create trigger claim_updated after update on claim referencing new table as changed for each statement execute function claims_changed();
create trigger claim_deleted after delete on claim referencing old table as changed for each statement execute function claims_changed();

-- Where the office has counted its rooms (resources of kind place), each consultation takes one with its supplier's claim, by
-- whatever way it comes to it, and gives it back with the rest. Whoever finds none free is refused: rooms_full.
-- +goose StatementBegin
create function claim_place() returns trigger language plpgsql as $$
declare
    wanted record;
    room   bigint;
begin
    if not exists (select from resource where kind = 'place' and active) then
        return null;
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
create trigger claim_takes_place after insert on claim referencing new table as taken for each statement execute function claim_place();
