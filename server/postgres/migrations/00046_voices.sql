-- +goose Up
-- Which desk has revoked an endorsement (null when the office has, or the server), and one signal for each imitated domain.

alter table endorsements add column ended_by uuid references desks;
update endorsements e set ended_by = e.desk_id where e.state = 'revoked'
    and exists (select from trust_events t where t.subject = 'endorsement:' || e.code and t.move = 'revoke' and t.role = 'partner');

-- Signals of a thread are one a kind and detail, so that every domain that imitates a known one is told of.
alter table inquiry_signal drop constraint inquiry_signal_inquiry_id_kind_key;
alter table inquiry_signal add constraint inquiry_signal_once unique (inquiry_id, kind, detail);
