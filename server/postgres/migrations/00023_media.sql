-- +goose Up
-- Photographs and brochures of products, from the upload to what pages show. products.pictures stays what pages read; it is
-- written from photos.

create table photos (
  id          uuid primary key,
  product_id  uuid not null references products on delete cascade,
  position    integer not null,
  state       text not null check (state in ('waiting', 'ready', 'refused')),
  reason      text not null default '',            -- problem.<reason>, of a refused one
  file_name   text not null default '',            -- as its maker called it; only shown
  original    text not null default '',            -- the file as it came, '' for what came with the product
  bytes       integer not null default 0,
  name        text not null default '',            -- of the pictures made from it, '' before the first
  whole       text not null default '',            -- the same before anything was cut off
  width       integer not null default 0,          -- of the widest, px
  height      integer not null default 0,
  alt         jsonb not null default '{}',         -- language -> what is to be seen
  crop        smallint[] not null default '{0,0,0,0}', -- left, top, width, height in percent; all 0: nothing is cut off
  import_id   uuid references imports on delete set null,
  by_user     uuid references users,
  created_at  timestamptz not null,
  check (state <> 'ready' or name <> ''),
  check ((state = 'refused') = (reason <> ''))
);
create index photos_product on photos (product_id, position);
create unique index photos_once on photos (product_id, original) where original <> '';
create index photos_name on photos (name) where name <> '';
create index photos_whole on photos (whole) where whole <> '';
create index photos_original on photos (original) where original <> '';
create index photos_import on photos (import_id) where import_id is not null;

insert into photos (id, product_id, position, state, name, whole, width, height, alt, created_at)
select gen_random_uuid(), p.id, listed.n, 'ready', listed.picture->>'name', listed.picture->>'name',
  (listed.picture->>'width')::int, (listed.picture->>'height')::int, coalesce(listed.picture->'alt', '{}'), p.updated_at
from products p, jsonb_array_elements(p.pictures) with ordinality as listed (picture, n);

create table brochures (
  id          uuid primary key,
  product_id  uuid not null references products on delete cascade,
  lang        text not null check (lang ~ '^[a-z]{2}(-[A-Z][a-z]{3})?$'),
  file_name   text not null default '',
  original    text not null,
  bytes       integer not null,
  by_user     uuid references users,
  created_at  timestamptz not null,
  unique (product_id, lang, original)
);
create index brochures_original on brochures (original);
