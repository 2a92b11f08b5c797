-- +goose Up
-- What a state's report said when it was generated: the very bytes that are handed out, whose sum stands
-- on the printed page. Its statements are those that it lists by name.
create table reports (
  state_code text not null references states,
  number int not null check (number > 0),
  code text generated always as (state_code || '-R' || number) stored unique,
  content text not null constraint reports__content_at_most_2_mb check (octet_length(content) <= 2097152),
  sha256 text not null check (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  demonstration boolean not null,
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null,
  primary key (state_code, number)
);
create table report_statements (
  report_code text not null references reports (code),
  statement_id bigint not null references statements,
  content_hash text not null,
  awaits_review boolean not null, -- it waits for the state's review; else it was approved since the last signed report
  primary key (report_code, statement_id)
);
create trigger t01_refuse_change before update or delete on reports for each row execute function refuse_change();
create trigger t01_refuse_change before update or delete on report_statements for each row
  execute function refuse_change();
grant select, insert on reports, report_statements to jalons_writer;
-- A report is public; of a document the public sees what it is, and not the picture of a signature.
grant select (state_code, number, code, content, sha256, demonstration, acting_as, recorded_at) on reports to
  jalons_reader;

alter table reports enable row level security;
create policy reports_read on reports for select using (true);
create policy reports_added on reports for insert to jalons_writer with check (in_scope(state_code));
create policy reports_changed on reports for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy reports_removed on reports for delete to jalons_writer using (in_scope(state_code));

alter table report_statements enable row level security;
create policy report_statements_read on report_statements for select using (true);
create policy report_statements_added on report_statements for insert to jalons_writer
  with check (exists (select from reports r where r.code = report_code and in_scope(r.state_code)));
create policy report_statements_changed on report_statements for update to jalons_writer
  using (exists (select from reports r where r.code = report_code and in_scope(r.state_code)))
  with check (exists (select from reports r where r.code = report_code and in_scope(r.state_code)));
create policy report_statements_removed on report_statements for delete to jalons_writer
  using (exists (select from reports r where r.code = report_code and in_scope(r.state_code)));
