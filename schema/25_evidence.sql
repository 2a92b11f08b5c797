-- +goose Up
create table evidence (
  id bigint generated always as identity primary key,
  statement_id bigint not null references statements,
  url text constraint evidence__address_is_web check (url ~ '^https?://[^\s/@]+(/|$|\?|#)' and length(url) <= 2000),
  file_sha256 text references files,
  file_name text,
  title jsonb not null constraint evidence__is_text check (is_text(title)),
  publisher text,
  lang text,
  kind text not null check (kind in ('law', 'report', 'dataset', 'portal', 'minutes', 'press', 'letter', 'other')),
  locator text,
  accessed_on date,
  sha256 text,
  seen_alive_on date,
  dead_since date,
  constraint evidence__link_or_file check (num_nonnulls(url, file_sha256) = 1)
);
create index evidence_statement on evidence (statement_id);
create index evidence_url on evidence using hash (url) where url is not null;
create index evidence_file on evidence (file_sha256) where file_sha256 is not null;
grant select, insert, update (seen_alive_on, dead_since) on evidence to jalons_writer;
grant select on evidence to jalons_reader;

alter table evidence enable row level security;
create policy evidence_read on evidence for select using (true);
create policy evidence_added on evidence for insert to jalons_writer
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
-- Whether a link leads somewhere is found out by the program, never said by a person.
create policy evidence_changed on evidence for update to jalons_writer
  using (current_setting('app.role', true) = 'program');
create policy evidence_removed on evidence for delete to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
