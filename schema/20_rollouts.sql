-- +goose Up
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

create trigger t01_refuse_change before update or delete on rollout_plans for each row
  execute function refuse_change();
create trigger t01_refuse_change before update or delete on rollout_targets for each row
  execute function refuse_change();
grant select, insert, update on rollouts to jalons_writer;
grant select, insert on rollout_plans, rollout_targets to jalons_writer;
grant select on rollouts, rollout_plans, rollout_targets to jalons_reader;
