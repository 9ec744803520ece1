-- +goose Up
-- Letters of consultations, what people answer by mail, and calendar feeds.

-- One row a letter: it is written once, however often its job runs.
create table letter (
    consultation_id uuid not null references consultation,
    version         int not null,
    kind            text not null,                     -- notice, with what a reminder counts down to
    user_id         uuid not null references users,
    written_at      timestamptz not null,
    primary key (consultation_id, version, kind, user_id)
);

-- A link in a letter lets its reader do one thing, once, without signing in. The table knows the hash of its secret alone.
create table letter_link (
    hash            bytea primary key,
    consultation_id uuid not null references consultation,
    user_id         uuid not null references users,
    purpose         text not null check (purpose in ('cancel', 'move', 'comes', 'cannot', 'late')),
    starts_at       timestamptz not null,              -- that the letter spoke of
    expires_at      timestamptz not null,
    used_at         timestamptz
);
create index letter_link_age on letter_link (expires_at);

-- What somebody has said about coming to the meeting at this time. The last word counts.
create table coming (
    consultation_id uuid not null references consultation,
    user_id         uuid not null references users,
    starts_at       timestamptz not null,
    answer          text not null check (answer in ('comes', 'cannot', 'late')),
    minutes         int not null default 0 check (minutes between 0 and 60),
    note            text not null default '',
    said_at         timestamptz not null,
    primary key (consultation_id, user_id, starts_at)
);

-- What mail and reminders leave for an officer to look at. It changes nothing by itself.
create table office_task (
    id              uuid primary key,
    consultation_id uuid not null references consultation,
    kind            text not null check (kind in ('declined_by_mail', 'cannot_come', 'no_reminder')),
    user_id         uuid references users,             -- who said so; null where nobody did
    note            text not null default '',
    opened_at       timestamptz not null,
    done_at         timestamptz,
    done_by         uuid references users
);
create unique index office_task_once on office_task (consultation_id, kind, user_id) nulls not distinct where done_at is null;
create index office_task_open on office_task (opened_at) where done_at is null;

-- The secret address of a person's calendar feed; one a person.
create table calendar_feed (
    user_id    uuid primary key references users,
    hash       bytea not null unique,
    created_at timestamptz not null,
    read_at    timestamptz
);
