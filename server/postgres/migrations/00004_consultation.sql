-- +goose Up
-- Consultations from request to closed outcome, with what proves each change of life.
create sequence consultation_serial; -- gaps are allowed; a counter row would queue all

create table consultation (
    id                uuid primary key,
    number            text unique,
    kind              text not null check (kind in ('booked', 'walk_in', 'programme')),
    state             text not null check (state in ('draft', 'requested', 'returned', 'offered', 'accepted', 'confirmed', 'suspended',
                          'live', 'ended', 'outcome_due', 'closed', 'missed', 'failed', 'expired', 'withdrawn', 'declined', 'cancelled')),
    owner             text not null check (owner in ('', 'office', 'supplier', 'buyer', 'interpreter')), -- whose turn it is
    answer_by         timestamptz,
    expires_at        timestamptz,
    version           int not null default 1,
    supplier_id       bigint not null references resource,
    buyer_id          bigint references resource,
    interpreter_id    bigint references resource,
    supplier_company  uuid not null references companies,
    buyer_company     uuid references companies,
    buyer_user        uuid references users,
    host_user         uuid references users,         -- who comes for the supplier, named at acceptance
    interpreter_user  uuid references users,
    requested_by      uuid references users,
    requested_side    text not null default 'buyer' check (requested_side in ('buyer', 'supplier')),
    starts_at         timestamptz not null,
    ends_at           timestamptz not null check (ends_at > starts_at and ends_at - starts_at <= interval '4 hours'),
    supplier_zone     text not null,
    supplier_wall     timestamp not null,            -- what the supplier agreed to
    buyer_zone        text,
    tzdb              text not null,
    language          text not null default '',      -- of the talk, BCP 47
    need_from         text not null default '',      -- the interpreter's pair; '' is none
    need_to           text not null default '',
    interpreter_state text not null default 'none' check (interpreter_state in ('none', 'pencilled', 'asked', 'accepted', 'missing', 'waived')),
    goal              text not null default '',
    message           text not null default '',
    products          text[] not null default '{}',  -- SKUs
    reason            text not null default '',      -- code of the last return, decline or cancellation
    reason_text       text not null default '',
    opener            text not null default '',      -- browser (a random name kept in its session) or person that holds a draft
    typed             jsonb not null default '{}',   -- what a visitor typed before signing in
    extended          boolean not null default false,
    ical_uid          text not null unique,
    ical_sequence     int not null default 0,
    invited           boolean not null default false, -- a REQUEST has been sent: a CANCEL may follow
    live_at           timestamptz,
    ended_at          timestamptz,
    created_at        timestamptz not null,
    check (state in ('draft', 'expired', 'withdrawn') or (number is not null and buyer_id is not null)),
    check ((state in ('draft', 'requested', 'returned', 'offered')) = (expires_at is not null))
);
create index consultation_pending on consultation (expires_at) where expires_at is not null;
create index consultation_running on consultation (ends_at) where state in ('accepted', 'confirmed', 'suspended', 'live', 'ended');
create index consultation_supplier on consultation (supplier_company, starts_at);
create index consultation_buyer on consultation (buyer_company, starts_at);
create index consultation_interpreter on consultation (interpreter_user, starts_at);
create index consultation_queue on consultation (answer_by) where owner = 'office';
create index consultation_opener on consultation (opener) where state = 'draft';

alter table claim add foreign key (consultation_id) references consultation;

create table wish (
    consultation_id uuid not null references consultation,
    rank            smallint not null check (rank between 1 and 3),
    starts_at       timestamptz not null,
    primary key (consultation_id, rank)
);

create table proposal (
    id              uuid primary key,
    consultation_id uuid not null references consultation,
    base_version    int not null,
    by_side         text not null check (by_side in ('buyer', 'supplier')),
    starts_at       timestamptz not null,
    ends_at         timestamptz not null check (ends_at > starts_at),
    expires_at      timestamptz not null,
    state           text not null check (state in ('open', 'agreed', 'refused', 'lapsed'))
);
create unique index proposal_one_open on proposal (consultation_id) where state = 'open';

create table consultation_event (
    consultation_id uuid not null references consultation,
    version         int not null,
    at              timestamptz not null,
    actor           text not null,                    -- a person's id, or "server"
    role            text not null,
    move            text not null,
    from_state      text not null,
    to_state        text not null,
    reason          text not null,
    prev_hash       bytea not null,
    hash            bytea not null,
    primary key (consultation_id, version)
);

create table idempotency (
    actor           text not null,
    key             text not null check (octet_length(key) <= 255),
    request_hash    bytea not null,
    consultation_id uuid,
    created_at      timestamptz not null default now(),
    primary key (actor, key)
);
create index idempotency_age on idempotency (created_at);

-- What rooms reported, as it came; attendance is what was made of it, written once.
create table room_fact (
    consultation_id uuid not null references consultation,
    epoch           bigint not null,
    n               bigint not null,
    at              timestamptz not null,
    kind            text not null,
    participant     text not null,
    role            text not null,
    side            text not null,
    reason          text not null,
    score           int not null,
    overlap_ms      bigint not null,
    primary key (consultation_id, epoch, n)
);

create table attendance (
    consultation_id  uuid primary key references consultation,
    supplier_came    boolean not null,
    buyer_came       boolean not null,
    interpreter_came boolean not null,
    overlap_ms       bigint not null,                 -- a principal of each side in the room
    took_place       boolean not null,
    first_at         timestamptz,
    last_at          timestamptz,
    written_at       timestamptz not null
);
