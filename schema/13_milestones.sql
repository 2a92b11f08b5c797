-- +goose Up
-- A date is kept with its precision and its raw text. Where a milestone has indicators and no date
-- of its own, its due day is the last of theirs, if all have one. first_due_on is never lost; it is
-- null with first_due_known false where a milestone came without its history.
create table milestones (
  id bigint generated always as identity primary key,
  code text not null unique constraint milestones__code_well_formed
    check (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?-[0-9]{4}-C[0-9]{2,4}\.[0-9]{1,4}$'),
  commitment_id bigint not null references commitments,
  state_code text not null references states,
  number int not null,
  title jsonb not null constraint milestones__is_text check (is_text(title)),
  weight int not null default 1 constraint milestones__weight_1_to_3 check (weight between 1 and 3),
  due_on date constraint milestones__day_in_window check (is_day(due_on)),
  due_precision text not null default 'none' check (due_precision in ('day', 'month', 'quarter', 'season', 'year',
    'fiscal_year', 'recurring', 'none')),
  due_raw jsonb,
  first_due_on date constraint milestones__first_day_in_window check (is_day(first_due_on)),
  first_due_known boolean not null default true,
  shared boolean not null default false,
  superseded_by bigint references milestones,
  published_at timestamptz not null,
  version bigint not null default 1,
  unique (commitment_id, number)
);
create index milestones_state on milestones (state_code);
create index milestones_due on milestones (due_on);

-- decided_on null is a milestone dropped without a decision: it stays in the figures as not started.
create table withdrawals (
  id bigint generated always as identity primary key,
  milestone_id bigint not null unique references milestones,
  decided_on date constraint withdrawals__day_in_window check (is_day(decided_on)),
  decision jsonb constraint withdrawals__decision_is_text check (is_text(decision)),
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null
);
create trigger t01_refuse_change before update or delete on withdrawals for each row
  execute function refuse_change();

grant select, insert, update on milestones to jalons_writer;
grant select, insert on withdrawals to jalons_writer;
grant select on milestones, withdrawals to jalons_reader;

alter table milestones enable row level security;
create policy milestones_read on milestones for select using (true);
create policy milestones_added on milestones for insert to jalons_writer with check (in_scope(state_code));
create policy milestones_changed on milestones for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy milestones_removed on milestones for delete to jalons_writer using (in_scope(state_code));

alter table withdrawals enable row level security;
create policy withdrawals_read on withdrawals for select using (true);
create policy withdrawals_added on withdrawals for insert to jalons_writer
  with check (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));
create policy withdrawals_changed on withdrawals for update to jalons_writer
  using (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)))
  with check (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));
create policy withdrawals_removed on withdrawals for delete to jalons_writer
  using (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));
