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

create trigger t01_refuse_change before update or delete on phase_plans for each row
  execute function refuse_change();
grant select, insert, update on programmes, phases to jalons_writer;
grant select, insert on phase_plans to jalons_writer;
grant select on programmes, phases, phase_plans to jalons_reader;
