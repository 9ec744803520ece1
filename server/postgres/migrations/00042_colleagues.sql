-- +goose Up
-- What a booking says beside its topic: whom the buyer brings along, and how to phone the person who comes.

-- Somebody without an account who comes along to one consultation. Who was taken out again keeps the row.
create table colleague (
    id              uuid primary key,
    consultation_id uuid not null references consultation,
    email           text not null check (length(email) between 3 and 254),
    name            text not null default '',          -- as they gave it on the way in
    invited_at      timestamptz not null,
    removed_at      timestamptz,
    unique (consultation_id, email)
);

-- The way in, one a letter. The table knows the hash of its secret alone.
create table colleague_link (
    hash         bytea primary key,
    colleague_id uuid not null references colleague on delete cascade
);
create index colleague_link_of on colleague_link (colleague_id);

create table contact (
    consultation_id uuid primary key references consultation,
    phone           text not null check (phone ~ '^\+[1-9][0-9]{6,14}$') -- E.164
);

-- The reader of a letter may be a colleague.
alter table letter drop constraint letter_user_id_fkey;
