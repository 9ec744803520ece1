-- +goose Up

-- A letter that puts another time to its reader carries a link to answer it. starts_at of such a link is the time that was put.
alter table letter_link drop constraint letter_link_purpose_check;
alter table letter_link add constraint letter_link_purpose_check check (purpose in ('cancel', 'move', 'comes', 'cannot', 'late', 'answer'));
