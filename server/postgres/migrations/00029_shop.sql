-- +goose Up
-- Offers to buy: from which level of trust on makers see them, and files beside the specification.

alter table rfq add column level int not null default 0 check (level between 0 and 4);

create table rfq_file (
  id     uuid primary key,
  rfq_id uuid not null references rfq,
  name   text not null,
  kind   text not null,                              -- media type, as its content says
  bytes  int not null,
  blob   text not null
);
create index rfq_file_of on rfq_file (rfq_id);
