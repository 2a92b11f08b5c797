-- +goose Up
-- Whether the record has the demonstration is decided once: it came, was left out, or was taken away.
-- Where nothing is decided, a load may have been cut off, and the next start loads it.
create table demonstration_decision (
  one boolean primary key default true check (one),
  loaded boolean not null,
  decided_at timestamptz not null
);
grant select, insert, update on demonstration_decision to jalons_writer;
