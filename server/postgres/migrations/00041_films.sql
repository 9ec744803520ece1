-- +goose Up

-- A film that a caller leaves lasts a minute.
alter table ring_film drop constraint ring_film_bytes_check, drop constraint ring_film_seconds_check;
alter table ring_film add constraint ring_film_bytes_check check (bytes between 1 and 16777216);
alter table ring_film add constraint ring_film_seconds_check check (seconds between 1 and 60);
