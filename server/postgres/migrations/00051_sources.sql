-- +goose Up
-- Of texts that are written in Korean and English beside each other: the hash of the Korean that the English was last right for. A text
-- without one says what it said when both were written. Lines of a specification have theirs within the line.
alter table company_profiles add column sources jsonb not null default '{}' check (jsonb_typeof(sources) = 'object'); -- line, about, site -> hash
alter table certificates add column source text not null default ''; -- of the scope
