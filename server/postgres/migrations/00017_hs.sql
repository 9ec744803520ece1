-- +goose Up
-- The Harmonized System as the operator has imported it; chapters and headings that the program has own words for need no row.

create table hs_codes (
  edition text not null check (edition ~ '^HS[0-9]{4}$'),
  code    text not null check (code ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6})$'),
  names   jsonb not null, -- language (BCP 47) -> what it stands for
  primary key (edition, code)
);
