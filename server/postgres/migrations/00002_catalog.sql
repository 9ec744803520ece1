-- +goose Up
-- What companies show and sell. Texts are jsonb objects language -> text (BCP 47); amounts are minor units of the currency.

create table company_profiles (
  company_id      uuid primary key references companies,
  line            jsonb not null,                         -- what it makes, in a few words
  about           jsonb not null default '{}',            -- paragraphs, an empty line between two
  site            jsonb not null default '{}',            -- part of the city
  business_no     text not null default '',               -- 000-00-00000
  factory_m2      integer check (factory_m2 > 0),
  factory_lines   integer check (factory_lines > 0),
  markets         text[] not null default '{}',           -- exports to, ISO 3166-1
  patents         integer not null default 0 check (patents >= 0),
  turnover_minor  bigint check (turnover_minor >= 0),     -- last year
  export_minor    bigint check (export_minor >= 0),       -- last year
  currency        text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  distributors    text[] not null default '{}',           -- distributors sought in, ISO 3166-1
  glossary        jsonb not null default '[]',            -- [{"ko": .., "en": ..}], for interpreters
  mark            text not null default '',               -- picture of the company's mark, without size
  verified_on     date,                                   -- the Office checked the registration
  published_at    timestamptz
);

create table products (
  id             uuid primary key,
  company_id     uuid not null references companies,
  sku            text not null unique check (sku ~ '^[A-Z0-9][A-Z0-9-]{0,39}$'),
  gtin           text not null default '' check (gtin ~ '^([0-9]{8}|[0-9]{12,14})?$'),
  category       text not null check (category ~ '^[a-z]+$'),
  hs6            text not null check (hs6 ~ '^[0-9]{6}$'),
  hs_edition     text not null default 'HS2022',
  hs_status      text not null default 'self' check (hs_status in ('self', 'adviser', 'ruling')),
  hs_note        jsonb not null default '{}',             -- the alternative code and when it holds
  origin         text not null default 'KR' check (origin ~ '^[A-Z]{2}$'),
  name           jsonb not null,
  short          jsonb not null,
  long           jsonb not null default '{}',             -- paragraphs, an empty line between two
  specs          jsonb not null default '[]',             -- [{"name": texts, "value": texts}]
  keywords       jsonb not null default '{}',             -- language -> words people search with
  moq            integer not null check (moq > 0),
  unit           text not null check (unit ~ '^[A-Z0-9]{2,3}$'), -- UN/CEFACT Recommendation 20
  currency       text not null check (currency ~ '^[A-Z]{3}$'),
  incoterm       text not null check (incoterm in ('EXW','FCA','CPT','CIP','DAP','DPU','DDP','FAS','FOB','CFR','CIF')),
  place          jsonb not null,                          -- named place of the Incoterm
  payment        jsonb not null default '{}',
  lead_sample    integer check (lead_sample > 0),         -- days; null: no sample
  lead_first     integer not null check (lead_first > 0), -- days
  lead_repeat    integer not null check (lead_repeat > 0),
  capacity       integer not null check (capacity > 0),   -- units a month
  port           text not null check (port ~ '^[A-Z]{2}[A-Z0-9]{3}$'), -- UN/LOCODE
  port_name      jsonb not null default '{}',
  sample         jsonb not null default '{}',
  warranty       integer not null default 0 check (warranty >= 0),     -- months
  spare_years    integer not null default 0 check (spare_years >= 0),
  packing        jsonb not null default '{}',
  note           jsonb not null default '{}',             -- regulatory note
  pictures       jsonb not null default '[]',             -- [{"name": without size, "width": px, "height": px, "alt": texts}]
  tokens         tsvector not null,                       -- made in Go: A name, B class and keywords, C descriptions
  published_at   timestamptz,
  updated_at     timestamptz not null
);
create index products_tokens on products using gin (tokens);
create index products_company on products (company_id);
create index products_category on products (category) where published_at is not null;
create index products_newest on products (published_at desc, sku) where published_at is not null;

create table price_tiers (
  product_id    uuid not null references products on delete cascade,
  from_quantity integer not null check (from_quantity > 0),
  amount_minor  bigint not null check (amount_minor > 0), -- a unit, in the product's currency
  level         smallint not null default 0 check (level between 0 and 4), -- seen from this level on; 0 is everybody
  primary key (product_id, from_quantity)
);

create table certificates (
  id          uuid primary key,
  product_id  uuid not null references products on delete cascade,
  scheme      text not null check (scheme <> ''),         -- CE-MDR, KC, ISO 13485
  family      text not null check (family <> ''),         -- CE, KC, ISO 13485: what people filter by
  scope       jsonb not null default '{}',
  number      text not null default '',
  body        text not null default '',                   -- who issued it, with the notified body's number
  state       text not null check (state in ('held', 'pending', 'testing', 'unverified')),
  issued_on   date,
  expires_on  date check (expires_on > issued_on),
  verified_on date,
  unique (product_id, scheme)
);
create index certificates_family on certificates (family, product_id);
