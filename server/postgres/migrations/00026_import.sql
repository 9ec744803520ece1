-- +goose Up
-- An import is worked by jobs: it is read, looked at and taken step by step, and pages show how far it is.

alter table imports drop constraint imports_state_check, drop constraint imports_check;
alter table imports
  add check (state in ('reading', 'checked', 'applying', 'applied', 'undoing', 'undone', 'failed')),
  add check ((state in ('applied', 'undoing', 'undone')) = (applied_at is not null)),
  add column done    integer not null default 0,   -- of total rows and pictures, in reading and applying
  add column total   integer not null default 0,
  add column archive text not null default '',     -- zip of pictures in the store of files, '' for none
  add column ask     boolean not null default false, -- what is whole goes to the office once its pictures are made
  add column asked   integer not null default 0,   -- products that went there
  add column tries   integer not null default 0,   -- of the present step
  add column touched_at timestamptz not null default now(), -- when its work last showed a sign of life
  add column reason  text not null default '',     -- problem.<reason> of a step that failed
  add column report  jsonb not null default '{}';  -- what the look found, and what the undoing left

-- What an import typed into a product, to be taken back: field -> value as catalog.Fields writes it.
create table import_rows (
  import_id uuid not null references imports on delete cascade,
  sku       text not null,
  made      boolean not null,                      -- the product was not there before
  was       jsonb not null,                        -- the fields that it changed, before
  became    jsonb not null,                        -- and after
  primary key (import_id, sku)
);

-- Files of an import that products can show, from its zip and from the cells of its table.
create table import_pictures (
  import_id uuid not null references imports on delete cascade,
  name      text not null,                         -- in lower case, without folders; of a picture in a cell the cell, "B5"
  original  text not null default '',              -- hash under which it lies in the store of files; '' for a refused one
  bytes     integer not null default 0,
  reason    text not null default '',              -- problem.<reason> of a refused one
  primary key (import_id, name),
  check ((original = '') = (reason <> ''))
);
create index import_pictures_original on import_pictures (original) where original <> '';

-- What the columns of a company's tables hold, by header, as somebody said last.
create table import_headers (
  company_id uuid not null references companies,
  header     text not null,                        -- without marks, spaces and case
  field      text not null,                        -- '' for a column that is not wanted
  primary key (company_id, header)
);

-- Products that were handed to the office together. A row counts as long as its product waits since asked_at.
create table review_batches (
  sku      text primary key,
  batch    uuid not null,
  name     text not null,                          -- of the table
  asked_at timestamptz not null,
  doubts   text[] not null default '{}'            -- why somebody has to look at this one: studio.doubt_<code>
);
create index review_batches_batch on review_batches (batch);

-- What the public sees of photographs may be other than what their maker has arranged since.
create index products_pictures on products using gin (jsonb_path_query_array(pictures, '$[*].name'));
