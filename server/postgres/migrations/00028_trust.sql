-- +goose Up

-- What a company has typed of itself and the office has not taken yet: field -> text, those that differ from what is shown.
create table company_changes (
  company_id uuid primary key references companies,
  typed      jsonb not null default '{}',
  returned   jsonb not null default '{}',        -- field -> why the office gave it back
  asked_at   timestamptz,                        -- since when it waits; null: all of it came back
  asked_by   uuid not null references users
);
create index company_changes_asked on company_changes (asked_at) where asked_at is not null;
