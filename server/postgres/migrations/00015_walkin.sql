-- +goose Up
-- Walk-in: who rang whom, who answered, and how it ended; what suppliers say about being rung; where to push.
create table walkin_desk (
    company_id  uuid primary key references companies,
    any_hour    boolean not null default false, -- may be rung outside the declared hours while somebody is at the desk
    quiet_until timestamptz
);

create table walkin_block (
    company_id uuid not null references companies,
    caller_company uuid not null references companies,
    blocked_by uuid not null references users,
    blocked_at timestamptz not null,
    primary key (company_id, caller_company)
);

create table walkin_ring (
    id              uuid primary key,
    caller          uuid not null references users,
    caller_company  uuid not null references companies,
    supplier        uuid not null references companies,
    state           text not null check (state in ('queued', 'ringing', 'answered', 'office_took', 'lobby', 'live', 'ended',
                        'declined', 'timeout', 'caller_left')),
    version         int not null default 1,
    rings           text not null check (rings in ('company', 'office')),     -- whom it rings, or will when its turn comes
    gate            text not null check (gate in ('', 'level', 'language')),  -- why the office comes first; '' once it let the caller through
    first_ask       boolean not null,  -- not handed over
    asked_at        timestamptz not null,
    rung_at         timestamptz,       -- since when it rings whom it rings
    seen_at         timestamptz not null default clock_timestamp(), -- the caller's page, by the database's clock
    stops_at        timestamptz not null, -- the hard stop, as far as known
    language        text not null,     -- of the talk
    need_from       text not null default '',
    need_to         text not null default '',
    sku             text not null default '',
    note            text not null default '', -- text that the caller left
    refused         uuid[] not null default '{}', -- members who said "not now"
    answered_at     timestamptz,
    answered_by     uuid references users,
    interpreter     uuid references users,
    consultation_id uuid references consultation,
    number          text not null default '',
    ended_at        timestamptz,
    outcome         text not null default '' check (outcome in ('', 'answered', 'office', 'booked', 'declined', 'unanswered', 'left')),
    reason          text not null default '',
    key             text not null,     -- idempotency, of the caller
    unique (caller, key),
    check ((state in ('answered', 'office_took', 'lobby', 'live')) <= (consultation_id is not null)),
    check ((state in ('ended', 'declined', 'timeout', 'caller_left')) = (ended_at is not null))
);
create unique index walkin_one_open on walkin_ring (caller) where state in ('queued', 'ringing');
create unique index walkin_one_rings on walkin_ring (supplier) where state = 'ringing' and rings = 'company';
create index walkin_open on walkin_ring (supplier) where ended_at is null;
create index walkin_asked on walkin_ring (asked_at);
create index walkin_caller on walkin_ring (caller, asked_at);
create index walkin_consultation on walkin_ring (consultation_id) where consultation_id is not null;

create table walkin_event (
    ring_id    uuid not null references walkin_ring,
    version    int not null,
    at         timestamptz not null,
    actor      text not null, -- a person's id, or "server"
    side       text not null,
    move       text not null,
    from_state text not null,
    to_state   text not null,
    reason     text not null default '',
    primary key (ring_id, version)
);

-- The office's key for Web Push (RFC 8292), one for all nodes, and the devices that asked to be woken.
create table push_key (
    one        boolean primary key default true check (one),
    private    text not null,
    public     text not null,
    created_at timestamptz not null default now()
);

create table push_device (
    id         uuid primary key,
    user_id    uuid not null references users,
    endpoint   text not null unique check (octet_length(endpoint) <= 1000),
    p256dh     text not null,
    auth       text not null,
    name       text not null,
    created_at timestamptz not null default now()
);
create index push_device_user on push_device (user_id);
