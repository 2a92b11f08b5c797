-- +goose Up
-- An account has one role, so an assessor can't hold another by construction.
create table accounts (
  id bigint generated always as identity primary key,
  email text not null,
  name text not null,
  language text not null default 'fr' check (language in ('fr', 'en', 'ar')),
  role text not null check (role in ('staff', 'liaison', 'assessor', 'admin')),
  function jsonb constraint accounts__is_text check (is_text(function)),
  institution jsonb constraint accounts__institution_is_text check (is_text(institution)),
  password_hash text,
  demonstration boolean not null default false,
  disabled_at timestamptz,
  created_at timestamptz not null
);
create unique index accounts_email on accounts (lower(email));

-- A scope of staff or of an assessor; state_code null stands for all states.
create table scopes (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  state_code text,
  from_day date not null,
  until_day date,
  constraint scopes__end_not_before_start check (until_day >= from_day)
);

-- A liaison's mandate for one state. An alternate stands in when the liaison is silent; a
-- countersigner is named by an admin for the declarations of a sole liaison.
create table mandates (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  state_code text not null,
  capacity text not null check (capacity in ('liaison', 'alternate', 'countersigner')),
  from_day date not null,
  until_day date,
  reason text,
  constraint mandates__end_not_before_start check (until_day >= from_day)
);
create index mandates_state on mandates (state_code, from_day);
create index mandates_account on mandates (account_id);

create table delegations (
  id bigint generated always as identity primary key,
  from_account_id bigint not null references accounts,
  to_account_id bigint not null references accounts,
  state_code text not null,
  commitment_code text,
  from_day date not null,
  until_day date not null,
  reason text not null,
  revoked_at timestamptz,
  constraint delegations__end_not_before_start check (until_day > from_day),
  constraint delegations__delegation_90_days check (until_day - from_day <= 90),
  constraint delegations__four_eyes check (from_account_id <> to_account_id)
);
grant select, insert, update on accounts, scopes, mandates, delegations to jalons_writer;
-- The public sees whether a state has a liaison, never who it is.
grant select (state_code, capacity, from_day, until_day) on mandates to jalons_reader;
