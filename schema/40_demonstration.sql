-- +goose Up
-- Whether the demonstration is loaded is decided once: loaded, left out, or removed. Without a decision a load
-- may have been interrupted, and the next start loads it.
create table demonstration_decision (
  one boolean primary key default true check (one),
  loaded boolean not null,
  decided_at timestamptz not null
);
grant select, insert, update on demonstration_decision to jalons_writer;
