-- +goose Up
-- What the link checker remembers of each address that is cited as evidence: when it was asked for and is next, and how
-- often in a row, since which day, it led nowhere.
create table link_checks (
  url_sha256 text primary key check (url_sha256 = encode(sha256(convert_to(url, 'UTF8')), 'hex')),
  url text not null,
  host text not null,
  due_at timestamptz not null,
  checked_at timestamptz,
  answered_at timestamptz,
  failures int not null default 0,
  failing_since date,
  constraint link_checks__failing_since_a_day check ((failures > 0) = (failing_since is not null))
);
create index link_checks_due on link_checks (due_at);
create index link_checks_host on link_checks (host, checked_at);
grant select, insert, update, delete on link_checks to jalons_writer;
