-- +goose Up
-- Files that a buyer puts beside a booking, and offers that are accepted from their letter.

create table consultation_file (
    id              uuid primary key,
    consultation_id uuid not null references consultation,
    name            text not null,
    kind            text not null,                     -- media type, as its content says
    bytes           int not null,
    blob            text not null
);
create index consultation_file_of on consultation_file (consultation_id);

alter table letter_link drop constraint letter_link_purpose_check;
alter table letter_link add constraint letter_link_purpose_check check (purpose in ('cancel', 'move', 'comes', 'cannot', 'late', 'answer', 'accept'));
alter table letter_link add column version int not null default 0; -- of the consultation that the letter told of
