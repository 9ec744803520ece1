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
