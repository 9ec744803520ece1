-- +goose Up
-- What names a file of the store is found by the file's name, so that those that nothing names can be collected.

create index inquiry_file_blob on inquiry_file (blob);
create index rfq_file_blob on rfq_file (blob);
create index consultation_file_blob on consultation_file (blob);
