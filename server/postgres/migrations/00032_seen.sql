-- +goose Up
-- How a participant's link was during one stay in one epoch of a room: sums that grow until the stay ends, one row a stay.
-- Deleted 400 days after the last report of it (Settings.LinksKept).
create table room_link (
    consultation_id uuid not null references consultation on delete cascade,
    epoch           bigint not null,
    participant     text not null,
    since           timestamptz not null,
    n               bigint not null,      -- of the newest fact that was taken
    at              timestamptz not null,
    role            text not null,
    side            text not null,
    udp_ms          bigint not null,
    tcp_ms          bigint not null,
    relay_ms        bigint not null,
    detour          text not null check (detour in ('', 'blocked', 'lost')),
    rtt_ms          int not null,
    up_loss         float8 not null,      -- percent
    down_loss       float8 not null,
    up_kbps         int not null,
    down_kbps       int not null,
    freezes         int not null,
    frozen_ms       bigint not null,
    stands          int not null,
    stood_ms        bigint not null,
    theirs_ms       bigint not null,
    ours_ms         bigint not null,
    primary key (consultation_id, epoch, participant, since)
);
create index room_link_age on room_link (at);
