-- +goose Up
-- Interpreters as the third resource: what they may interpret, who is asked and in which order, the two seats of a
-- consultation, what the sides waived, and the pack that interpreters prepare with.
create table interpreter_terms (
    resource_id   bigint primary key references resource,
    rank          int not null default 0,            -- the lower is taken first
    skills        text[] not null default '{}',      -- that somebody has proven
    cleared_until date                               -- last day of clearance and confidentiality; null: no end is known
);

create table interpreter_apart (
    resource_id bigint not null references resource,
    owner       uuid not null,                       -- a firm that this person is tied to and never interprets for
    primary key (resource_id, owner)
);

create table resource_requires (
    resource_id bigint primary key references resource, -- a supplier
    skills      text[] not null                      -- that whoever interprets for it must have proven
);

alter table interpreter_pair add column level text not null default 'work' check (level in ('native', 'work', 'basic'));
alter table claim add column work interval check (work > '0'); -- what of it is interpreting alone: the rest rule counts it

create table interpreter_profile (
    user_id       uuid primary key references users,
    tier          smallint not null check (tier in (1, 2)), -- 1 is asked at once, 2 after a wait
    domains       text[] not null default '{}',
    qualified     text[] not null default '{}',      -- domains proven by a paper that the office has seen
    cleared_until date,
    nda_on        date,                              -- the confidentiality agreement was signed
    nda_until     date,
    kept          int not null default 0,            -- assignments interpreted
    late          int not null default 0,            -- given back in the last day
    missed        int not null default 0,            -- not come to
    stars         int not null default 0,            -- sum of ratings
    rated         int not null default 0
);

create table interpreter_tie (
    user_id    uuid not null references users,
    company_id uuid not null references companies,
    primary key (user_id, company_id)
);

-- One person's part in a consultation. Its life is drawn in server/interpreter/stage.go.
create table assignment (
    consultation_id uuid not null references consultation,
    user_id         uuid not null references users,
    seat            smallint not null check (seat in (1, 2)),
    tier            smallint not null check (tier between 0 and 2), -- 0: the office chose by name
    stage           text not null check (stage in ('offered', 'accepted', 'briefed', 'checked_in', 'interpreting', 'done', 'rated',
                        'declined', 'lapsed', 'withdrawn', 'no_show')),
    offered_at      timestamptz not null,
    expires_at      timestamptz not null,
    answered_at     timestamptz,
    briefed_at      timestamptz,
    checked_in_at   timestamptz,
    stars           smallint check (stars between 1 and 5),
    primary key (consultation_id, user_id)
);
create index assignment_open on assignment (expires_at) where stage = 'offered';
create index assignment_person on assignment (user_id, offered_at);
create unique index assignment_one_a_seat on assignment (consultation_id, seat)
    where stage in ('accepted', 'briefed', 'checked_in', 'interpreting', 'done', 'rated');

alter table consultation
    add column asked       uuid[] not null default '{}',   -- interpreters with an open offer
    add column second_id   bigint references resource,     -- the second of two interpreters
    add column second_user uuid references users,
    add column rung        text not null default '' check (rung in ('', 'direct', 'turns', 'relay'));

create table interpreter_waiver (
    consultation_id uuid not null references consultation,
    side            text not null check (side in ('buyer', 'supplier')),
    user_id         uuid not null references users,
    at              timestamptz not null,
    primary key (consultation_id, side)
);

create table briefing (
    consultation_id uuid primary key references consultation,
    agenda          text not null default '',
    made_at         timestamptz not null
);

create table briefing_term (
    id              uuid primary key,
    consultation_id uuid not null references briefing,
    position        int not null,
    term            text not null,                        -- English
    ko              text not null,
    target          text not null,                        -- in the other language of the talk
    note            text not null default '',
    edited_by       uuid references users,
    edited_at       timestamptz
);
create index briefing_term_of on briefing_term (consultation_id, position);
