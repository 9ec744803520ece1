-- +goose Up
-- What officers do that is no move of a consultation: duty, tasks, rules, interpreters' papers; one chain of hashes.
create table office_event (
    version         int primary key check (version > 0),
    at              timestamptz not null,
    by              uuid not null references users,
    did             text not null,
    consultation_id uuid references consultation,
    company_id      uuid references companies,
    other_id        uuid references companies,
    user_id         uuid references users,
    said            text not null,
    prev_hash       bytea not null,
    hash            bytea not null
);
create index office_event_at on office_event (at);

-- Events come in the order of time, so a block range is a good index and costs bookings nothing.
create index consultation_event_at on consultation_event using brin (at) with (autosummarize = on);
