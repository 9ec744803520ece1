-- +goose Up

create table users (
  id            uuid primary key,
  email         text not null check (email = lower(email) and email like '%_@_%' and octet_length(email) <= 254),
  name          text not null check (name <> ''),
  lang          text not null default 'en',
  languages     text[] not null default '{}',           -- spoken, BCP 47, best first
  zone          text not null default 'UTC',            -- IANA
  city          text not null default '',               -- as shown beside times
  password_hash text,                                   -- argon2id in PHC form; null: codes only
  disabled_at   timestamptz,
  created_at    timestamptz not null default now()
);
create unique index users_email on users (email);

create table companies (
  id           uuid primary key,
  slug         text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  kind         text not null check (kind in ('supplier', 'buyer')),
  country      text not null check (country ~ '^[A-Z]{2}$'),   -- ISO 3166-1
  city         text not null default '',
  zone         text not null,                                  -- IANA
  name_en      text not null check (name_en <> ''),
  name_ko      text not null default '',
  name_native  text not null default '',
  languages    text[] not null default '{}',
  founded      integer check (founded between 1500 and 2200),
  staff        integer check (staff >= 0),
  suspended_at timestamptz,
  created_at   timestamptz not null default now()
);

create table desks (
  id         uuid primary key,
  slug       text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  kind       text not null check (kind in ('sister_city', 'association')),
  country    text not null check (country ~ '^[A-Z]{2}$'),
  city       text not null,
  zone       text not null,
  name_en    text not null check (name_en <> ''),
  name_ko    text not null default '',
  created_at timestamptz not null default now()
);

-- A desk brings buyers; what it may see of their consultations follows from this.
create table desk_companies (
  desk_id    uuid not null references desks,
  company_id uuid not null references companies,
  primary key (desk_id, company_id)
);
create index desk_companies_company on desk_companies (company_id);

-- A role is held on a company (buyer, supplier), on a desk (partner) or on the office (the others).
create table grants (
  user_id    uuid not null references users,
  role       text not null,
  company_id uuid references companies,
  desk_id    uuid references desks,
  created_at timestamptz not null default now(),
  constraint grants_place check (case role
    when 'buyer' then company_id is not null and desk_id is null
    when 'supplier' then company_id is not null and desk_id is null
    when 'partner' then desk_id is not null and company_id is null
    when 'interpreter' then company_id is null and desk_id is null
    when 'officer' then company_id is null and desk_id is null
    when 'operator' then company_id is null and desk_id is null
    else false end),
  constraint grants_once unique nulls not distinct (user_id, role, company_id, desk_id)
);
create index grants_company on grants (company_id) where company_id is not null;
create index grants_role on grants (role);

-- One request to sign in by mail. The hashes are set when the mail is written; the code itself is in the mail alone.
create table sign_in_codes (
  id         uuid primary key,
  email      text not null,
  lang       text not null,
  next       text not null,               -- path to go on to after the sign-in
  code_hash  bytea,
  link_hash  bytea unique,
  tries      integer not null default 0,  -- wrong codes so far
  expires_at timestamptz not null,
  used_at    timestamptz,
  created_at timestamptz not null default now()
);
create index sign_in_codes_expiry on sign_in_codes (expires_at);

-- Bearer tokens of the API.
create table api_tokens (
  id           uuid primary key,
  user_id      uuid not null references users,
  name         text not null,
  hash         bytea not null unique,
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  created_at   timestamptz not null default now()
);
create index api_tokens_user on api_tokens (user_id);

-- The browser sessions, as github.com/alexedwards/scs/pgxstore wants them; token holds a hash.
create table sessions (
  token  text primary key,
  data   bytea not null,
  expiry timestamptz not null
);
create index sessions_expiry on sessions (expiry);
