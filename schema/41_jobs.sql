-- +goose Up
-- What the server does by itself, one row for each piece of work: due at run_at, and done by the server that locks
-- the row. key names what it is about. Without one the work is periodic: its row is kept, and run_at moves on.
-- attempts counts since it was added or went well, each before it is made, so that work which ends the process waits
-- longer each time.
create table jobs (
  id bigint generated always as identity primary key,
  kind text not null,
  key text not null default '',
  run_at timestamptz not null,
  attempts int not null default 0,
  last_error text check (length(last_error) <= 1000),
  added_at timestamptz not null,
  succeeded_at timestamptz
);
create unique index jobs_periodic on jobs (kind) where key = '';
create index jobs_due on jobs (run_at);
grant select, insert, update, delete on jobs to jalons_writer;
