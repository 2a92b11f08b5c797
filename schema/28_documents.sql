-- +goose Up
-- A signed report, letter or official document, with exactly the statements that it approves. Who signed
-- is named by function, never as a person.
create table documents (
  id bigint generated always as identity primary key,
  state_code text not null references states,
  report_code text references reports (code),
  -- who speaks for the state recorded it, or two of the programme do
  way text not null check (way in ('state', 'document')),
  file_sha256 text not null references files,
  file_name text not null,
  signatory text not null constraint documents__signatory_named
    check (is_visible(signatory) and length(signatory) <= 200),
  signed_on date not null constraint documents__day_in_window check (is_day(signed_on)),
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null,
  constraint documents__signed_before_recorded check (signed_on <= (recorded_at at time zone 'UTC')::date + 1)
);
create index documents_state on documents (state_code, recorded_at);
create index documents_file on documents (file_sha256);
create table document_statements (
  document_id bigint not null references documents,
  statement_id bigint not null references statements,
  content_hash text not null,
  primary key (document_id, statement_id)
);
create index document_statements_statement on document_statements (statement_id);
-- What a second member of staff decided on a document that the first one recorded.
create table document_decisions (
  document_id bigint primary key references documents,
  outcome text not null check (outcome in ('confirmed', 'refused')),
  reason text,
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null,
  constraint document_decisions__refused_with_reason check (outcome = 'confirmed' or is_visible(coalesce(reason, '')))
);

create trigger t01_refuse_change before update or delete on documents for each row execute function refuse_change();
create trigger t01_refuse_change before update or delete on document_statements for each row
  execute function refuse_change();
create trigger t01_refuse_change before update or delete on document_decisions for each row
  execute function refuse_change();

grant select, insert on documents, document_statements, document_decisions to jalons_writer;
grant select (id, state_code, report_code, way, file_sha256, signatory, signed_on, acting_as, recorded_at) on
  documents to jalons_reader;
grant select on document_statements to jalons_reader;
grant select (document_id, outcome, recorded_at) on document_decisions to jalons_reader;

alter table documents enable row level security;
create policy documents_read on documents for select using (true);
create policy documents_added on documents for insert to jalons_writer with check (in_scope(state_code));
create policy documents_changed on documents for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy documents_removed on documents for delete to jalons_writer using (in_scope(state_code));

alter table document_statements enable row level security;
create policy document_statements_read on document_statements for select using (true);
create policy document_statements_added on document_statements for insert to jalons_writer
  with check (exists (select from documents d where d.id = document_id and in_scope(d.state_code)));
create policy document_statements_changed on document_statements for update to jalons_writer
  using (exists (select from documents d where d.id = document_id and in_scope(d.state_code)))
  with check (exists (select from documents d where d.id = document_id and in_scope(d.state_code)));
create policy document_statements_removed on document_statements for delete to jalons_writer
  using (exists (select from documents d where d.id = document_id and in_scope(d.state_code)));

alter table document_decisions enable row level security;
create policy document_decisions_read on document_decisions for select using (true);
create policy document_decisions_added on document_decisions for insert to jalons_writer
  with check (exists (select from documents d where d.id = document_id and in_scope(d.state_code)));
create policy document_decisions_changed on document_decisions for update to jalons_writer
  using (exists (select from documents d where d.id = document_id and in_scope(d.state_code)))
  with check (exists (select from documents d where d.id = document_id and in_scope(d.state_code)));
create policy document_decisions_removed on document_decisions for delete to jalons_writer
  using (exists (select from documents d where d.id = document_id and in_scope(d.state_code)));
