-- +goose Up

-- Transactions that have changed something which public pages show. Whoever keeps finished pages looks here for those that its
-- last snapshot does not see (server/catalog/pulse.go), and deletes what is over for long.
create table catalog_changes (xid xid8 primary key);

-- +goose StatementBegin
create function catalog_changed() returns trigger language plpgsql as $$
begin
  insert into catalog_changes (xid) values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;
-- +goose StatementEnd

create trigger shown_changed after insert or update or delete on products for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on price_tiers for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on certificates for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on text_origins for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on brochures for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on companies for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on company_profiles for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on verifications for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on trust_checks for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on endorsements for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on endorsement_signatures for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on trust_keys for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on desks for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on synonyms for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on programme for each statement execute function catalog_changed();
create trigger shown_changed after insert or update or delete on programme_company for each statement execute function catalog_changed();
