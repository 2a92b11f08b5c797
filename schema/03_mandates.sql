-- +goose Up
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

grant select, insert, update on scopes, mandates, delegations to jalons_writer;
-- The public sees whether a state has a liaison, never who it is.
grant select (state_code, capacity, from_day, until_day) on mandates to jalons_reader;

alter table scopes enable row level security;
create policy scopes_read on scopes for select using (true);
create policy scopes_added on scopes for insert to jalons_writer with check (administers());
create policy scopes_changed on scopes for update to jalons_writer using (administers());
alter table mandates enable row level security;
create policy mandates_read on mandates for select using (true);
create policy mandates_added on mandates for insert to jalons_writer with check (administers());
create policy mandates_changed on mandates for update to jalons_writer using (administers());

-- +goose StatementBegin
-- has_mandate says whether an account holds one of the capacities for a state on a day.
create function has_mandate(account bigint, state text, day date, capacities text[]) returns boolean language sql stable
return exists (select from mandates m where m.account_id = account and m.state_code = state
  and m.capacity = any (capacities)
    and m.from_day <= day and (m.until_day is null or m.until_day > day));
-- +goose StatementEnd
-- +goose StatementBegin
-- is_delegate says whether an account may speak for a state by delegation at an instant, on one
-- commitment or, where that is null, on what belongs to none. A delegation ends with the mandate of who gave it.
create function is_delegate(account bigint, state text, commitment text, at timestamptz) returns boolean
  language sql stable
return exists (select from delegations d, lateral (select (at at time zone 'UTC')::date) on_day (day)
    where d.to_account_id = account and d.state_code = state and d.from_day <= day and d.until_day > day
    and (d.commitment_code is null or d.commitment_code = commitment) and (d.revoked_at is null or d.revoked_at > at)
    and has_mandate(d.from_account_id, state, day, array['liaison', 'alternate']));
-- +goose StatementEnd

-- The public sees when a state had a liaison and whether that is invented, never who it was.
create view published_mandates as
  select m.state_code, m.capacity, m.from_day, m.until_day, a.demonstration
  from mandates m join accounts a on a.id = m.account_id;
grant select on published_mandates to jalons_writer;
grant select on published_mandates to jalons_reader;
