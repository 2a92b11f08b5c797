-- +goose Up
create table action_plans (
  code text primary key constraint action_plans__code_well_formed check (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?-[0-9]{4}$'),
  state_code text not null references states,
  number int,
  title jsonb not null constraint action_plans__is_text check (is_text(title)),
  cycle text not null,
  starts_on date not null constraint action_plans__start_day_in_window check (is_day(starts_on)),
  ends_on date constraint action_plans__day_in_window check (is_day(ends_on)),
  url text,
  source text not null,
  demonstration boolean not null default false,
  version bigint not null default 1,
  constraint action_plans__end_not_before_start check (ends_on >= starts_on)
);
create index action_plans_state on action_plans (state_code);
grant select, insert, update on action_plans to jalons_writer;
grant select on action_plans to jalons_reader;

alter table action_plans enable row level security;
create policy action_plans_read on action_plans for select using (true);
create policy action_plans_added on action_plans for insert to jalons_writer with check (in_scope(state_code));
create policy action_plans_changed on action_plans for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy action_plans_removed on action_plans for delete to jalons_writer using (in_scope(state_code));
