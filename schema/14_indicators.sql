-- +goose Up
create table indicators (
  id bigint generated always as identity primary key,
  code text not null unique constraint indicators__code_well_formed
    check (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?-[0-9]{4}-C[0-9]{2,4}\.[0-9]{1,4}\.[0-9]{1,4}$'),
  milestone_id bigint not null references milestones,
  number int not null,
  title jsonb not null constraint indicators__is_text check (is_text(title)),
  detail jsonb constraint indicators__detail_is_text check (is_text(detail)),
  due_on date constraint indicators__day_in_window check (is_day(due_on)),
  due_precision text not null default 'none' check (due_precision in ('day', 'month', 'quarter', 'season', 'year',
    'fiscal_year', 'recurring', 'none')),
  due_raw jsonb,
  first_due_on date,
  first_due_known boolean not null default true,
  unit jsonb constraint indicators__unit_is_text check (is_text(unit)),
  baseline numeric,
  target numeric,
  published_at timestamptz not null,
  version bigint not null default 1,
  unique (milestone_id, number),
  constraint indicators__target_with_baseline check ((baseline is null) = (target is null))
);

create table indicator_institutions (
  indicator_id bigint not null references indicators,
  institution_id bigint not null references institutions,
  primary key (indicator_id, institution_id)
);

grant select, insert, update on indicators to jalons_writer;
grant select, insert, delete on indicator_institutions to jalons_writer;
grant select on indicators, indicator_institutions to jalons_reader;

alter table indicators enable row level security;
create policy indicators_read on indicators for select using (true);
create policy indicators_added on indicators for insert to jalons_writer
  with check (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));
create policy indicators_changed on indicators for update to jalons_writer
  using (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)))
  with check (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));
create policy indicators_removed on indicators for delete to jalons_writer
  using (exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code)));

-- +goose StatementBegin
-- leads_of names who answers for an indicator, by the code or the name of each.
create function leads_of(indicator bigint) returns jsonb language sql stable
begin atomic
  select jsonb_agg(coalesce(n.code, n.name ->> (n.name ->> 'original')) order by n.id)
  from indicator_institutions x join institutions n on n.id = x.institution_id where x.indicator_id = indicator;
end;
-- +goose StatementEnd
