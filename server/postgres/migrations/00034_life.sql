-- +goose Up
-- What binds an officer to a company: whoever has a tie does not decide about it. Somebody else ends it.
create table officer_tie (
    user_id    uuid not null references users (id),
    company_id uuid not null references companies (id),
    kind       text not null check (kind in ('family', 'share', 'work')),
    said_by    uuid not null references users (id),
    said_at    timestamptz not null,
    ended_by   uuid references users (id) check (ended_by <> user_id),
    ended_at   timestamptz,
    primary key (user_id, company_id, said_at),
    check ((ended_by is null) = (ended_at is null))
);
create unique index officer_tie_now on officer_tie (user_id, company_id) where ended_at is null;
create index officer_tie_company on officer_tie (company_id) where ended_at is null;

-- When a person last tried camera and microphone, or said that they talk without the test: a ring reaches only them.
create table device_test (
    user_id   uuid primary key references users (id),
    tested_at timestamptz not null,
    camera    boolean not null,
    sound     boolean not null, -- the microphone heard something
    waived    boolean not null  -- "ring me all the same"
);

-- Reminders that a person does without. That of a day before always comes: it asks whether they come.
create table reminder_off (
    user_id uuid not null references users (id),
    which   text not null check (which in ('week', 'hour', 'soon')),
    primary key (user_id, which)
);
