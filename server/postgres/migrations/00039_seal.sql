-- +goose Up

-- What the histories of consultations came to when a day was over: a hash of the last event of each that went on in it, after the
-- one of the day before. Who changes an old event and all hashes after it changes this one too, and all that follow.
create table consultation_seal (
    until   timestamptz primary key,          -- events before it
    heads   int not null check (heads >= 0),  -- consultations that went on since the seal before
    root    bytea not null check (octet_length(root) = 32),
    made_at timestamptz not null
);
