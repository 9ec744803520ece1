-- +goose Up

-- Where the verification of a company stands, and what it says of itself. The states and their moves: server/trust/life.go.
create table verifications (
  company_id     uuid primary key references companies,
  kind           text not null check (kind in ('supplier', 'buyer')),
  state          text not null,
  version        integer not null default 0,
  legal_name     text not null default '',
  registry_no    text not null default '',
  representative text not null default '',
  address        text not null default '',
  website        text not null default '',
  phone          text not null default '',   -- published, for a call back
  tax_no         text not null default '',
  edited_by      uuid references users,      -- who wrote the lines above last
  needs          text[] not null default '{}',
  reason         text not null default '',
  revoke_by      uuid references users,      -- the first of the two officers who revoke
  due_at         timestamptz,                -- of whoever has to move next
  verified_at    timestamptz,
  verified_until timestamptz,
  changed_at     timestamptz not null
);
create index verifications_due on verifications (due_at) where due_at is not null;
create index verifications_until on verifications (verified_until) where state = 'verified';

-- What a company has handed in.
create table trust_evidence (
  id         uuid primary key,
  company_id uuid not null references companies,
  kind       text not null,
  name       text not null,
  file       text not null,                  -- name in the store of files
  type       text not null,
  bytes      integer not null check (bytes > 0),
  by_user    uuid not null references users,
  at         timestamptz not null
);
create index trust_evidence_company on trust_evidence (company_id);

-- One check as it was made. A newer one of its kind replaces it; nothing is deleted.
create table trust_checks (
  id          uuid primary key,
  company_id  uuid not null references companies,
  kind        text not null,
  result      text not null check (result in ('passed', 'failed')),
  method      text not null,
  note        text not null default '',
  evidence_id uuid references trust_evidence,
  checker     uuid not null references users,
  desk_id     uuid references desks,         -- null: for the office
  checked_at  timestamptz not null,
  expires_at  timestamptz,
  replaced_at timestamptz,
  constraint trust_checks_shown check (note <> '' or evidence_id is not null)
);
create unique index trust_checks_current on trust_checks (company_id, kind) where replaced_at is null;
create index trust_checks_expiry on trust_checks (expires_at) where replaced_at is null and expires_at is not null;

-- Warnings with their reasons. They warn; two that somebody has confirmed suspend.
create table trust_flags (
  id           uuid primary key,
  company_id   uuid not null references companies,
  code         text not null,
  reason       text not null check (reason <> ''),
  by_user      uuid not null references users,
  at           timestamptz not null,
  confirmed_by uuid references users,
  cleared_by   uuid references users,
  settled_at   timestamptz
);
create index trust_flags_company on trust_flags (company_id);

-- Lists of names that are compared with those of companies.
create table watch_lists (
  name        text primary key,
  dated       date not null,
  imported_at timestamptz not null
);
create table watch_names (
  list   text not null references watch_lists,
  folded text not null,
  name   text not null,
  reason text not null default '',
  primary key (list, folded)
);
create index watch_names_folded on watch_names (folded);

-- Keys of the office and of desks. Of a desk there is the public half alone.
create table trust_keys (
  id           text primary key,
  desk_id      uuid references desks,        -- null: the office's
  public       bytea not null unique check (octet_length(public) = 32),
  sealed       bytea,                        -- the private half, AES-256-GCM
  from_day     date not null,
  until_day    date not null,
  by_user      uuid references users,
  published_at timestamptz,
  published_by uuid references users,
  withdrawn_on date,
  constraint trust_keys_sealed check ((desk_id is null) = (sealed is not null))
);

create sequence endorsement_number;
create table endorsements (
  code         text primary key,
  company_id   uuid not null references companies,
  state        text not null check (state in ('proposed', 'signed_by_one', 'active', 'expired', 'revoked', 'superseded')),
  version      integer not null default 0,
  mode         text not null check (mode in ('signed', 'paper')),
  statement    bytea not null,               -- the canonical bytes that are signed
  scope        text[] not null,
  checked_on   date not null,
  issued_on    date not null,
  valid_until  date not null,
  supersedes   text references endorsements,
  from_desk    uuid references desks,        -- who proposes; null: the office
  desk_id      uuid references desks,        -- the other city that is asked to sign
  proposed_by  uuid not null references users,
  letter       text not null default '',     -- of a paper one: what the letter is
  ended_on     date,
  reason       text not null default '',
  changed_at   timestamptz not null
);
create index endorsements_company on endorsements (company_id);
create index endorsements_desk on endorsements (desk_id) where desk_id is not null;
create table endorsement_signatures (
  code      text not null references endorsements,
  desk_id   uuid references desks,           -- null: the office's
  key_id    text not null references trust_keys,
  signature text not null,
  by_user   uuid not null references users,
  at        timestamptz not null,
  constraint endorsement_signatures_once unique nulls not distinct (code, desk_id)
);
create table revocation_lists (
  number    bigint primary key,
  issued_at timestamptz not null,
  body      bytea not null
);

-- An association says who it knows; it signs nothing.
create table recommendations (
  desk_id    uuid not null references desks,
  company_id uuid not null references companies,
  text       text not null check (text <> ''),
  by_user    uuid not null references users,
  at         timestamptz not null,
  primary key (desk_id, company_id)
);

-- Every move of a verification ("company:<id>") and of an endorsement ("endorsement:<code>"), bound by hashes.
create table trust_events (
  subject    text not null,
  version    integer not null check (version > 0),
  at         timestamptz not null,
  actor      text not null,
  role       text not null,
  move       text not null,
  from_state text not null,
  to_state   text not null,
  reason     text not null,
  prev_hash  bytea not null,
  hash       bytea not null,
  primary key (subject, version)
);
