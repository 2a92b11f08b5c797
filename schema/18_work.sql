-- +goose Up
-- A write that was answered under a key is answered the same for a day, and done once. request_hash is
-- of what was sent; replay_count counts how often the response was given again.
create table idempotency_keys (
  account_id bigint not null references accounts,
  key text not null check (length(key) between 8 and 200),
  request_hash text not null,
  response jsonb not null,
  replay_count int not null default 0,
  recorded_at timestamptz not null,
  primary key (account_id, key)
);
create index idempotency_keys_age on idempotency_keys (recorded_at);

-- What a person has typed about a target and not sent; version is that of the target as they saw it.
create table drafts (
  account_id bigint not null references accounts,
  target text not null check (length(target) <= 40),
  body jsonb not null,
  version bigint not null,
  saved_at timestamptz not null,
  primary key (account_id, target)
);

-- The programme's own reminders; never public.
create table follow_ups (
  id bigint generated always as identity primary key,
  state_code text not null references states,
  milestone_id bigint references milestones,
  city_code text references cities,
  action text not null check (is_visible(action)),
  due_on date not null constraint follow_ups__day_in_window check (is_day(due_on)),
  contact text,
  note text,
  author_id bigint not null references accounts,
  recorded_at timestamptz not null,
  done_by bigint references accounts,
  done_at timestamptz,
  constraint follow_ups__one_target check (num_nonnulls(milestone_id, city_code) <= 1)
);
create index follow_ups_open on follow_ups (due_on) where done_at is null;
grant select, insert, update, delete on idempotency_keys, drafts to jalons_writer;
grant select, insert, update on follow_ups to jalons_writer;

-- What somebody is to be told at once, until it has become a mail: their statement was sent back, an
-- approval of it revoked, a statement handed over to them; or a delegation that they give or receive was
-- given, begins or has ended.
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

-- How often somebody wants a summary of what waits for them; what is told at once does not depend on it.
alter table accounts add column summary text not null default 'weekly' check (summary in ('weekly', 'daily', 'none'));

-- The days on which it was looked at what somebody is to be told.
create table summaries (
  account_id bigint not null references accounts,
  day date not null,
  primary key (account_id, day)
);
grant select, insert, update, delete on notices, summaries to jalons_writer;

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
create trigger handovers_append_only before update or delete on handovers for each row execute function refuse_change();
grant select, insert on handovers to jalons_writer;
