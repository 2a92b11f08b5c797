-- +goose Up
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
grant select, insert, update on follow_ups to jalons_writer;

alter table follow_ups enable row level security;
create policy follow_ups_read on follow_ups for select using (true);
create policy follow_ups_added on follow_ups for insert to jalons_writer with check (in_scope(state_code));
create policy follow_ups_changed on follow_ups for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy follow_ups_removed on follow_ups for delete to jalons_writer using (in_scope(state_code));
