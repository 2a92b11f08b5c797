-- +goose Up
-- Notifications to send at once, until they become mails: a statement of theirs was sent back, an approval of it
-- revoked, a statement handed over to them; or a delegation that they give or receive was given, begins or has
-- ended.
create table notices (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  kind text not null check (kind in ('sent_back', 'revoked', 'handed_over', 'delegation_given', 'delegation_began',
    'delegation_ended')),
  statement_id bigint references statements,
  delegation_id bigint references delegations,
  recorded_at timestamptz not null,
  mailed_at timestamptz,
  constraint notices__one_target check (num_nonnulls(statement_id, delegation_id) = 1),
  constraint notices__once unique (delegation_id, account_id, kind)
);
create index notices_waiting on notices (recorded_at) where mailed_at is null;

-- The days for which notifications were computed.
create table summaries (
  account_id bigint not null references accounts,
  day date not null,
  primary key (account_id, day)
);
grant select, insert, update, delete on notices, summaries to jalons_writer;
