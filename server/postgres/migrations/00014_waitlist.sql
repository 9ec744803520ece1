-- +goose Up
-- Buyers who wait for a time of a company, in the order of place. Days and minutes are on the wall of the zone.
create table waitlist (
    id         uuid primary key,
    place      bigint generated always as identity,
    company    uuid not null references companies,           -- the supplier
    buyer      uuid not null references companies,
    person     uuid not null references users,
    zone       text not null,
    from_day   date not null,
    to_day     date not null check (to_day >= from_day),
    from_min   smallint not null check (from_min between 0 and 1439),
    to_min     smallint not null check (to_min > from_min and to_min <= 1440),
    length_min smallint not null check (length_min between 10 and 240),
    need_from  text not null default '',
    need_to    text not null default '',
    language   text not null default '',
    products   text[] not null default '{}',
    stand_by   boolean not null default false,               -- comes within minutes, too
    state      text not null check (state in ('waiting', 'held', 'done', 'left', 'over')),
    created_at timestamptz not null
);
create unique index waitlist_once on waitlist (company, person) where state in ('waiting', 'held');
create index waitlist_order on waitlist (company, place) where state in ('waiting', 'held');
create index waitlist_person on waitlist (person, place);

-- A time that came free and is kept for one of them: a draft with its own expiry. Nobody is offered a time twice.
create table waitlist_offer (
    id         uuid primary key,
    entry      uuid not null references waitlist,
    starts_at  timestamptz not null,
    ends_at    timestamptz not null,
    opener     text not null,                                 -- secret name that the draft is held under
    draft      uuid references consultation,
    expires_at timestamptz not null,
    state      text not null check (state in ('open', 'taken', 'lapsed', 'passed')),
    opened_at  timestamptz not null,
    unique (entry, starts_at)
);
create unique index waitlist_offer_open on waitlist_offer (entry) where state = 'open';

-- A slot that broke, offered to pairs who would come at once. Both sides say yes within minutes; the first two yes win.
create table standby (
    id           uuid primary key,
    broken       uuid not null references consultation,
    entry        uuid not null references waitlist,
    rank         smallint not null check (rank between 1 and 3),
    interpreter  uuid references users,
    starts_at    timestamptz not null,
    ends_at      timestamptz not null,
    expires_at   timestamptz not null,
    buyer_yes    timestamptz,
    supplier_yes timestamptz,
    host         uuid references users,                       -- who said yes for the supplier
    state        text not null check (state in ('open', 'taken', 'lapsed', 'refused', 'late')),
    made         uuid references consultation,
    unique (broken, rank),
    unique (broken, entry),
    check ((state = 'taken') = (made is not null))
);
create unique index standby_one_wins on standby (broken) where state = 'taken';
create index standby_open on standby (expires_at) where state = 'open';
