-- +goose Up
-- What the office says of itself: hours, days, how people reach it, its sentences. Each change is a row that stays, the newest
-- holds; while there is none, what the program was started with holds.
create table office_settings (
    version int primary key check (version > 0),
    at      timestamptz not null default now(),
    by      uuid not null references users,
    kept    jsonb not null
);
