-- +goose Up
-- Where programs outside hear of what happens, and what they were told.
create table webhook_endpoint (
    id            uuid primary key,
    owner         text not null,                       -- whose it is: "company:<id>", "desk:<id>", "office"
    url           text not null,
    topics        text[] not null default '{}',        -- types of event; '{}' is all
    secret        text not null,                       -- whsec_…
    secret_before text,                                -- signs too until before_until
    before_until  timestamptz,
    created_by    uuid not null,
    created_at    timestamptz not null,
    failing_since timestamptz,                         -- no delivery has been taken since
    disabled_at   timestamptz,
    disabled_why  text not null default ''             -- 'owner', 'failing' or 'gone'
);
create index webhook_endpoint_owner on webhook_endpoint (owner);

create table webhook_delivery (
    id          uuid primary key,
    endpoint_id uuid not null references webhook_endpoint on delete cascade,
    event_id    uuid not null,                         -- the same for every endpoint, try and sending again
    type        text not null,
    body        text not null,                         -- as it is signed and sent
    state       text not null default 'waiting' check (state in ('waiting', 'taken', 'failed')),
    tries       int not null default 0,
    status      int not null default 0,                -- of the last answer; 0 when there was none
    fault       text not null default '',              -- why there was none
    took_ms     int not null default 0,
    created_at  timestamptz not null,
    last_at     timestamptz
);
create index webhook_delivery_endpoint on webhook_delivery (endpoint_id, created_at desc);
create index webhook_delivery_age on webhook_delivery (created_at);
