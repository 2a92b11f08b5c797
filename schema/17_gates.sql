-- +goose Up
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

grant select, insert, update on gates, gate_criteria, gate_lessons to jalons_writer;
grant select on gates, gate_criteria, gate_lessons to jalons_reader;
