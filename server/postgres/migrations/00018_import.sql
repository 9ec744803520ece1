-- +goose Up
-- Tables of products that makers have handed in, from the first look to the undoing.

create table imports (
  id         uuid primary key,
  company_id uuid not null references companies,
  by_user    uuid not null references users,
  file_name  text not null,
  cells      jsonb not null,                       -- rows of text, the header first
  columns    jsonb not null,                       -- for each column the field it fills, or ""
  state      text not null check (state in ('checked', 'applied', 'undone')),
  before     jsonb not null default '[]',          -- what the applying changed: [{"sku", "product" or null, "updated_at"}]
  created_at timestamptz not null,
  applied_at timestamptz,
  undone_at  timestamptz,
  check ((state = 'checked') = (applied_at is null))
);
create index imports_company on imports (company_id, created_at desc);

-- A draft waits for the office's eyes until it is published or given back with a note.
alter table products add column review_asked_at timestamptz, add column review_note text not null default '';
create index products_review on products (review_asked_at) where review_asked_at is not null;
