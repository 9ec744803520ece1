-- +goose Up
-- What a search reads: a narrow row beside each product, so that matching and ranking never touch the wide one.

create table product_index (
  product_id uuid primary key references products on delete cascade,
  ord        integer generated always as identity unique, -- small name of the product in memory
  changed    xid8 not null default pg_current_xact_id(),  -- who reads along asks for what is not older than its snapshot
  tokens     tsvector not null,                           -- made in Go: A name, B class and keywords, C descriptions
  named      tsvector not null                            -- the name alone
);
insert into product_index (product_id, tokens, named) select id, tokens, ts_filter(tokens, '{a}') from products order by published_at, sku;
create index product_index_tokens on product_index using gin (tokens);
create index product_index_named on product_index using gin (named);
create index product_index_changed on product_index (changed);
alter table products drop column tokens;

-- Words that mean one thing, in all languages; officers edit them.
create table synonyms (
  word_group text primary key check (word_group ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(word_group) <= 40),
  hs4        text not null default '' check (hs4 ~ '^([0-9]{4})?$'),
  words      jsonb not null, -- language (BCP 47) -> words
  updated_at timestamptz not null
);
create table synonym_changes (
  id         bigint generated always as identity primary key,
  word_group text not null,
  at         timestamptz not null,
  by_user    uuid not null references users,
  before     jsonb, -- null: the group is new
  after      jsonb  -- null: the group is gone
);
create index synonym_changes_group on synonym_changes (word_group, id);
