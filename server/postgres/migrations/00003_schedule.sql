-- +goose Up
-- Resources that can be taken, what they offer in local wall-clock time, and the claims that decide who has an interval.
create extension if not exists btree_gist;

create table resource (
    id            bigint generated always as identity primary key,
    kind          text not null check (kind in ('supplier', 'buyer', 'interpreter', 'officer', 'place')),
    owner         uuid not null,              -- a company for a supplier, a person for the others
    zone          text not null,
    keeps_hours   boolean not null,           -- false: free whenever not claimed
    buffer_before interval not null default '0' check (buffer_before >= '0'),
    buffer_after  interval not null default '0' check (buffer_after >= '0'),
    active        boolean not null default true,
    unique (kind, owner)
);

create table availability_rule (
    resource_id bigint not null references resource,
    weekday     smallint not null check (weekday between 1 and 7),
    start_min   smallint not null check (start_min between 0 and 1439),
    end_min     smallint not null check (end_min > start_min and end_min <= 2880),
    valid       daterange not null default '(,)',
    primary key (resource_id, weekday, start_min, valid)
);

create table availability_override (
    resource_id bigint not null references resource,
    on_date     date not null,
    minutes     int4multirange not null default '{}' check (minutes <@ '[0,2880)'::int4range), -- '{}' is closed
    reason      text not null default '',
    primary key (resource_id, on_date)
);

create table zone_span (
    resource_id bigint not null references resource,
    dates       daterange not null,
    zone        text not null,
    exclude using gist (resource_id with =, dates with &&)
);

create table meeting_type (
    resource_id bigint primary key references resource,
    lengths     smallint[] not null check (array_length(lengths, 1) >= 1 and 10 <= all (lengths) and 240 >= all (lengths)),
    step_min    smallint not null check (step_min between 5 and 240),
    notice      interval not null check (notice >= '0'),
    window_days smallint not null check (window_days between 1 and 365),
    day_cap     smallint not null check (day_cap between 0 and 100) -- 0 is no limit
);

create table interpreter_pair (
    resource_id bigint not null references resource,
    from_lang   text not null,
    to_lang     text not null,
    primary key (from_lang, to_lang, resource_id)
);

create table block (
    id     bigint generated always as identity primary key,
    reason text not null
);

create table claim (
    resource_id     bigint not null references resource,
    during          tstzrange not null,
    role            text not null,
    consultation_id uuid,
    block_id        bigint references block,
    check (num_nonnulls(consultation_id, block_id) = 1),
    check (lower_inc(during) and not upper_inc(during)
        and coalesce(isfinite(lower(during)) and isfinite(upper(during)), false)),
    unique (consultation_id, resource_id),
    constraint claim_no_overlap exclude using gist (resource_id with =, during with &&)
);

create table day_count (
    resource_id bigint not null references resource,
    on_date     date not null,
    n           smallint not null,
    cap         smallint not null,
    primary key (resource_id, on_date),
    constraint day_count_cap check (n between 0 and cap)
);
