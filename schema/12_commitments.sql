-- +goose Up
create table policy_areas (
  code text primary key constraint policy_areas__code_well_formed check (code ~ '^[a-z]+(-[a-z]+)*$'),
  name jsonb not null constraint policy_areas__is_text check (is_text(name))
);

-- One promise of an action plan. Everything here is published; drafts live apart.
create table commitments (
  id bigint generated always as identity primary key,
  code text not null unique constraint commitments__code_well_formed
    check (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?-[0-9]{4}-C[0-9]{2,4}$'),
  plan_code text not null references action_plans,
  state_code text not null references states,
  number int not null,
  ogp_id text unique constraint commitments__ogp_id_well_formed check (ogp_id ~ '^[A-Z]{2,3}[0-9]{4}$'),
  title jsonb not null constraint commitments__is_text check (is_text(title)),
  description jsonb constraint commitments__description_is_text check (is_text(description)),
  problem jsonb constraint commitments__problem_is_text check (is_text(problem)),
  expected jsonb constraint commitments__expected_is_text check (is_text(expected)),
  relevance jsonb constraint commitments__relevance_is_text check (is_text(relevance)),
  starts_on date constraint commitments__start_day_in_window check (is_day(starts_on)),
  ends_on date constraint commitments__day_in_window check (is_day(ends_on)),
  published_at timestamptz not null,
  demonstration boolean not null default false,
  version bigint not null default 1,
  search tsvector generated always as (to_tsvector('simple',
    search_text(title) || ' ' || search_text(description) || ' ' || search_words(code))) stored,
  unique (plan_code, number),
  constraint commitments__end_not_before_start check (ends_on >= starts_on)
);
create index commitments_state on commitments (state_code, code);
create index commitments_search on commitments using gin (search);
create table commitment_institutions (
  commitment_id bigint not null references commitments,
  institution_id bigint not null references institutions,
  part text not null check (part in ('lead', 'supporting')),
  primary key (commitment_id, institution_id)
);
create table commitment_areas (
  commitment_id bigint not null references commitments,
  area_code text not null references policy_areas,
  primary key (commitment_id, area_code)
);
-- OGP's four values and the programme's three.
create table commitment_values (
  commitment_id bigint not null references commitments,
  value text not null check (value in ('access_to_information', 'civic_participation', 'public_accountability',
    'technology_and_innovation',
    'transparency', 'participation', 'collaboration')),
  primary key (commitment_id, value)
);
create table lineage (
  commitment_id bigint not null references commitments,
  predecessor_id bigint not null references commitments,
  kind text not null check (kind in ('continues', 'splits', 'merges', 'drops')),
  primary key (commitment_id, predecessor_id),
  constraint lineage__not_itself check (commitment_id <> predecessor_id)
);
-- States beside the owner of a joint commitment.
create table participations (
  commitment_id bigint not null references commitments,
  state_code text not null references states,
  primary key (commitment_id, state_code)
);

grant select, insert, update on policy_areas, commitments to jalons_writer;
grant select, insert, update, delete on commitment_institutions, commitment_areas, commitment_values, lineage,
  participations to jalons_writer;
grant select on policy_areas, commitments, commitment_institutions, commitment_areas, commitment_values, lineage
  to jalons_reader;

alter table commitments enable row level security;
create policy commitments_read on commitments for select using (true);
create policy commitments_added on commitments for insert to jalons_writer with check (in_scope(state_code));
create policy commitments_changed on commitments for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy commitments_removed on commitments for delete to jalons_writer using (in_scope(state_code));

alter table commitment_institutions enable row level security;
create policy commitment_institutions_read on commitment_institutions for select using (true);
create policy commitment_institutions_added on commitment_institutions for insert to jalons_writer
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy commitment_institutions_changed on commitment_institutions for update to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)))
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy commitment_institutions_removed on commitment_institutions for delete to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));

alter table commitment_areas enable row level security;
create policy commitment_areas_read on commitment_areas for select using (true);
create policy commitment_areas_added on commitment_areas for insert to jalons_writer
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy commitment_areas_changed on commitment_areas for update to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)))
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy commitment_areas_removed on commitment_areas for delete to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));

alter table commitment_values enable row level security;
create policy commitment_values_read on commitment_values for select using (true);
create policy commitment_values_added on commitment_values for insert to jalons_writer
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy commitment_values_changed on commitment_values for update to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)))
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy commitment_values_removed on commitment_values for delete to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));

alter table lineage enable row level security;
create policy lineage_read on lineage for select using (true);
create policy lineage_added on lineage for insert to jalons_writer
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy lineage_changed on lineage for update to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)))
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy lineage_removed on lineage for delete to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));

alter table participations enable row level security;
create policy participations_read on participations for select using (true);
create policy participations_added on participations for insert to jalons_writer
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy participations_changed on participations for update to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)))
  with check (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));
create policy participations_removed on participations for delete to jalons_writer
  using (exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code)));

-- +goose StatementBegin
-- relations_of is what a commitment belongs to, as the public reads it.
create function relations_of(commitment bigint) returns jsonb language sql stable
begin atomic
  select jsonb_build_object(
    'institutions',
    (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'part', x.part) order by x.part, i.id), '[]')
      from commitment_institutions x join institutions i on i.id = x.institution_id where x.commitment_id = commitment),
    'areas', (select coalesce(jsonb_agg(x.area_code order by 1), '[]') from commitment_areas x
      where x.commitment_id = commitment),
    'values', (select coalesce(jsonb_agg(x.value order by 1), '[]') from commitment_values x
      where x.commitment_id = commitment),
    'predecessors',
    (select coalesce(jsonb_agg(jsonb_build_object('code', e.code, 'kind', l.kind) order by e.code), '[]')
      from lineage l join commitments e on e.id = l.predecessor_id where l.commitment_id = commitment));
end;
-- +goose StatementEnd
