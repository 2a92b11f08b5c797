-- +goose Up
-- Who did what, when, in what capacity and from which request; for what is not in changes: sign-ins,
-- rights, sessions.
create table audit_log (
  id bigint generated always as identity primary key,
  account_id bigint references accounts,
  acting_as text not null,
  action text not null,
  subject_id bigint references accounts,
  detail jsonb not null default '{}',
  request text not null,
  recorded_at timestamptz not null
);
create index audit_log_account on audit_log (account_id, id);
create trigger t01_refuse_change before update or delete on audit_log for each row execute function refuse_change();
grant select, insert on audit_log to jalons_writer;
