-- +goose Up
-- Each request counts the person's open ones; without an index that reads all consultations.
create index consultation_requests on consultation (requested_by) where state in ('requested', 'returned', 'offered');
