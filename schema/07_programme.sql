-- +goose Up
create table programmes (
  code text primary key constraint programmes__code_well_formed check (code ~ '^[a-z]+(-[a-z0-9]+)*$'),
  name jsonb not null constraint programmes__is_text check (is_text(name)),
  demonstration boolean not null default false
);
create table phases (
  code text primary key,
  programme_code text not null references programmes,
  number int not null,
  kind text not null check (kind in ('preparation', 'flagship', 'pilots', 'motion', 'rollout')),
  rollout_year int constraint phases__rollout_year_1_to_5 check (rollout_year between 1 and 5),
  name jsonb not null constraint phases__is_text check (is_text(name)),
  started_on date,
  ended_on date,
  unique (programme_code, number),
  constraint phases__end_not_before_start check (ended_on >= started_on),
  constraint phases__rollout_has_year check ((kind = 'rollout') = (rollout_year is not null))
);
-- Version 1 is the baseline; a later version never replaces it, it stands beside it.
create table phase_plans (
  phase_code text not null references phases,
  version int not null,
  starts_on date not null constraint phase_plans__day_in_window check (is_day(starts_on)),
  ends_on date not null,
  decided_on date not null,
  reason jsonb constraint phase_plans__is_text check (is_text(reason)),
  primary key (phase_code, version),
  constraint phase_plans__end_not_before_start check (ends_on >= starts_on)
);
create table gates (
  code text primary key constraint gates__code_well_formed check (code ~ '^[a-z]+(-[a-z0-9]+)*$'),
  programme_code text not null references programmes,
  after_phase text not null unique references phases,
  name jsonb not null constraint gates__is_text check (is_text(name)),
  planned_on date not null
);
create table gate_criteria (
  gate_code text not null references gates,
  number int not null,
  criterion jsonb not null constraint gate_criteria__is_text check (is_text(criterion)),
  critical boolean not null default false,
  figure jsonb constraint gate_criteria__figure_is_text check (is_text(figure)),
  met text not null check (met in ('met', 'not_met', 'unknown')),
  primary key (gate_code, number)
);
create table gate_lessons (
  gate_code text not null references gates,
  kind text not null check (kind in ('strength', 'weakness', 'adjustment')),
  number int not null,
  lesson jsonb not null constraint gate_lessons__is_text check (is_text(lesson)),
  owner jsonb constraint gate_lessons__owner_is_text check (is_text(owner)),
  due_on date,
  done_on date,
  primary key (gate_code, kind, number)
);
create table pilots (
  programme_code text not null references programmes,
  state_code text not null references states,
  part text not null check (part in ('flagship', 'pilot')),
  phase_code text not null references phases,
  primary key (programme_code, state_code)
);
create unique index pilots__one_flagship on pilots (programme_code) where part = 'flagship';
create table pilot_regions (
  programme_code text not null,
  state_code text not null,
  region_code text not null references regions,
  primary key (programme_code, region_code),
  foreign key (programme_code, state_code) references pilots
);
create table motions (
  code text primary key,
  programme_code text not null references programmes,
  title jsonb not null constraint motions__is_text check (is_text(title)),
  body jsonb not null constraint motions__body_is_text check (is_text(body)),
  summit jsonb not null constraint motions__summit_is_text check (is_text(summit)),
  held_on date not null,
  sponsor_code text not null references states,
  adopted_on date
);
-- Invitation, answer and rollout are three facts.
create table invitations (
  motion_code text not null references motions,
  state_code text not null references states,
  invited_on date not null,
  primary key (motion_code, state_code)
);
create table answers (
  motion_code text not null,
  state_code text not null,
  answer text not null check (answer in ('accepted', 'declined', 'later')),
  answered_on date not null,
  primary key (motion_code, state_code),
  foreign key (motion_code, state_code) references invitations
);
create table rollouts (
  programme_code text not null references programmes,
  state_code text not null references states,
  start_year int not null constraint rollouts__start_year_1_to_5 check (start_year between 1 and 5),
  primary key (programme_code, state_code)
);
create table rollout_plans (
  programme_code text not null references programmes,
  version int not null,
  decided_on date not null,
  reason jsonb constraint rollout_plans__is_text check (is_text(reason)),
  primary key (programme_code, version)
);
-- Cumulative targets at the end of each rollout year.
create table rollout_targets (
  programme_code text not null,
  version int not null,
  state_code text not null references states,
  year int not null constraint rollout_targets__year_1_to_5 check (year between 1 and 5),
  cities int not null check (cities >= 0),
  milestones int not null default 0 check (milestones >= 0),
  primary key (programme_code, version, state_code, year),
  foreign key (programme_code, version) references rollout_plans
);
create trigger phase_plans_append_only before update or delete on phase_plans for each row
  execute function refuse_change();
create trigger rollout_plans_append_only before update or delete on rollout_plans for each row
  execute function refuse_change();
create trigger rollout_targets_append_only before update or delete on rollout_targets for each row
  execute function refuse_change();
grant select, insert, update on programmes, phases, gates, gate_criteria, gate_lessons, pilots, pilot_regions, motions,
  invitations, answers, rollouts to jalons_writer;
grant select, insert on phase_plans, rollout_plans, rollout_targets to jalons_writer;
grant select on programmes, phases, phase_plans, gates, gate_criteria, gate_lessons, pilots, pilot_regions, motions,
  invitations, answers, rollouts, rollout_plans, rollout_targets to jalons_reader;
