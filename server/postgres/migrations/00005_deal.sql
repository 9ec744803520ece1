-- +goose Up

-- The opportunity that amounts live on: consultations of one pair about one line attach to it, so that nothing counts twice.
create table deal (
  id               uuid primary key,
  supplier_company uuid not null references companies,
  buyer_company    uuid not null references companies,
  line             text not null,                  -- what it is about: the first product's SKU, or the goal
  created_at       timestamptz not null default now(),
  unique (supplier_company, buyer_company, line)
);
create index deal_buyer on deal (buyer_company);

-- What one side says was agreed. Money is in minor units of an ISO 4217 currency.
create table outcome_statement (
  consultation_id uuid not null references consultation,
  side            text not null check (side in ('supplier', 'buyer')),
  deal_id         uuid not null references deal,
  stage           text not null check (stage in ('none', 'information', 'sample', 'quote', 'negotiation', 'mou', 'order')),
  agreed          text not null default '',
  amount          bigint check (amount > 0),
  currency        text check (currency ~ '^[A-Z]{3}$'),
  next_step       text not null default '',
  next_on         date,
  corrected       boolean not null default false,  -- the one correction after both had spoken is used
  stated_by       uuid not null references users,
  stated_at       timestamptz not null,
  primary key (consultation_id, side),
  check ((amount is null) = (currency is null))
);
create index outcome_statement_deal on outcome_statement (deal_id);

-- What the interpreter attests: presence, and whether figures were spoken. No amounts.
create table outcome_attestation (
  consultation_id uuid primary key references consultation,
  user_id         uuid not null references users,
  both_present    boolean not null,
  figures         text not null check (figures in ('spoken', 'not_as_stated', 'none')),
  note            text not null default '',
  attested_at     timestamptz not null
);

-- A document that raises the grade of an amount (E2 to E5); a grade rises only with one.
create table deal_evidence (
  id              uuid primary key,
  deal_id         uuid not null references deal,
  consultation_id uuid not null references consultation,
  grade           smallint not null check (grade between 2 and 5),
  binding         boolean not null,              -- false: MOU or letter of intent, counted apart
  amount          bigint not null check (amount > 0),
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  reference       text not null check (reference <> ''),
  attached_by     uuid not null references users,
  attached_at     timestamptz not null
);
create index deal_evidence_deal on deal_evidence (deal_id);
create index deal_evidence_consultation on deal_evidence (consultation_id);
