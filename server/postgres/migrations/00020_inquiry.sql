-- +goose Up
-- What buyers ask makers in writing, what they offer to buy, and the bank accounts that makers are paid to.

create table inquiry (
  id             uuid primary key,
  key            text not null,                      -- of the form or call that sent it
  buyer          uuid not null references users,
  buyer_company  uuid not null references companies,
  supplier       uuid not null references companies,
  state          text not null check (state in ('sent', 'read', 'answered', 'closed', 'withdrawn')),
  version        int not null,
  sent_at        timestamptz not null,
  due_at         timestamptz not null,               -- two working days of the office's country after sending
  read_at        timestamptz,
  answered_at    timestamptz,
  ended_at       timestamptz,
  reminded_at    timestamptz,
  buyer_shows    boolean not null default false,     -- the own addresses to the other side
  supplier_shows boolean not null default false,
  unique (buyer, key, supplier),
  check ((state in ('closed', 'withdrawn')) = (ended_at is not null))
);
create index inquiry_buyer on inquiry (buyer_company, sent_at desc);
create index inquiry_supplier on inquiry (supplier, sent_at desc);
create index inquiry_waiting on inquiry (due_at) where state in ('sent', 'read');

create table inquiry_line (
  inquiry_id uuid not null references inquiry,
  n          int not null,
  sku        text not null,
  name       jsonb not null,                         -- as the product was called then
  quantity   int not null check (quantity > 0),
  unit       text not null,
  minor      bigint,                                 -- target price of one unit; null: none said
  currency   text not null,
  port       text not null,
  sample     boolean not null,
  primary key (inquiry_id, n)
);

create table inquiry_message (
  id         uuid primary key,
  inquiry_id uuid not null references inquiry,
  key        text not null,
  side       text not null check (side in ('buyer', 'supplier', 'office')),
  author     uuid not null references users,
  at         timestamptz not null,
  lang       text not null,
  text       text not null,
  way        text not null check (way in ('page', 'mail', 'api')),
  unique (inquiry_id, key)
);
create index inquiry_message_of on inquiry_message (inquiry_id, at);

create table inquiry_file (
  id         uuid primary key,
  message_id uuid not null references inquiry_message,
  inquiry_id uuid not null references inquiry,
  name       text not null,
  kind       text not null,                          -- media type, as its content says
  bytes      int not null,
  blob       text not null
);
create index inquiry_file_of on inquiry_file (inquiry_id);

-- Who did what with a thread, and when: reading by the office too.
create table inquiry_event (
  id         bigint generated always as identity primary key,
  inquiry_id uuid not null references inquiry,
  at         timestamptz not null,
  actor      uuid references users,
  side       text not null,
  move       text not null,
  from_state text not null,
  to_state   text not null
);
create index inquiry_event_of on inquiry_event (inquiry_id, id);

-- What looks odd about a thread, with the words or figures that made it look so.
create table inquiry_signal (
  id         uuid primary key,
  inquiry_id uuid not null references inquiry,
  kind       text not null,
  detail     text not null,
  at         timestamptz not null,
  seen_at    timestamptz,
  seen_by    uuid references users,
  unique (inquiry_id, kind)
);
create index inquiry_signal_open on inquiry_signal (at) where seen_at is null;

create table inquiry_block (
  supplier uuid not null references companies,
  company  uuid not null references companies,
  by_user  uuid not null references users,
  at       timestamptz not null,
  primary key (supplier, company)
);

-- Accounts are kept as fingerprints under a key that is not in the database.
create table bank_account (
  id          uuid primary key,
  company     uuid not null references companies,
  label       text not null,
  salt        bytea not null,
  fingerprint bytea not null,
  state       text not null check (state in ('proposed', 'called', 'active', 'refused', 'retired')),
  proposed_by uuid not null references users,
  proposed_at timestamptz not null,
  called_by   uuid references users,
  called_at   timestamptz,
  call_note   text not null default '',
  decided_by  uuid references users,
  decided_at  timestamptz,
  check (state <> 'active' or (called_by is not null and decided_by is not null and called_by <> decided_by))
);
create index bank_account_of on bank_account (company);

create table account_alarm (
  id         uuid primary key,
  inquiry_id uuid not null references inquiry,
  message_id uuid not null references inquiry_message,
  place      text not null,                          -- "" is the text, else the file's name
  kind       text not null check (kind in ('iban', 'account')),
  salt       bytea not null,
  fingerprint bytea not null,
  at         timestamptz not null,
  cleared_at timestamptz,
  cleared_by uuid references users,
  result     text not null default '' check (result in ('', 'confirmed', 'fraud', 'no_account')),
  note       text not null default ''
);
create index account_alarm_of on account_alarm (inquiry_id);
create index account_alarm_open on account_alarm (at) where cleared_at is null;

create table rfq (
  id           uuid primary key,
  code         text not null unique,                 -- in URLs
  key          text not null,
  buyer        uuid not null references users,
  buyer_company uuid not null references companies,
  state        text not null check (state in ('draft', 'moderated', 'open', 'closed', 'expired')),
  audience     text not null check (audience in ('public', 'chosen')),
  chosen       uuid[] not null default '{}',         -- suppliers, when not public
  lang         text not null,
  title        text not null,
  hs           text not null,
  keywords     text[] not null,
  specification text not null,
  quantity     int not null check (quantity > 0),
  unit         text not null,
  frequency    text not null check (frequency in ('once', 'monthly', 'quarterly', 'yearly')),
  minor        bigint,
  currency     text not null,
  incoterm     text not null,
  place        text not null,
  port         text not null,
  certificates text[] not null,
  languages    text[] not null,
  nda          boolean not null,
  deadline     timestamptz not null,
  note         text not null default '',             -- why the office gave it back
  created_at   timestamptz not null,
  opened_at    timestamptz,
  opened_by    uuid references users,
  ended_at     timestamptz,
  unique (buyer, key)
);
create index rfq_open on rfq (deadline) where state = 'open';
create index rfq_buyer on rfq (buyer_company, created_at desc);

create table rfq_quote (
  id         uuid primary key,
  rfq_id     uuid not null references rfq,
  supplier   uuid not null references companies,
  author     uuid not null references users,
  at         timestamptz not null,
  sku        text not null default '',
  minor      bigint not null check (minor > 0),
  currency   text not null,
  incoterm   text not null,
  place      text not null,
  freight    bigint,                                 -- part of the price of one unit, minor units; null: not stated
  insurance  bigint,
  moq        int not null,
  unit       text not null,
  lead_days  int not null,
  valid_until date not null,
  sample     text not null check (sample in ('free', 'paid', 'refunded', 'none')),
  text       text not null default '',
  withdrawn_at timestamptz
);
create unique index rfq_quote_one on rfq_quote (rfq_id, supplier) where withdrawn_at is null;
create index rfq_quote_month on rfq_quote (supplier, at);

-- The number that a maker is called back at: told to the office when the maker was checked, never by a message.
create table callback_number (
  company uuid primary key references companies,
  number  text not null,
  by_user uuid not null references users,
  at      timestamptz not null
);

-- The basket of a person who is signed in; a visitor's lies in the session until then.
create table inquiry_basket (
  user_id uuid primary key references users,
  basket  jsonb not null,
  at      timestamptz not null
);
