-- +goose Up

-- What the public sees of a product's brochures changes with the office's approval, as of its photographs.
alter table brochures
  add column shown_at   timestamptz, -- the public sees it, or will with the product; null: its maker has added it since
  add column removed_at timestamptz; -- its maker has taken it away, which the office has not approved yet
update brochures set shown_at = created_at;

-- Photographs that the public sees and their maker has removed or cut anew since, as they were: what discarding brings back.
create table photos_past (
  product_id uuid not null references products on delete cascade,
  name       text not null,
  photo      jsonb not null, -- the row of photos
  primary key (product_id, name)
);
create index photos_past_name on photos_past (name);
create index photos_past_whole on photos_past ((photo->>'whole'));
create index photos_past_original on photos_past ((photo->>'original'));

-- What a buyer says of itself beyond its name and what it imports: field -> value.
alter table companies add column details jsonb not null default '{}';
