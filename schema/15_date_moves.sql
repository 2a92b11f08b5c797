-- +goose Up
create table date_moves (
  id bigint generated always as identity primary key,
  milestone_id bigint not null references milestones,
  indicator_id bigint references indicators,
  old_on date,
  new_on date not null constraint date_moves__day_in_window check (is_day(new_on)),
  reason text not null check (reason in ('law', 'money', 'staff', 'partner', 'politics', 'data', 'technology',
    'security', 'replanned', 'other')),
  note jsonb constraint date_moves__is_text check (is_text(note)),
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null
);
create index date_moves_milestone on date_moves (milestone_id);
create trigger t01_refuse_change before update or delete on date_moves for each row
  execute function refuse_change();
grant select, insert on date_moves to jalons_writer;
grant select on date_moves to jalons_reader;

alter table date_moves enable row level security;
create policy date_moves_read on date_moves for select using (true);
create policy date_moves_added on date_moves for insert to jalons_writer
  with check (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));
create policy date_moves_changed on date_moves for update to jalons_writer
  using (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)))
  with check (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));
create policy date_moves_removed on date_moves for delete to jalons_writer
  using (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));
