-- +goose Up
-- Whatever waits for the office beside a consultation's own state is a task: any topic opens one in the transaction of its
-- cause, with a deadline and, for escalations, the officer whom it is given to.
alter table office_task
    drop constraint office_task_kind_check,
    add constraint office_task_kind_shape check (kind ~ '^[a-z][a-z_]*$'),
    add column due_by   timestamptz,
    add column assigned uuid references users;

-- Hand-over notes: of one consultation, or (without one) of the office. They are only ever added.
create table office_note (
    id              uuid primary key,
    consultation_id uuid references consultation,
    author          uuid not null references users,
    at              timestamptz not null,
    text            text not null check (text <> '')
);
create index office_note_of on office_note (consultation_id, at desc);

-- Who is on duty: the one whom escalations go to.
create table office_duty (
    id      bigint generated always as identity primary key,
    officer uuid not null references users,
    since   timestamptz not null,
    until   timestamptz check (until >= since)
);
create unique index office_duty_one on office_duty ((true)) where until is null;

-- What a buyer imports: HS chapters, headings or subheadings (2, 4 or 6 digits).
alter table companies add column interests text[] not null default '{}';

-- The fit check counts what a buyer gave up before.
create index consultation_event_cancel on consultation_event (consultation_id) where move in ('cancel', 'miss');
