-- +goose Up
-- What a maker types before the public sees it, and the facts of a product that only its page and its files tell.

alter table products
  add column details     jsonb not null default '{}', -- field -> value as catalog.Fields writes it: brand, freight, compliance
  add column paused_from timestamptz,                 -- a paused product: since when it had been published
  add column archived_at timestamptz,
  add check (published_at is null or (paused_from is null and archived_at is null));
alter table price_tiers drop constraint price_tiers_level_check, add check (level between 0 and 5); -- 5 is on request

alter table certificates
  add column verified_by  uuid references users,
  add column verified_how text not null default '' check (verified_how in ('', 'register', 'issuer', 'original', 'visit')),
  add column mandatory    boolean not null default false, -- without it the product may not be sold
  add column file         text not null default '',       -- name in the store of files
  add column file_name    text not null default '';       -- as it was handed in
create index certificates_expiry on certificates (expires_on) where state = 'held';

-- Which warning about its end went out. A certificate with a new end is warned of anew.
create table certificate_alarms (
  certificate_id uuid not null references certificates on delete cascade,
  expires_on     date not null,
  days           integer not null,
  told_at        timestamptz not null,
  primary key (certificate_id, expires_on, days)
);

-- Where a text in one language was made from. A text without a row was written by the maker itself.
create table text_origins (
  product_id  uuid not null references products on delete cascade,
  field       text not null,                -- name, short, long ...
  lang        text not null,
  source_lang text not null check (source_lang <> lang),
  source_hash text not null,                -- of the source when it was translated
  method      text not null check (method in ('person', 'machine')),
  made_at     timestamptz not null,
  reviewed_by uuid references users,        -- who says that a machine's text is right
  primary key (product_id, field, lang)
);

-- What is typed and not yet public, whatever is wrong with it: field -> text, those that differ from the product alone.
create table product_drafts (
  sku        text primary key check (sku ~ '^[A-Z0-9][A-Z0-9-]{0,39}$'),
  company_id uuid not null references companies,
  typed      jsonb not null default '{}',
  origins    jsonb not null default '{}',   -- field -> what its text was translated from
  returned   jsonb not null default '{}',   -- field -> why the office gave it back
  asked_at   timestamptz,                   -- a change of a published product waits for the office
  updated_at timestamptz not null
);
create index product_drafts_company on product_drafts (company_id);
create index product_drafts_asked on product_drafts (asked_at) where asked_at is not null;

create table product_events (
  id         bigint generated always as identity primary key,
  sku        text not null,
  company_id uuid not null references companies,
  at         timestamptz not null,
  by_user    uuid references users,         -- null: the office's program
  what       text not null check (what in ('asked', 'withdrawn', 'published', 'changed', 'returned', 'paused', 'resumed', 'archived', 'restored', 'discarded', 'certificate', 'profile')),
  detail     jsonb not null default '{}'    -- what: field -> {from, to} or a reason
);
create index product_events_sku on product_events (sku, id);

alter table company_profiles add column details jsonb not null default '{}'; -- field -> value
