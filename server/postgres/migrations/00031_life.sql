-- +goose Up
-- Which requests the office looks at, of the standing service (the nil id) and of programmes: a delegation, a mission, an online day.
-- A request belongs to the programme in which its maker takes part on the day of its start, in the office's zone.
create table programme (
    id         uuid primary key,
    name_en    text not null default '',
    name_ko    text not null default '',
    moderation text not null check (moderation in ('all', 'first_contact', 'pairs', 'none')),
    starts_on  date,
    ends_on    date,
    changed_by uuid not null references users (id),
    changed_at timestamptz not null,
    check ((starts_on is null) = (ends_on is null) and starts_on <= ends_on),
    check ((starts_on is null) = (id = '00000000-0000-0000-0000-000000000000'))
);
create table programme_company (
    programme_id uuid not null references programme (id),
    company_id   uuid not null references companies (id),
    primary key (company_id, programme_id)
);
-- Two who may meet without the office's look at the request, where the rule is 'pairs'.
create table programme_pair (
    programme_id uuid not null references programme (id),
    supplier_id  uuid not null references companies (id),
    buyer_id     uuid not null references companies (id),
    primary key (supplier_id, buyer_id, programme_id)
);

-- The morning letter about what waits: whom it was written to for which of their days, and who wants none. The secret is in its link.
create table digest (
    user_id  uuid primary key references users (id),
    last_day date,
    stopped  boolean not null default false,
    secret   text not null unique
);

-- A short film that a caller leaves when nobody answers. The file is in the blob store.
create table ring_film (
    ring_id    uuid primary key references walkin_ring (id),
    media_type text not null check (media_type in ('video/webm', 'video/mp4')),
    bytes      integer not null check (bytes between 1 and 12582912),
    sha256     text not null,
    seconds    smallint not null check (seconds between 1 and 30),
    made_at    timestamptz not null,
    seen_at    timestamptz
);

-- The holidays that the program knew when it looked last: one that a later version adds concerns what is agreed for its day.
create table holiday_known (
    country text not null,
    on_date date not null,
    primary key (country, on_date)
);
