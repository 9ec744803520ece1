-- +goose Up
-- What a life leaves behind beside its states: calls that were tried, what counts against a company, what a request said
-- before it was changed, who has been reminded of a turn.
alter table consultation drop constraint consultation_owner_check;
alter table consultation add constraint consultation_owner_check
    check (owner in ('', 'office', 'supplier', 'buyer', 'interpreter', 'both')); -- both sides owe the outcome
alter table proposal drop constraint proposal_by_side_check;
alter table proposal add constraint proposal_by_side_check check (by_side in ('buyer', 'supplier', 'office'));
alter table proposal add column in_state text not null default 'confirmed'; -- of the consultation when it was made: rounds count while offered

-- Turns whose deadlines a sweep looks after; requests are not among them, the office has its queue.
create index consultation_turns on consultation (answer_by) where state in ('returned', 'offered', 'accepted', 'outcome_due');
create index consultation_drafts on consultation (requested_by) where state = 'draft';
create index consultation_asked on consultation (requested_by, created_at) where number is not null;
create index proposal_open on proposal (expires_at) where state = 'open';
create index wish_start on wish (starts_at);

-- A side that does not come is called before it counts as missing.
create table call_attempt (
    id              uuid primary key,
    consultation_id uuid not null references consultation,
    at              timestamptz not null,
    officer         uuid not null references users,
    side            text not null check (side in ('supplier', 'buyer')),
    result          text not null check (result in ('no_answer', 'coming', 'not_coming', 'wrong_number'))
);
create index call_attempt_consultation on call_attempt (consultation_id, at);

-- What counts against a company, kept by the server; undoing a verdict takes it back.
create table reliability (
    consultation_id uuid not null references consultation,
    company         uuid not null references companies,
    kind            text not null check (kind in ('late_cancel', 'no_show')),
    at              timestamptz not null,
    primary key (consultation_id, company, kind)
);
create index reliability_company on reliability (company);

-- What a request said before its asker changed it; version is the event that changed it.
create table topic_before (
    consultation_id uuid not null references consultation,
    version         int not null,
    language        text not null,
    need_from       text not null,
    need_to         text not null,
    goal            text not null,
    message         text not null,
    products        text[] not null,
    primary key (consultation_id, version)
);

-- Which reminders of an outcome were sent.
create table nudge (
    consultation_id uuid not null references consultation,
    kind            text not null,
    at              timestamptz not null,
    primary key (consultation_id, kind)
);
