-- +goose Up
-- To whom the root of a day's history was sent: one letter a day and address.
create table root_letter (
    until   timestamptz not null, -- of the seal
    mail    text not null,
    sent_at timestamptz not null default now(),
    primary key (until, mail)
);
