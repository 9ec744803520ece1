-- +goose Up
-- A price on request is above every level: only its maker and the office see it.
alter table price_tiers drop constraint price_tiers_level_check;
alter table price_tiers add constraint price_tiers_level_check check (level in (0, 1, 2, 3, 4, 5));

-- What a person has put aside, in several lists with names. The first list of a person is made when it is needed.
create table saved_lists (
  id         uuid primary key,
  person     uuid not null references users,
  name       text not null check (length(name) between 1 and 80),
  created_at timestamptz not null,
  unique (person, name)
);
create table saved_items (
  list     uuid not null references saved_lists on delete cascade,
  sku      text not null references products (sku) on delete cascade,
  added_at timestamptz not null,
  primary key (list, sku)
);

-- Searches that a person wants to hear of, in one mail a week. The secret is in the link that ends them.
create table search_readers (
  person  uuid primary key references users,
  secret  text not null unique,
  next_at timestamptz not null -- of the mail
);
create index search_readers_next on search_readers (next_at);
create table search_alerts (
  id         uuid primary key,
  person     uuid not null references search_readers on delete cascade,
  query      text not null check (length(query) <= 600), -- the query part of the search's address
  since      timestamptz not null,                       -- what was published before has been told
  created_at timestamptz not null,
  unique (person, query)
);

-- What a search did not find and the office is asked to find.
create table wanted (
  id         uuid primary key,
  key        uuid not null unique,                       -- of the form: sent twice, asked once
  company    uuid not null references companies,         -- the buyer's
  person     uuid not null references users,
  title      text not null check (length(title) between 1 and 120),
  details    text not null check (length(details) <= 2000),
  hs         text not null default '' check (hs ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6})?$'),
  quantity   text not null default '' check (length(quantity) <= 80),
  market     text not null check (market ~ '^[A-Z]{2}$'),
  state      text not null check (state in ('open', 'answered', 'declined', 'withdrawn')),
  due_at     timestamptz not null,
  asked_at   timestamptz not null,
  ended_at   timestamptz,
  officer    uuid references users,                      -- who answered or declined
  answer     text not null default '' check (length(answer) <= 2000),
  skus       text[] not null default '{}',
  check ((state = 'open') = (ended_at is null)),
  check (state not in ('answered', 'declined') or officer is not null)
);
create index wanted_open on wanted (due_at) where state = 'open';
create index wanted_person on wanted (person, asked_at);
create index wanted_company on wanted (company) where state = 'open';
