-- +goose Up
-- A statement that one reviewer of a state has asked another to answer.
create table handovers (
  id bigint generated always as identity primary key,
  statement_id bigint not null references statements,
  from_account_id bigint not null references accounts,
  to_account_id bigint not null references accounts,
  note text,
  recorded_at timestamptz not null,
  constraint handovers__to_somebody_else check (from_account_id <> to_account_id)
);
create index handovers_statement on handovers (statement_id);
create trigger t01_refuse_change before update or delete on handovers for each row execute function refuse_change();
grant select, insert on handovers to jalons_writer;

alter table handovers enable row level security;
create policy handovers_read on handovers for select using (true);
create policy handovers_added on handovers for insert to jalons_writer
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
create policy handovers_changed on handovers for update to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)))
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
create policy handovers_removed on handovers for delete to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
