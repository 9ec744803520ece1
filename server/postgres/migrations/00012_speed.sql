-- +goose Up
-- What the request for a consultation needs to be one round trip, and what it pays for and nothing uses.

-- A statement of a batch calls it to take the whole transaction back: nobody is there to look at a count in between.
-- +goose StatementBegin
create function must(ok boolean, named text, detail text) returns void language plpgsql as $$
begin
    if ok is not true then
        raise exception '% does not hold', named using errcode = 'ET001', constraint = named, detail = detail;
    end if;
end $$;
-- +goose StatementEnd

drop index idempotency_age;
create index idempotency_age on idempotency using brin (created_at); -- rows come in the order of their age

-- A person, a company, a resource and a consultation stay for ever: they are disabled, suspended or ended. Once that is
-- refused here, where it would happen, a reference to one that was read is good for ever, and need not be looked up and
-- locked again for each of the twelve references of a booking.
-- +goose StatementBegin
create function stays() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never deleted', tg_table_name using errcode = 'restrict_violation';
end $$;
-- +goose StatementEnd
create trigger stays before delete on users for each row execute function stays();
create trigger stays before delete on companies for each row execute function stays();
create trigger stays before delete on resource for each row execute function stays();
create trigger stays before delete on consultation for each row execute function stays();

alter table consultation
    drop constraint consultation_supplier_id_fkey, drop constraint consultation_buyer_id_fkey, drop constraint consultation_interpreter_id_fkey,
    drop constraint consultation_supplier_company_fkey, drop constraint consultation_buyer_company_fkey,
    drop constraint consultation_buyer_user_fkey, drop constraint consultation_host_user_fkey,
    drop constraint consultation_interpreter_user_fkey, drop constraint consultation_requested_by_fkey;
alter table claim drop constraint claim_resource_id_fkey, drop constraint claim_consultation_id_fkey;
alter table consultation_event drop constraint consultation_event_consultation_id_fkey;
