-- +goose Up
-- Which desk has revoked an endorsement; null when the office has, or the server.

alter table endorsements add column ended_by uuid references desks;
update endorsements e set ended_by = e.desk_id where e.state = 'revoked'
    and exists (select from trust_events t where t.subject = 'endorsement:' || e.code and t.move = 'revoke' and t.role = 'partner');
