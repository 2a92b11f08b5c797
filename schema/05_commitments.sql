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

create table policy_areas (
  code text primary key constraint policy_areas__code_well_formed check (code ~ '^[a-z]+(-[a-z]+)*$'),
  name jsonb not null constraint policy_areas__is_text check (is_text(name))
);
create table institutions (
  id bigint generated always as identity primary key,
  state_code text references states,
  kind text not null check (kind in ('government', 'civil_society', 'private', 'multilateral')),
  name jsonb not null constraint institutions__is_text check (is_text(name)),
  demonstration boolean not null default false,
  version bigint not null default 1
);
create unique index institutions_name on institutions (coalesce(state_code, ''), (name ->> (name ->> 'original')));

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
    search_text(title) || ' ' || search_text(description) || ' ' || normalize_for_search(code))) stored,
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
grant select, insert, update on action_plans, policy_areas, institutions, commitments to jalons_writer;
grant select, insert, update, delete on commitment_institutions, commitment_areas, commitment_values, lineage,
  participations to jalons_writer;
grant select on action_plans, policy_areas, institutions, commitments, commitment_institutions, commitment_areas,
  commitment_values, lineage to jalons_reader;
