-- +goose Up
-- Fairs at which a maker exhibits: [{"name", "city", "country", "from", "until", "stand"}], the next of all makers on the first page.
alter table company_profiles add column fairs jsonb not null default '[]' check (jsonb_typeof(fairs) = 'array');
create index company_profiles_fairs on company_profiles (company_id) where fairs <> '[]';
