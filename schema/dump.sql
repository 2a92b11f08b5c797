-- What the migrations make, for readers: written by "go test ./schema -update", and nothing runs it.
-- Tables with their columns, constraints, indexes, triggers in the order in which they fire, policies and grants;
-- then views, then functions without their bodies, which stand in the numbered files.

create table account_sessions (
  id bigint not null generated always as identity,
  account_id bigint not null,
  agent text not null,
  known_hash text not null,
  awaits_two_factor boolean not null default false,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  impersonated_id bigint,
  ended_at timestamp with time zone,
  constraint account_sessions_pkey PRIMARY KEY (id),
  constraint account_sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint account_sessions_impersonated_id_fkey FOREIGN KEY (impersonated_id) REFERENCES accounts(id),
  constraint account_sessions_agent_check CHECK (length(agent) <= 400),
  constraint account_sessions_known_hash_check CHECK (known_hash ~ '^[0-9a-f]{64}$')
);
CREATE INDEX account_sessions_account ON account_sessions USING btree (account_id) WHERE (ended_at IS NULL);
CREATE INDEX account_sessions_known ON account_sessions USING btree (known_hash);
grant delete, insert, select, update on account_sessions to jalons_writer;

create table accounts (
  id bigint not null generated always as identity,
  email text not null,
  name text not null,
  language text not null default 'fr',
  role text not null,
  function jsonb,
  institution jsonb,
  password_hash text,
  demonstration boolean not null default false,
  totp_secret text,
  totp_since timestamp with time zone,
  totp_step bigint not null default 0,
  summary text not null default 'weekly',
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts__institution_is_text CHECK (is_text(institution)),
  constraint accounts__is_text CHECK (is_text(function)),
  constraint accounts__secret_is_sealed CHECK (totp_secret ~ '^v1[.][0-9a-f]{8}[.][A-Za-z0-9+/]+=*$'),
  constraint accounts__secret_with_second_factor CHECK (totp_since IS NULL OR totp_secret IS NOT NULL),
  constraint accounts_language_check CHECK (language = ANY (ARRAY['fr', 'en', 'ar'])),
  constraint accounts_role_check CHECK (role = ANY (ARRAY['staff', 'liaison', 'assessor', 'admin'])),
  constraint accounts_summary_check CHECK (summary = ANY (ARRAY['weekly', 'daily', 'none']))
);
CREATE UNIQUE INDEX accounts_email ON accounts USING btree (lower(email));
CREATE TRIGGER t02_check_account_change BEFORE UPDATE OF role, disabled_at, demonstration, name, institution ON
    accounts FOR EACH ROW WHEN (((old.role <> new.role) OR (old.disabled_at IS DISTINCT FROM new.disabled_at) OR
    (old.demonstration <> new.demonstration) OR (old.name <> new.name) OR (old.institution IS DISTINCT FROM
    new.institution))) EXECUTE FUNCTION check_account_change();
CREATE TRIGGER t31_raise_version AFTER UPDATE OF demonstration ON accounts FOR EACH ROW WHEN ((old.demonstration <>
    new.demonstration)) EXECUTE FUNCTION raise_version();
alter table accounts enable row level security;
create policy accounts_added on accounts for insert to jalons_writer with check (administers());
create policy accounts_changed on accounts for update to jalons_writer using (true);
create policy accounts_read on accounts for select to public using (true);
grant insert, select, update on accounts to jalons_writer;

create table action_plans (
  code text not null,
  state_code text not null,
  number integer,
  title jsonb not null,
  cycle text not null,
  starts_on date not null,
  ends_on date,
  url text,
  source text not null,
  demonstration boolean not null default false,
  version bigint not null default 1,
  constraint action_plans_pkey PRIMARY KEY (code),
  constraint action_plans_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint action_plans__code_well_formed CHECK (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?-[0-9]{4}$'),
  constraint action_plans__day_in_window CHECK (is_day(ends_on)),
  constraint action_plans__end_not_before_start CHECK (ends_on >= starts_on),
  constraint action_plans__is_text CHECK (is_text(title)),
  constraint action_plans__start_day_in_window CHECK (is_day(starts_on))
);
CREATE INDEX action_plans_state ON action_plans USING btree (state_code);
CREATE TRIGGER t10_log_change AFTER UPDATE ON action_plans FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE
    FUNCTION log_plan();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON action_plans FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON action_plans FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table action_plans enable row level security;
create policy action_plans_added on action_plans for insert to jalons_writer with check (in_scope(state_code));
create policy action_plans_changed on action_plans for update to jalons_writer using (in_scope(state_code)) with
    check (in_scope(state_code));
create policy action_plans_read on action_plans for select to public using (true);
create policy action_plans_removed on action_plans for delete to jalons_writer using (in_scope(state_code));
grant insert, select, update on action_plans to jalons_writer;
grant select on action_plans to jalons_reader;

create table aliases (
  word text not null,
  alias text not null,
  code text not null,
  constraint aliases_pkey PRIMARY KEY (word, alias),
  constraint aliases_word_check CHECK (word = ANY (ARRAY['state', 'region', 'city', 'commitment']))
);
grant insert, select, update on aliases to jalons_writer;
grant select on aliases to jalons_reader;

create table answers (
  motion_code text not null,
  state_code text not null,
  answer text not null,
  answered_on date not null,
  constraint answers_pkey PRIMARY KEY (motion_code, state_code),
  constraint answers_motion_code_state_code_fkey FOREIGN KEY (motion_code, state_code) REFERENCES
      invitations(motion_code, state_code),
  constraint answers_answer_check CHECK (answer = ANY (ARRAY['accepted', 'declined', 'later']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON answers FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON answers FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on answers to jalons_writer;
grant select on answers to jalons_reader;

create table assessment_details (
  statement_id bigint not null,
  assessor jsonb not null,
  early_results text,
  ambition text,
  verifiable text,
  verdict jsonb,
  constraint assessment_details_pkey PRIMARY KEY (statement_id),
  constraint assessment_details_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint assessment_details__is_text CHECK (is_text(assessor)),
  constraint assessment_details__verdict_is_text CHECK (is_text(verdict)),
  constraint assessment_details_ambition_check CHECK (ambition = ANY (ARRAY['unclear', 'modest', 'substantial',
      'not_reported', 'pending_review', 'no_irm_data', 'not_applicable'])),
  constraint assessment_details_early_results_check CHECK (early_results = ANY (ARRAY['worsened', 'did_not_change',
      'marginal', 'major', 'outstanding', 'no_notable', 'moderate', 'significant', 'not_reported', 'pending_review',
      'no_irm_data', 'not_applicable'])),
  constraint assessment_details_verifiable_check CHECK (verifiable = ANY (ARRAY['yes', 'no', 'not_reported',
      'pending_review', 'no_irm_data', 'not_applicable']))
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON assessment_details FOR EACH ROW EXECUTE FUNCTION
    refuse_change();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON assessment_details FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON assessment_details FOR EACH ROW WHEN ((old.* IS DISTINCT FROM
    new.*)) EXECUTE FUNCTION raise_version();
alter table assessment_details enable row level security;
create policy assessment_details_added on assessment_details for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = assessment_details.statement_id) AND in_scope(s.state_code)))));
create policy assessment_details_changed on assessment_details for update to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = assessment_details.statement_id) AND in_scope(s.state_code))))) with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = assessment_details.statement_id) AND in_scope(s.state_code)))));
create policy assessment_details_read on assessment_details for select to public using (true);
create policy assessment_details_removed on assessment_details for delete to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = assessment_details.statement_id) AND in_scope(s.state_code)))));
grant insert, select on assessment_details to jalons_writer;
grant select on assessment_details to jalons_reader;

create table audit_log (
  id bigint not null generated always as identity,
  account_id bigint,
  acting_as text not null,
  action text not null,
  subject_id bigint,
  detail jsonb not null default '{}'::jsonb,
  request text not null,
  recorded_at timestamp with time zone not null,
  constraint audit_log_pkey PRIMARY KEY (id),
  constraint audit_log_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint audit_log_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES accounts(id)
);
CREATE INDEX audit_log_account ON audit_log USING btree (account_id, id);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on audit_log to jalons_writer;

create table blockers (
  statement_id bigint not null,
  cause text not null,
  note jsonb,
  constraint blockers_pkey PRIMARY KEY (statement_id),
  constraint blockers_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint blockers__is_text CHECK (is_text(note)),
  constraint blockers_cause_check CHECK (cause = ANY (ARRAY['law', 'money', 'staff', 'partner', 'politics', 'data',
      'technology', 'security', 'other']))
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON blockers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON blockers FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON blockers FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
alter table blockers enable row level security;
create policy blockers_added on blockers for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = blockers.statement_id) AND in_scope(s.state_code)))));
create policy blockers_changed on blockers for update to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = blockers.statement_id) AND in_scope(s.state_code))))) with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = blockers.statement_id) AND in_scope(s.state_code)))));
create policy blockers_read on blockers for select to public using (true);
create policy blockers_removed on blockers for delete to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = blockers.statement_id) AND in_scope(s.state_code)))));
grant insert, select on blockers to jalons_writer;
grant select on blockers to jalons_reader;

create table change_positions (
  "position" bigint not null,
  change_id bigint not null,
  constraint change_positions_pkey PRIMARY KEY ("position"),
  constraint change_positions_change_id_key UNIQUE (change_id),
  constraint change_positions_change_id_fkey FOREIGN KEY (change_id) REFERENCES changes(id)
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON change_positions FOR EACH ROW EXECUTE FUNCTION
    refuse_change();
grant select on change_positions to jalons_reader;
grant select on change_positions to jalons_writer;

create table changes (
  id bigint not null generated always as identity,
  kind text not null,
  state_code text,
  object text not null,
  code text not null,
  actor text not null,
  before jsonb,
  after jsonb,
  batch text,
  demonstration boolean not null default false,
  recorded_at timestamp with time zone not null,
  constraint changes_pkey PRIMARY KEY (id)
);
CREATE INDEX changes_object ON changes USING btree (object, code);
CREATE INDEX changes_state ON changes USING btree (state_code, id DESC);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant select on changes to jalons_reader;
grant select on changes to jalons_writer;

create table changes_waiting (
  change_id bigint not null,
  since timestamp with time zone not null default clock_timestamp(),
  constraint changes_waiting_pkey PRIMARY KEY (change_id),
  constraint changes_waiting_change_id_fkey FOREIGN KEY (change_id) REFERENCES changes(id)
);
grant select on changes_waiting to jalons_writer;

create table cities (
  code text not null,
  geonames_id bigint,
  state_code text not null,
  entity_code text not null,
  admin text,
  lat numeric(8,5) not null,
  lon numeric(8,5) not null,
  population bigint,
  capital boolean not null default false,
  constraint cities_pkey PRIMARY KEY (code),
  constraint cities_geonames_id_key UNIQUE (geonames_id),
  constraint cities_entity_code_fkey FOREIGN KEY (entity_code) REFERENCES states(code),
  constraint cities_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint cities__code_well_formed CHECK (code ~ '^[A-Z]{2}-[0-9]{3,4}$'),
  constraint cities_population_check CHECK (population >= 0)
);
CREATE INDEX cities_state ON cities USING btree (state_code);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON cities FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON cities FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on cities to jalons_writer;
grant select on cities to jalons_reader;

create table city_list_entries (
  version integer not null,
  city_code text not null,
  constraint city_list_entries_pkey PRIMARY KEY (version, city_code),
  constraint city_list_entries_city_code_fkey FOREIGN KEY (city_code) REFERENCES cities(code),
  constraint city_list_entries_version_fkey FOREIGN KEY (version) REFERENCES city_lists(version)
);
grant insert, select, update on city_list_entries to jalons_writer;

create table city_lists (
  version integer not null,
  in_force_from date not null,
  official boolean not null,
  source text not null,
  constraint city_lists_pkey PRIMARY KEY (version)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON city_lists FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON city_lists FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on city_lists to jalons_writer;
grant select on city_lists to jalons_reader;

create table city_names (
  city_code text not null,
  lang text not null,
  name text not null,
  from_day date not null default '-infinity'::date,
  until_day date,
  constraint city_names_pkey PRIMARY KEY (city_code, lang, from_day),
  constraint city_names_city_code_fkey FOREIGN KEY (city_code) REFERENCES cities(code),
  constraint city_names__end_not_before_start CHECK (until_day > from_day),
  constraint city_names_lang_check CHECK (lang = ANY (ARRAY['fr', 'en', 'ar']))
);
CREATE INDEX city_names_words ON city_names USING gin (normalize_for_search(name) gin_trgm_ops);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON city_names FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON city_names FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on city_names to jalons_writer;
grant select on city_names to jalons_reader;

create table city_successions (
  old_code text not null,
  new_code text not null,
  kind text not null,
  on_day date not null,
  constraint city_successions_pkey PRIMARY KEY (old_code, new_code),
  constraint city_successions_new_code_fkey FOREIGN KEY (new_code) REFERENCES cities(code),
  constraint city_successions_old_code_fkey FOREIGN KEY (old_code) REFERENCES cities(code),
  constraint city_successions_kind_check CHECK (kind = ANY (ARRAY['merge', 'split', 'replace']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON city_successions FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON city_successions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on city_successions to jalons_writer;
grant select on city_successions to jalons_reader;

create table commitment_areas (
  commitment_id bigint not null,
  area_code text not null,
  constraint commitment_areas_pkey PRIMARY KEY (commitment_id, area_code),
  constraint commitment_areas_area_code_fkey FOREIGN KEY (area_code) REFERENCES policy_areas(code),
  constraint commitment_areas_commitment_id_fkey FOREIGN KEY (commitment_id) REFERENCES commitments(id)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON commitment_areas FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON commitment_areas FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table commitment_areas enable row level security;
create policy commitment_areas_added on commitment_areas for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_areas.commitment_id) AND in_scope(c.state_code)))));
create policy commitment_areas_changed on commitment_areas for update to jalons_writer using ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_areas.commitment_id) AND in_scope(c.state_code))))) with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_areas.commitment_id) AND in_scope(c.state_code)))));
create policy commitment_areas_read on commitment_areas for select to public using (true);
create policy commitment_areas_removed on commitment_areas for delete to jalons_writer using ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_areas.commitment_id) AND in_scope(c.state_code)))));
grant delete, insert, select, update on commitment_areas to jalons_writer;
grant select on commitment_areas to jalons_reader;

create table commitment_institutions (
  commitment_id bigint not null,
  institution_id bigint not null,
  part text not null,
  constraint commitment_institutions_pkey PRIMARY KEY (commitment_id, institution_id),
  constraint commitment_institutions_commitment_id_fkey FOREIGN KEY (commitment_id) REFERENCES commitments(id),
  constraint commitment_institutions_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id),
  constraint commitment_institutions_part_check CHECK (part = ANY (ARRAY['lead', 'supporting']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON commitment_institutions FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON commitment_institutions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM
    new.*)) EXECUTE FUNCTION raise_version();
alter table commitment_institutions enable row level security;
create policy commitment_institutions_added on commitment_institutions for insert to jalons_writer with check
    ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_institutions.commitment_id) AND in_scope(c.state_code)))));
create policy commitment_institutions_changed on commitment_institutions for update to jalons_writer using ((EXISTS (
    SELECT
   FROM commitments c
  WHERE ((c.id = commitment_institutions.commitment_id) AND in_scope(c.state_code))))) with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_institutions.commitment_id) AND in_scope(c.state_code)))));
create policy commitment_institutions_read on commitment_institutions for select to public using (true);
create policy commitment_institutions_removed on commitment_institutions for delete to jalons_writer using ((EXISTS (
    SELECT
   FROM commitments c
  WHERE ((c.id = commitment_institutions.commitment_id) AND in_scope(c.state_code)))));
grant delete, insert, select, update on commitment_institutions to jalons_writer;
grant select on commitment_institutions to jalons_reader;

create table commitment_standings (
  commitment_id bigint not null,
  state_code text not null,
  demonstration boolean not null,
  milestones integer not null,
  withdrawn integer not null,
  declared text,
  approved text,
  assessed text,
  completed_declared integer not null,
  completed_approved integer not null,
  completed_assessed integer not null,
  high_declared integer not null,
  high_approved integer not null,
  high_assessed integer not null,
  awaiting integer not null,
  weight integer not null,
  weight_completed integer not null,
  overclaimed integer not null,
  assessed_milestones integer not null,
  open_due_on date,
  next_due_on date,
  changed_at timestamp with time zone,
  constraint commitment_standings_pkey PRIMARY KEY (commitment_id),
  constraint commitment_standings_commitment_id_fkey FOREIGN KEY (commitment_id) REFERENCES commitments(id) ON DELETE
      CASCADE
);
CREATE INDEX commitment_standings_state ON commitment_standings USING btree (state_code);
grant select on commitment_standings to jalons_reader;
grant select on commitment_standings to jalons_writer;

create table commitment_values (
  commitment_id bigint not null,
  value text not null,
  constraint commitment_values_pkey PRIMARY KEY (commitment_id, value),
  constraint commitment_values_commitment_id_fkey FOREIGN KEY (commitment_id) REFERENCES commitments(id),
  constraint commitment_values_value_check CHECK (value = ANY (ARRAY['access_to_information', 'civic_participation',
      'public_accountability', 'technology_and_innovation', 'transparency', 'participation', 'collaboration']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON commitment_values FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON commitment_values FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table commitment_values enable row level security;
create policy commitment_values_added on commitment_values for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_values.commitment_id) AND in_scope(c.state_code)))));
create policy commitment_values_changed on commitment_values for update to jalons_writer using ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_values.commitment_id) AND in_scope(c.state_code))))) with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_values.commitment_id) AND in_scope(c.state_code)))));
create policy commitment_values_read on commitment_values for select to public using (true);
create policy commitment_values_removed on commitment_values for delete to jalons_writer using ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = commitment_values.commitment_id) AND in_scope(c.state_code)))));
grant delete, insert, select, update on commitment_values to jalons_writer;
grant select on commitment_values to jalons_reader;

create table commitments (
  id bigint not null generated always as identity,
  code text not null,
  plan_code text not null,
  state_code text not null,
  number integer not null,
  ogp_id text,
  title jsonb not null,
  description jsonb,
  problem jsonb,
  expected jsonb,
  relevance jsonb,
  starts_on date,
  ends_on date,
  published_at timestamp with time zone not null,
  demonstration boolean not null default false,
  version bigint not null default 1,
  search tsvector generated always as (to_tsvector('simple'::regconfig, ((((search_text(title) || ' ') ||
      search_text(description)) || ' ') || search_words(code)))) stored,
  constraint commitments_pkey PRIMARY KEY (id),
  constraint commitments_code_key UNIQUE (code),
  constraint commitments_ogp_id_key UNIQUE (ogp_id),
  constraint commitments_plan_code_number_key UNIQUE (plan_code, number),
  constraint commitments_plan_code_fkey FOREIGN KEY (plan_code) REFERENCES action_plans(code),
  constraint commitments_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint commitments__code_well_formed CHECK (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?-[0-9]{4}-C[0-9]{2,4}$'),
  constraint commitments__day_in_window CHECK (is_day(ends_on)),
  constraint commitments__description_is_text CHECK (is_text(description)),
  constraint commitments__end_not_before_start CHECK (ends_on >= starts_on),
  constraint commitments__expected_is_text CHECK (is_text(expected)),
  constraint commitments__is_text CHECK (is_text(title)),
  constraint commitments__ogp_id_well_formed CHECK (ogp_id ~ '^[A-Z]{2,3}[0-9]{4}$'),
  constraint commitments__problem_is_text CHECK (is_text(problem)),
  constraint commitments__relevance_is_text CHECK (is_text(relevance)),
  constraint commitments__start_day_in_window CHECK (is_day(starts_on))
);
CREATE INDEX commitments_search ON commitments USING gin (search);
CREATE INDEX commitments_state ON commitments USING btree (state_code, code);
CREATE TRIGGER t10_log_change AFTER INSERT OR UPDATE ON commitments FOR EACH ROW EXECUTE FUNCTION
    log_commitment('commitment');
CREATE TRIGGER t20_refresh_standings AFTER INSERT ON commitments REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_planned('commitments');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON commitments FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON commitments FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table commitments enable row level security;
create policy commitments_added on commitments for insert to jalons_writer with check (in_scope(state_code));
create policy commitments_changed on commitments for update to jalons_writer using (in_scope(state_code)) with check
    (in_scope(state_code));
create policy commitments_read on commitments for select to public using (true);
create policy commitments_removed on commitments for delete to jalons_writer using (in_scope(state_code));
grant insert, select, update on commitments to jalons_writer;
grant select on commitments to jalons_reader;

create table date_moves (
  id bigint not null generated always as identity,
  milestone_id bigint not null,
  indicator_id bigint,
  old_on date,
  new_on date not null,
  reason text not null,
  note jsonb,
  author_id bigint not null,
  acting_as text not null,
  recorded_at timestamp with time zone not null,
  constraint date_moves_pkey PRIMARY KEY (id),
  constraint date_moves_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint date_moves_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES indicators(id),
  constraint date_moves_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES milestones(id),
  constraint date_moves__day_in_window CHECK (is_day(new_on)),
  constraint date_moves__is_text CHECK (is_text(note)),
  constraint date_moves_reason_check CHECK (reason = ANY (ARRAY['law', 'money', 'staff', 'partner', 'politics',
      'data', 'technology', 'security', 'replanned', 'other']))
);
CREATE INDEX date_moves_milestone ON date_moves USING btree (milestone_id);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON date_moves FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t10_log_change AFTER INSERT ON date_moves FOR EACH ROW EXECUTE FUNCTION log_on_milestone('moved');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON date_moves FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON date_moves FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table date_moves enable row level security;
create policy date_moves_added on date_moves for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = date_moves.milestone_id) AND in_scope(m.state_code)))));
create policy date_moves_changed on date_moves for update to jalons_writer using ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = date_moves.milestone_id) AND in_scope(m.state_code))))) with check ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = date_moves.milestone_id) AND in_scope(m.state_code)))));
create policy date_moves_read on date_moves for select to public using (true);
create policy date_moves_removed on date_moves for delete to jalons_writer using ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = date_moves.milestone_id) AND in_scope(m.state_code)))));
grant insert, select on date_moves to jalons_writer;
grant select on date_moves to jalons_reader;

create table delegations (
  id bigint not null generated always as identity,
  from_account_id bigint not null,
  to_account_id bigint not null,
  state_code text not null,
  commitment_code text,
  from_day date not null,
  until_day date not null,
  reason text not null,
  revoked_at timestamp with time zone,
  constraint delegations_pkey PRIMARY KEY (id),
  constraint delegations_from_account_id_fkey FOREIGN KEY (from_account_id) REFERENCES accounts(id),
  constraint delegations_to_account_id_fkey FOREIGN KEY (to_account_id) REFERENCES accounts(id),
  constraint delegations__delegation_90_days CHECK ((until_day - from_day) <= 90),
  constraint delegations__end_not_before_start CHECK (until_day > from_day),
  constraint delegations__four_eyes CHECK (from_account_id <> to_account_id)
);
grant insert, select, update on delegations to jalons_writer;

create table demonstration_decision (
  one boolean not null default true,
  loaded boolean not null,
  decided_at timestamp with time zone not null,
  constraint demonstration_decision_pkey PRIMARY KEY (one),
  constraint demonstration_decision_one_check CHECK (one)
);
grant insert, select, update on demonstration_decision to jalons_writer;

create table deployment_standings (
  deployment_id bigint not null,
  state_code text not null,
  demonstration boolean not null,
  declared text,
  approved text,
  declared_on date,
  approved_on date,
  approved_way text,
  counted_on date,
  changed_at timestamp with time zone,
  constraint deployment_standings_pkey PRIMARY KEY (deployment_id),
  constraint deployment_standings_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE
      CASCADE
);
grant select on deployment_standings to jalons_reader;
grant select on deployment_standings to jalons_writer;

create table deployments (
  id bigint not null generated always as identity,
  programme_code text not null,
  city_code text not null,
  state_code text not null,
  entity_code text not null,
  version bigint not null default 1,
  constraint deployments_pkey PRIMARY KEY (id),
  constraint deployments_programme_code_city_code_key UNIQUE (programme_code, city_code),
  constraint deployments_city_code_fkey FOREIGN KEY (city_code) REFERENCES cities(code),
  constraint deployments_entity_code_fkey FOREIGN KEY (entity_code) REFERENCES states(code),
  constraint deployments_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES programmes(code),
  constraint deployments_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code)
);
CREATE TRIGGER t20_refresh_standings AFTER INSERT ON deployments REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_planned('deployments');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON deployments FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON deployments FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table deployments enable row level security;
create policy deployments_added on deployments for insert to jalons_writer with check (in_scope(entity_code));
create policy deployments_changed on deployments for update to jalons_writer using (in_scope(entity_code)) with check
    (in_scope(entity_code));
create policy deployments_read on deployments for select to public using (true);
create policy deployments_removed on deployments for delete to jalons_writer using (in_scope(entity_code));
grant insert, select, update on deployments to jalons_writer;
grant select on deployments to jalons_reader;

create table document_decisions (
  document_id bigint not null,
  outcome text not null,
  reason text,
  author_id bigint not null,
  acting_as text not null,
  recorded_at timestamp with time zone not null,
  constraint document_decisions_pkey PRIMARY KEY (document_id),
  constraint document_decisions_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint document_decisions_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents(id),
  constraint document_decisions__refused_with_reason CHECK (outcome = 'confirmed' OR is_visible(COALESCE(reason,
      ''))),
  constraint document_decisions_outcome_check CHECK (outcome = ANY (ARRAY['confirmed', 'refused']))
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON document_decisions FOR EACH ROW EXECUTE FUNCTION
    refuse_change();
CREATE TRIGGER t10_log_change AFTER INSERT ON document_decisions FOR EACH ROW WHEN ((new.outcome = 'confirmed'))
    EXECUTE FUNCTION log_report();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON document_decisions FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON document_decisions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM
    new.*)) EXECUTE FUNCTION raise_version();
alter table document_decisions enable row level security;
create policy document_decisions_added on document_decisions for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM documents d
  WHERE ((d.id = document_decisions.document_id) AND in_scope(d.state_code)))));
create policy document_decisions_changed on document_decisions for update to jalons_writer using ((EXISTS ( SELECT
   FROM documents d
  WHERE ((d.id = document_decisions.document_id) AND in_scope(d.state_code))))) with check ((EXISTS ( SELECT
   FROM documents d
  WHERE ((d.id = document_decisions.document_id) AND in_scope(d.state_code)))));
create policy document_decisions_read on document_decisions for select to public using (true);
create policy document_decisions_removed on document_decisions for delete to jalons_writer using ((EXISTS ( SELECT
   FROM documents d
  WHERE ((d.id = document_decisions.document_id) AND in_scope(d.state_code)))));
grant insert, select on document_decisions to jalons_writer;
grant select (document_id, outcome, recorded_at) on document_decisions to jalons_reader;

create table document_statements (
  document_id bigint not null,
  statement_id bigint not null,
  content_hash text not null,
  constraint document_statements_pkey PRIMARY KEY (document_id, statement_id),
  constraint document_statements_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents(id),
  constraint document_statements_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id)
);
CREATE INDEX document_statements_statement ON document_statements USING btree (statement_id);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON document_statements FOR EACH ROW EXECUTE FUNCTION
    refuse_change();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON document_statements FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON document_statements FOR EACH ROW WHEN ((old.* IS DISTINCT FROM
    new.*)) EXECUTE FUNCTION raise_version();
alter table document_statements enable row level security;
create policy document_statements_added on document_statements for insert to jalons_writer with check ((EXISTS (
    SELECT
   FROM documents d
  WHERE ((d.id = document_statements.document_id) AND in_scope(d.state_code)))));
create policy document_statements_changed on document_statements for update to jalons_writer using ((EXISTS ( SELECT
   FROM documents d
  WHERE ((d.id = document_statements.document_id) AND in_scope(d.state_code))))) with check ((EXISTS ( SELECT
   FROM documents d
  WHERE ((d.id = document_statements.document_id) AND in_scope(d.state_code)))));
create policy document_statements_read on document_statements for select to public using (true);
create policy document_statements_removed on document_statements for delete to jalons_writer using ((EXISTS ( SELECT
   FROM documents d
  WHERE ((d.id = document_statements.document_id) AND in_scope(d.state_code)))));
grant insert, select on document_statements to jalons_writer;
grant select on document_statements to jalons_reader;

create table documents (
  id bigint not null generated always as identity,
  state_code text not null,
  report_code text,
  way text not null,
  file_sha256 text not null,
  file_name text not null,
  signatory text not null,
  signed_on date not null,
  author_id bigint not null,
  acting_as text not null,
  recorded_at timestamp with time zone not null,
  constraint documents_pkey PRIMARY KEY (id),
  constraint documents_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint documents_file_sha256_fkey FOREIGN KEY (file_sha256) REFERENCES files(sha256),
  constraint documents_report_code_fkey FOREIGN KEY (report_code) REFERENCES reports(code),
  constraint documents_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint documents__day_in_window CHECK (is_day(signed_on)),
  constraint documents__signatory_named CHECK (is_visible(signatory) AND length(signatory) <= 200),
  constraint documents__signed_before_recorded CHECK (signed_on <= ((recorded_at AT TIME ZONE 'UTC')::date + 1)),
  constraint documents_way_check CHECK (way = ANY (ARRAY['state', 'document']))
);
CREATE INDEX documents_file ON documents USING btree (file_sha256);
CREATE INDEX documents_state ON documents USING btree (state_code, recorded_at);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t10_log_change AFTER INSERT ON documents FOR EACH ROW WHEN ((new.way = 'state')) EXECUTE FUNCTION
    log_report();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON documents FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON documents FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
alter table documents enable row level security;
create policy documents_added on documents for insert to jalons_writer with check (in_scope(state_code));
create policy documents_changed on documents for update to jalons_writer using (in_scope(state_code)) with check
    (in_scope(state_code));
create policy documents_read on documents for select to public using (true);
create policy documents_removed on documents for delete to jalons_writer using (in_scope(state_code));
grant insert, select on documents to jalons_writer;
grant select (id, state_code, report_code, way, file_sha256, signatory, signed_on, acting_as, recorded_at) on
    documents to jalons_reader;

create table drafts (
  account_id bigint not null,
  target text not null,
  body jsonb not null,
  version bigint not null,
  saved_at timestamp with time zone not null,
  constraint drafts_pkey PRIMARY KEY (account_id, target),
  constraint drafts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint drafts_target_check CHECK (length(target) <= 40)
);
grant delete, insert, select, update on drafts to jalons_writer;

create table evidence (
  id bigint not null generated always as identity,
  statement_id bigint not null,
  url text,
  file_sha256 text,
  file_name text,
  title jsonb not null,
  publisher text,
  lang text,
  kind text not null,
  locator text,
  accessed_on date,
  sha256 text,
  seen_alive_on date,
  dead_since date,
  constraint evidence_pkey PRIMARY KEY (id),
  constraint evidence_file_sha256_fkey FOREIGN KEY (file_sha256) REFERENCES files(sha256),
  constraint evidence_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint evidence__address_is_web CHECK (url ~ '^https?://[^\s/@]+(/|$|\?|#)' AND length(url) <= 2000),
  constraint evidence__is_text CHECK (is_text(title)),
  constraint evidence__link_or_file CHECK (num_nonnulls(url, file_sha256) = 1),
  constraint evidence_kind_check CHECK (kind = ANY (ARRAY['law', 'report', 'dataset', 'portal', 'minutes', 'press',
      'letter', 'other']))
);
CREATE INDEX evidence_file ON evidence USING btree (file_sha256) WHERE (file_sha256 IS NOT NULL);
CREATE INDEX evidence_statement ON evidence USING btree (statement_id);
CREATE INDEX evidence_url ON evidence USING hash (url) WHERE (url IS NOT NULL);
CREATE TRIGGER t20_refresh_standings AFTER UPDATE ON evidence REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_stated('evidence');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON evidence FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
alter table evidence enable row level security;
create policy evidence_added on evidence for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = evidence.statement_id) AND in_scope(s.state_code)))));
create policy evidence_changed on evidence for update to jalons_writer using ((current_setting('app.role', true) =
    'program'));
create policy evidence_read on evidence for select to public using (true);
create policy evidence_removed on evidence for delete to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = evidence.statement_id) AND in_scope(s.state_code)))));
grant insert, select, update (seen_alive_on, dead_since) on evidence to jalons_writer;
grant select on evidence to jalons_reader;

create table file_parts (
  sha256 text not null,
  number integer not null,
  bytes bytea not null,
  constraint file_parts_pkey PRIMARY KEY (sha256, number),
  constraint file_parts_sha256_fkey FOREIGN KEY (sha256) REFERENCES files(sha256),
  constraint file_parts_bytes_check CHECK (octet_length(bytes) >= 1 AND octet_length(bytes) <= 262144),
  constraint file_parts_number_check CHECK (number >= 0)
);
grant delete, insert, select on file_parts to jalons_writer;

create table files (
  sha256 text not null,
  media_type text not null,
  size bigint not null,
  sums bytea not null,
  home text not null,
  last_used_at timestamp with time zone not null,
  stored_at timestamp with time zone,
  constraint files_pkey PRIMARY KEY (sha256),
  constraint files_home_check CHECK (home = ANY (ARRAY['database', 's3'])),
  constraint files_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  constraint files_size_check CHECK (size >= 0 AND size <= 10485760),
  constraint files_sums_check CHECK (octet_length(sums) <= 5120)
);
grant delete, insert, select, update (home, last_used_at, stored_at) on files to jalons_writer;

create table follow_ups (
  id bigint not null generated always as identity,
  state_code text not null,
  milestone_id bigint,
  city_code text,
  action text not null,
  due_on date not null,
  contact text,
  note text,
  author_id bigint not null,
  recorded_at timestamp with time zone not null,
  done_by bigint,
  done_at timestamp with time zone,
  constraint follow_ups_pkey PRIMARY KEY (id),
  constraint follow_ups_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint follow_ups_city_code_fkey FOREIGN KEY (city_code) REFERENCES cities(code),
  constraint follow_ups_done_by_fkey FOREIGN KEY (done_by) REFERENCES accounts(id),
  constraint follow_ups_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES milestones(id),
  constraint follow_ups_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint follow_ups__day_in_window CHECK (is_day(due_on)),
  constraint follow_ups__one_target CHECK (num_nonnulls(milestone_id, city_code) <= 1),
  constraint follow_ups_action_check CHECK (is_visible(action))
);
CREATE INDEX follow_ups_open ON follow_ups USING btree (due_on) WHERE (done_at IS NULL);
alter table follow_ups enable row level security;
create policy follow_ups_added on follow_ups for insert to jalons_writer with check (in_scope(state_code));
create policy follow_ups_changed on follow_ups for update to jalons_writer using (in_scope(state_code)) with check
    (in_scope(state_code));
create policy follow_ups_read on follow_ups for select to public using (true);
create policy follow_ups_removed on follow_ups for delete to jalons_writer using (in_scope(state_code));
grant insert, select, update on follow_ups to jalons_writer;

create table gate_criteria (
  gate_code text not null,
  number integer not null,
  criterion jsonb not null,
  critical boolean not null default false,
  figure jsonb,
  met text not null,
  constraint gate_criteria_pkey PRIMARY KEY (gate_code, number),
  constraint gate_criteria_gate_code_fkey FOREIGN KEY (gate_code) REFERENCES gates(code),
  constraint gate_criteria__figure_is_text CHECK (is_text(figure)),
  constraint gate_criteria__is_text CHECK (is_text(criterion)),
  constraint gate_criteria_met_check CHECK (met = ANY (ARRAY['met', 'not_met', 'unknown']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON gate_criteria FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON gate_criteria FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on gate_criteria to jalons_writer;
grant select on gate_criteria to jalons_reader;

create table gate_lessons (
  gate_code text not null,
  kind text not null,
  number integer not null,
  lesson jsonb not null,
  owner jsonb,
  due_on date,
  done_on date,
  constraint gate_lessons_pkey PRIMARY KEY (gate_code, kind, number),
  constraint gate_lessons_gate_code_fkey FOREIGN KEY (gate_code) REFERENCES gates(code),
  constraint gate_lessons__is_text CHECK (is_text(lesson)),
  constraint gate_lessons__owner_is_text CHECK (is_text(owner)),
  constraint gate_lessons_kind_check CHECK (kind = ANY (ARRAY['strength', 'weakness', 'adjustment']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON gate_lessons FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON gate_lessons FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on gate_lessons to jalons_writer;
grant select on gate_lessons to jalons_reader;

create table gate_signatures (
  statement_id bigint not null,
  first_signatory jsonb not null,
  second_signatory jsonb not null,
  constraint gate_signatures_pkey PRIMARY KEY (statement_id),
  constraint gate_signatures_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint gate_signatures__is_text CHECK (is_text(first_signatory)),
  constraint gate_signatures__second_is_text CHECK (is_text(second_signatory)),
  constraint gate_signatures__two_signatories CHECK (first_signatory <> second_signatory)
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON gate_signatures FOR EACH ROW EXECUTE FUNCTION
    refuse_change();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON gate_signatures FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON gate_signatures FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select on gate_signatures to jalons_writer;
grant select on gate_signatures to jalons_reader;

create table gates (
  code text not null,
  programme_code text not null,
  after_phase text not null,
  name jsonb not null,
  planned_on date not null,
  constraint gates_pkey PRIMARY KEY (code),
  constraint gates_after_phase_key UNIQUE (after_phase),
  constraint gates_after_phase_fkey FOREIGN KEY (after_phase) REFERENCES phases(code),
  constraint gates_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES programmes(code),
  constraint gates__code_well_formed CHECK (code ~ '^[a-z]+(-[a-z0-9]+)*$'),
  constraint gates__is_text CHECK (is_text(name))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON gates FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON gates FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on gates to jalons_writer;
grant select on gates to jalons_reader;

create table handovers (
  id bigint not null generated always as identity,
  statement_id bigint not null,
  from_account_id bigint not null,
  to_account_id bigint not null,
  note text,
  recorded_at timestamp with time zone not null,
  constraint handovers_pkey PRIMARY KEY (id),
  constraint handovers_from_account_id_fkey FOREIGN KEY (from_account_id) REFERENCES accounts(id),
  constraint handovers_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint handovers_to_account_id_fkey FOREIGN KEY (to_account_id) REFERENCES accounts(id),
  constraint handovers__to_somebody_else CHECK (from_account_id <> to_account_id)
);
CREATE INDEX handovers_statement ON handovers USING btree (statement_id);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON handovers FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table handovers enable row level security;
create policy handovers_added on handovers for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = handovers.statement_id) AND in_scope(s.state_code)))));
create policy handovers_changed on handovers for update to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = handovers.statement_id) AND in_scope(s.state_code))))) with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = handovers.statement_id) AND in_scope(s.state_code)))));
create policy handovers_read on handovers for select to public using (true);
create policy handovers_removed on handovers for delete to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = handovers.statement_id) AND in_scope(s.state_code)))));
grant insert, select on handovers to jalons_writer;

create table idempotency_keys (
  account_id bigint not null,
  key text not null,
  request_hash text not null,
  response jsonb not null,
  replay_count integer not null default 0,
  recorded_at timestamp with time zone not null,
  constraint idempotency_keys_pkey PRIMARY KEY (account_id, key),
  constraint idempotency_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint idempotency_keys_key_check CHECK (length(key) >= 8 AND length(key) <= 200)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys USING btree (recorded_at);
grant delete, insert, select, update on idempotency_keys to jalons_writer;

create table indicator_institutions (
  indicator_id bigint not null,
  institution_id bigint not null,
  constraint indicator_institutions_pkey PRIMARY KEY (indicator_id, institution_id),
  constraint indicator_institutions_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES indicators(id),
  constraint indicator_institutions_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON indicator_institutions FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON indicator_institutions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM
    new.*)) EXECUTE FUNCTION raise_version();
grant delete, insert, select on indicator_institutions to jalons_writer;
grant select on indicator_institutions to jalons_reader;

create table indicators (
  id bigint not null generated always as identity,
  code text not null,
  milestone_id bigint not null,
  number integer not null,
  title jsonb not null,
  detail jsonb,
  due_on date,
  due_precision text not null default 'none',
  due_raw jsonb,
  first_due_on date,
  first_due_known boolean not null default true,
  unit jsonb,
  baseline numeric,
  target numeric,
  published_at timestamp with time zone not null,
  version bigint not null default 1,
  constraint indicators_pkey PRIMARY KEY (id),
  constraint indicators_code_key UNIQUE (code),
  constraint indicators_milestone_id_number_key UNIQUE (milestone_id, number),
  constraint indicators_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES milestones(id),
  constraint indicators__code_well_formed CHECK (code ~
      '^[A-Z]{2}(-[A-Z]{2,3})?-[0-9]{4}-C[0-9]{2,4}\.[0-9]{1,4}\.[0-9]{1,4}$'),
  constraint indicators__day_in_window CHECK (is_day(due_on)),
  constraint indicators__detail_is_text CHECK (is_text(detail)),
  constraint indicators__is_text CHECK (is_text(title)),
  constraint indicators__target_with_baseline CHECK ((baseline IS NULL) = (target IS NULL)),
  constraint indicators__unit_is_text CHECK (is_text(unit)),
  constraint indicators_due_precision_check CHECK (due_precision = ANY (ARRAY['day', 'month', 'quarter', 'season',
      'year', 'fiscal_year', 'recurring', 'none']))
);
CREATE TRIGGER t10_log_change AFTER INSERT OR UPDATE ON indicators FOR EACH ROW EXECUTE FUNCTION log_indicator();
CREATE TRIGGER t20_refresh_new AFTER INSERT ON indicators REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE
    FUNCTION refresh_planned('indicators');
CREATE TRIGGER t21_refresh_changed AFTER UPDATE ON indicators REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_planned('indicators');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON indicators FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON indicators FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table indicators enable row level security;
create policy indicators_added on indicators for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = indicators.milestone_id) AND in_scope(m.state_code)))));
create policy indicators_changed on indicators for update to jalons_writer using ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = indicators.milestone_id) AND in_scope(m.state_code))))) with check ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = indicators.milestone_id) AND in_scope(m.state_code)))));
create policy indicators_read on indicators for select to public using (true);
create policy indicators_removed on indicators for delete to jalons_writer using ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = indicators.milestone_id) AND in_scope(m.state_code)))));
grant insert, select, update on indicators to jalons_writer;
grant select on indicators to jalons_reader;

create table initiatives (
  state_code text not null,
  name text not null,
  year integer not null,
  url text,
  source text not null,
  checked boolean not null default false,
  constraint initiatives_pkey PRIMARY KEY (state_code, name),
  constraint initiatives_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON initiatives FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON initiatives FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on initiatives to jalons_writer;
grant select on initiatives to jalons_reader;

create table institutions (
  id bigint not null generated always as identity,
  state_code text,
  code text,
  kind text not null,
  name jsonb not null,
  demonstration boolean not null default false,
  version bigint not null default 1,
  constraint institutions_pkey PRIMARY KEY (id),
  constraint institutions_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint institutions__code_well_formed CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint institutions__is_text CHECK (is_text(name)),
  constraint institutions_kind_check CHECK (kind = ANY (ARRAY['government', 'civil_society', 'private',
      'multilateral']))
);
CREATE UNIQUE INDEX institutions_code ON institutions USING btree (COALESCE(state_code, ''), code) WHERE (code IS NOT
    NULL);
CREATE UNIQUE INDEX institutions_name ON institutions USING btree (COALESCE(state_code, ''), ((name ->> (name ->>
    'original'))));
CREATE TRIGGER t10_log_change AFTER UPDATE ON institutions FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name)
    OR (old.kind <> new.kind))) EXECUTE FUNCTION log_institution();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON institutions FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON institutions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table institutions enable row level security;
create policy institutions_added on institutions for insert to jalons_writer with check (in_scope(state_code));
create policy institutions_changed on institutions for update to jalons_writer using (in_scope(state_code)) with
    check (in_scope(state_code));
create policy institutions_read on institutions for select to public using (true);
create policy institutions_removed on institutions for delete to jalons_writer using (in_scope(state_code));
grant insert, select, update on institutions to jalons_writer;
grant select on institutions to jalons_reader;

create table invitations (
  motion_code text not null,
  state_code text not null,
  invited_on date not null,
  constraint invitations_pkey PRIMARY KEY (motion_code, state_code),
  constraint invitations_motion_code_fkey FOREIGN KEY (motion_code) REFERENCES motions(code),
  constraint invitations_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON invitations FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON invitations FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on invitations to jalons_writer;
grant select on invitations to jalons_reader;

create table jobs (
  id bigint not null generated always as identity,
  kind text not null,
  key text not null default '',
  run_at timestamp with time zone not null,
  attempts integer not null default 0,
  last_error text,
  added_at timestamp with time zone not null,
  succeeded_at timestamp with time zone,
  constraint jobs_pkey PRIMARY KEY (id),
  constraint jobs_last_error_check CHECK (length(last_error) <= 1000)
);
CREATE INDEX jobs_due ON jobs USING btree (run_at);
CREATE UNIQUE INDEX jobs_periodic ON jobs USING btree (kind) WHERE (key = '');
grant delete, insert, select, update on jobs to jalons_writer;

create table lineage (
  commitment_id bigint not null,
  predecessor_id bigint not null,
  kind text not null,
  constraint lineage_pkey PRIMARY KEY (commitment_id, predecessor_id),
  constraint lineage_commitment_id_fkey FOREIGN KEY (commitment_id) REFERENCES commitments(id),
  constraint lineage_predecessor_id_fkey FOREIGN KEY (predecessor_id) REFERENCES commitments(id),
  constraint lineage__not_itself CHECK (commitment_id <> predecessor_id),
  constraint lineage_kind_check CHECK (kind = ANY (ARRAY['continues', 'splits', 'merges', 'drops']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON lineage FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON lineage FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
alter table lineage enable row level security;
create policy lineage_added on lineage for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = lineage.commitment_id) AND in_scope(c.state_code)))));
create policy lineage_changed on lineage for update to jalons_writer using ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = lineage.commitment_id) AND in_scope(c.state_code))))) with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = lineage.commitment_id) AND in_scope(c.state_code)))));
create policy lineage_read on lineage for select to public using (true);
create policy lineage_removed on lineage for delete to jalons_writer using ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = lineage.commitment_id) AND in_scope(c.state_code)))));
grant delete, insert, select, update on lineage to jalons_writer;
grant select on lineage to jalons_reader;

create table link_checks (
  url_sha256 text not null,
  url text not null,
  host text not null,
  due_at timestamp with time zone not null,
  checked_at timestamp with time zone,
  answered_at timestamp with time zone,
  failures integer not null default 0,
  failing_since date,
  constraint link_checks_pkey PRIMARY KEY (url_sha256),
  constraint link_checks__failing_since_a_day CHECK ((failures > 0) = (failing_since IS NOT NULL)),
  constraint link_checks_check CHECK (url_sha256 = encode(sha256(convert_to(url, 'UTF8'::name)), 'hex'))
);
CREATE INDEX link_checks_due ON link_checks USING btree (due_at);
CREATE INDEX link_checks_host ON link_checks USING btree (host, checked_at);
grant delete, insert, select, update on link_checks to jalons_writer;

create table mails (
  id bigint not null generated always as identity,
  account_id bigint not null,
  subject text not null,
  body text not null,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  good_until timestamp with time zone not null,
  tries integer not null default 0,
  failure text,
  sent_at timestamp with time zone,
  constraint mails_pkey PRIMARY KEY (id),
  constraint mails_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint mails__end_not_before_start CHECK (good_until > created_at),
  constraint mails_failure_check CHECK (length(failure) <= 1000)
);
CREATE INDEX mails_due ON mails USING btree (due_at) WHERE (sent_at IS NULL);
grant delete, insert, select, update on mails to jalons_writer;

create table mandates (
  id bigint not null generated always as identity,
  account_id bigint not null,
  state_code text not null,
  capacity text not null,
  from_day date not null,
  until_day date,
  reason text,
  constraint mandates_pkey PRIMARY KEY (id),
  constraint mandates_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint mandates__end_not_before_start CHECK (until_day >= from_day),
  constraint mandates_capacity_check CHECK (capacity = ANY (ARRAY['liaison', 'alternate', 'countersigner']))
);
CREATE INDEX mandates_account ON mandates USING btree (account_id);
CREATE INDEX mandates_state ON mandates USING btree (state_code, from_day);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON mandates FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON mandates FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
alter table mandates enable row level security;
create policy mandates_added on mandates for insert to jalons_writer with check (administers());
create policy mandates_changed on mandates for update to jalons_writer using (administers());
create policy mandates_read on mandates for select to public using (true);
grant insert, select, update on mandates to jalons_writer;
grant select (state_code, capacity, from_day, until_day) on mandates to jalons_reader;

create table memberships (
  id bigint not null generated always as identity,
  state_code text not null,
  status text not null,
  from_day date,
  from_precision text not null,
  until_day date,
  until_precision text,
  notified_on date,
  confidence text,
  source text not null,
  constraint memberships_pkey PRIMARY KEY (id),
  constraint memberships_state_code_status_from_day_key UNIQUE NULLS NOT DISTINCT (state_code, status, from_day),
  constraint memberships_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint memberships__end_not_before_start CHECK (until_day >= from_day),
  constraint memberships_from_precision_check CHECK (from_precision = ANY (ARRAY['day', 'month', 'year', 'none'])),
  constraint memberships_status_check CHECK (status = ANY (ARRAY['member', 'associate', 'observer', 'left'])),
  constraint memberships_until_precision_check CHECK (until_precision = ANY (ARRAY['day', 'month', 'year', 'none']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON memberships FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on memberships to jalons_writer;
grant select on memberships to jalons_reader;

create table migration_checksums (
  version bigint not null,
  sha256 text not null,
  constraint migration_checksums_pkey PRIMARY KEY (version),
  constraint migration_checksums_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$')
);

create table milestone_standings (
  milestone_id bigint not null,
  commitment_id bigint not null,
  state_code text not null,
  demonstration boolean not null,
  weight integer not null,
  due_on date,
  first_due_on date,
  outside text,
  declared text,
  approved text,
  assessed text,
  declared_on date,
  approved_on date,
  assessed_on date,
  approved_way text,
  completed_on date,
  covered_until date,
  changed_at timestamp with time zone,
  constraint milestone_standings_pkey PRIMARY KEY (milestone_id),
  constraint milestone_standings_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES milestones(id) ON DELETE
      CASCADE
);
CREATE INDEX milestone_standings_commitment ON milestone_standings USING btree (commitment_id);
CREATE INDEX milestone_standings_state ON milestone_standings USING btree (state_code, due_on);
grant select on milestone_standings to jalons_reader;
grant select on milestone_standings to jalons_writer;

create table milestones (
  id bigint not null generated always as identity,
  code text not null,
  commitment_id bigint not null,
  state_code text not null,
  number integer not null,
  title jsonb not null,
  weight integer not null default 1,
  due_on date,
  due_precision text not null default 'none',
  due_raw jsonb,
  first_due_on date,
  first_due_known boolean not null default true,
  shared boolean not null default false,
  superseded_by bigint,
  published_at timestamp with time zone not null,
  version bigint not null default 1,
  constraint milestones_pkey PRIMARY KEY (id),
  constraint milestones_code_key UNIQUE (code),
  constraint milestones_commitment_id_number_key UNIQUE (commitment_id, number),
  constraint milestones_commitment_id_fkey FOREIGN KEY (commitment_id) REFERENCES commitments(id),
  constraint milestones_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint milestones_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES milestones(id),
  constraint milestones__code_well_formed CHECK (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?-[0-9]{4}-C[0-9]{2,4}\.[0-9]{1,4}$'),
  constraint milestones__day_in_window CHECK (is_day(due_on)),
  constraint milestones__first_day_in_window CHECK (is_day(first_due_on)),
  constraint milestones__is_text CHECK (is_text(title)),
  constraint milestones__weight_1_to_3 CHECK (weight >= 1 AND weight <= 3),
  constraint milestones_due_precision_check CHECK (due_precision = ANY (ARRAY['day', 'month', 'quarter', 'season',
      'year', 'fiscal_year', 'recurring', 'none']))
);
CREATE INDEX milestones_due ON milestones USING btree (due_on);
CREATE INDEX milestones_state ON milestones USING btree (state_code);
CREATE TRIGGER t10_log_change AFTER INSERT OR UPDATE ON milestones FOR EACH ROW EXECUTE FUNCTION
    log_commitment('milestone');
CREATE TRIGGER t20_refresh_new AFTER INSERT ON milestones REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE
    FUNCTION refresh_planned('milestones');
CREATE TRIGGER t21_refresh_changed AFTER UPDATE ON milestones REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_planned('milestones');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON milestones FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON milestones FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table milestones enable row level security;
create policy milestones_added on milestones for insert to jalons_writer with check (in_scope(state_code));
create policy milestones_changed on milestones for update to jalons_writer using (in_scope(state_code)) with check
    (in_scope(state_code));
create policy milestones_read on milestones for select to public using (true);
create policy milestones_removed on milestones for delete to jalons_writer using (in_scope(state_code));
grant insert, select, update on milestones to jalons_writer;
grant select on milestones to jalons_reader;

create table motions (
  code text not null,
  programme_code text not null,
  title jsonb not null,
  body jsonb not null,
  summit jsonb not null,
  held_on date not null,
  sponsor_code text not null,
  adopted_on date,
  constraint motions_pkey PRIMARY KEY (code),
  constraint motions_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES programmes(code),
  constraint motions_sponsor_code_fkey FOREIGN KEY (sponsor_code) REFERENCES states(code),
  constraint motions__body_is_text CHECK (is_text(body)),
  constraint motions__is_text CHECK (is_text(title)),
  constraint motions__summit_is_text CHECK (is_text(summit))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON motions FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON motions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on motions to jalons_writer;
grant select on motions to jalons_reader;

create table notices (
  id bigint not null generated always as identity,
  account_id bigint not null,
  kind text not null,
  statement_id bigint,
  delegation_id bigint,
  recorded_at timestamp with time zone not null,
  mailed_at timestamp with time zone,
  constraint notices_pkey PRIMARY KEY (id),
  constraint notices__once UNIQUE (delegation_id, account_id, kind),
  constraint notices_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint notices_delegation_id_fkey FOREIGN KEY (delegation_id) REFERENCES delegations(id),
  constraint notices_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint notices__one_target CHECK (num_nonnulls(statement_id, delegation_id) = 1),
  constraint notices_kind_check CHECK (kind = ANY (ARRAY['sent_back', 'revoked', 'handed_over', 'delegation_given',
      'delegation_began', 'delegation_ended']))
);
CREATE INDEX notices_waiting ON notices USING btree (recorded_at) WHERE (mailed_at IS NULL);
grant delete, insert, select, update on notices to jalons_writer;

create table ogp_prefixes (
  prefix text not null,
  state_code text not null,
  constraint ogp_prefixes_pkey PRIMARY KEY (prefix),
  constraint ogp_prefixes_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint ogp_prefixes_prefix_check CHECK (prefix ~ '^[A-Z]{2,4}$')
);
grant insert, select, update on ogp_prefixes to jalons_writer;

create table participations (
  commitment_id bigint not null,
  state_code text not null,
  constraint participations_pkey PRIMARY KEY (commitment_id, state_code),
  constraint participations_commitment_id_fkey FOREIGN KEY (commitment_id) REFERENCES commitments(id),
  constraint participations_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code)
);
alter table participations enable row level security;
create policy participations_added on participations for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = participations.commitment_id) AND in_scope(c.state_code)))));
create policy participations_changed on participations for update to jalons_writer using ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = participations.commitment_id) AND in_scope(c.state_code))))) with check ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = participations.commitment_id) AND in_scope(c.state_code)))));
create policy participations_read on participations for select to public using (true);
create policy participations_removed on participations for delete to jalons_writer using ((EXISTS ( SELECT
   FROM commitments c
  WHERE ((c.id = participations.commitment_id) AND in_scope(c.state_code)))));
grant delete, insert, select, update on participations to jalons_writer;

create table phase_plans (
  phase_code text not null,
  version integer not null,
  starts_on date not null,
  ends_on date not null,
  decided_on date not null,
  reason jsonb,
  constraint phase_plans_pkey PRIMARY KEY (phase_code, version),
  constraint phase_plans_phase_code_fkey FOREIGN KEY (phase_code) REFERENCES phases(code),
  constraint phase_plans__day_in_window CHECK (is_day(starts_on)),
  constraint phase_plans__end_not_before_start CHECK (ends_on >= starts_on),
  constraint phase_plans__is_text CHECK (is_text(reason))
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON phase_plans FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON phase_plans FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON phase_plans FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select on phase_plans to jalons_writer;
grant select on phase_plans to jalons_reader;

create table phases (
  code text not null,
  programme_code text not null,
  number integer not null,
  kind text not null,
  rollout_year integer,
  name jsonb not null,
  started_on date,
  ended_on date,
  constraint phases_pkey PRIMARY KEY (code),
  constraint phases_programme_code_number_key UNIQUE (programme_code, number),
  constraint phases_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES programmes(code),
  constraint phases__end_not_before_start CHECK (ended_on >= started_on),
  constraint phases__is_text CHECK (is_text(name)),
  constraint phases__rollout_has_year CHECK ((kind = 'rollout') = (rollout_year IS NOT NULL)),
  constraint phases__rollout_year_1_to_5 CHECK (rollout_year >= 1 AND rollout_year <= 5),
  constraint phases_kind_check CHECK (kind = ANY (ARRAY['preparation', 'flagship', 'pilots', 'motion', 'rollout']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON phases FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON phases FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on phases to jalons_writer;
grant select on phases to jalons_reader;

create table pilot_regions (
  programme_code text not null,
  state_code text not null,
  region_code text not null,
  constraint pilot_regions_pkey PRIMARY KEY (programme_code, region_code),
  constraint pilot_regions_programme_code_state_code_fkey FOREIGN KEY (programme_code, state_code) REFERENCES
      pilots(programme_code, state_code),
  constraint pilot_regions_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions(code)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON pilot_regions FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON pilot_regions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on pilot_regions to jalons_writer;
grant select on pilot_regions to jalons_reader;

create table pilots (
  programme_code text not null,
  state_code text not null,
  part text not null,
  phase_code text not null,
  constraint pilots_pkey PRIMARY KEY (programme_code, state_code),
  constraint pilots_phase_code_fkey FOREIGN KEY (phase_code) REFERENCES phases(code),
  constraint pilots_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES programmes(code),
  constraint pilots_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint pilots_part_check CHECK (part = ANY (ARRAY['flagship', 'pilot']))
);
CREATE UNIQUE INDEX pilots__one_flagship ON pilots USING btree (programme_code) WHERE (part = 'flagship');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON pilots FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON pilots FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on pilots to jalons_writer;
grant select on pilots to jalons_reader;

create table policy_areas (
  code text not null,
  name jsonb not null,
  constraint policy_areas_pkey PRIMARY KEY (code),
  constraint policy_areas__code_well_formed CHECK (code ~ '^[a-z]+(-[a-z]+)*$'),
  constraint policy_areas__is_text CHECK (is_text(name))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON policy_areas FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON policy_areas FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on policy_areas to jalons_writer;
grant select on policy_areas to jalons_reader;

create table programmes (
  code text not null,
  name jsonb not null,
  demonstration boolean not null default false,
  constraint programmes_pkey PRIMARY KEY (code),
  constraint programmes__code_well_formed CHECK (code ~ '^[a-z]+(-[a-z0-9]+)*$'),
  constraint programmes__is_text CHECK (is_text(name))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON programmes FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON programmes FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on programmes to jalons_writer;
grant select on programmes to jalons_reader;

create table recoveries (
  id bigint not null generated always as identity,
  email text not null,
  request text not null,
  requested_at timestamp with time zone not null,
  constraint recoveries_pkey PRIMARY KEY (id),
  constraint recoveries_email_check CHECK (length(email) <= 254)
);
grant delete, insert, select, update on recoveries to jalons_writer;

create table refusals (
  id bigint not null generated always as identity,
  account_id bigint not null,
  day date not null,
  peer text not null,
  method text not null,
  route text not null,
  by_token boolean not null,
  times integer not null default 1,
  code text not null,
  request text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint refusals_pkey PRIMARY KEY (id),
  constraint refusals__once UNIQUE (account_id, day, peer, method, route, by_token),
  constraint refusals_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint refusals_method_check CHECK (length(method) <= 7),
  constraint refusals_peer_check CHECK (length(peer) <= 45),
  constraint refusals_route_check CHECK (length(route) <= 200)
);
CREATE INDEX refusals_last ON refusals USING btree (last_at);
grant insert, select, update (times, code, request, last_at) on refusals to jalons_writer;

create table region_names (
  region_code text not null,
  lang text not null,
  name text not null,
  from_day date not null default '-infinity'::date,
  until_day date,
  constraint region_names_pkey PRIMARY KEY (region_code, lang, from_day),
  constraint region_names_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions(code),
  constraint region_names__end_not_before_start CHECK (until_day > from_day),
  constraint region_names_lang_check CHECK (lang = ANY (ARRAY['fr', 'en', 'ar']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON region_names FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON region_names FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on region_names to jalons_writer;
grant select on region_names to jalons_reader;

create table regions (
  code text not null,
  rank integer not null,
  constraint regions_pkey PRIMARY KEY (code),
  constraint regions__code_well_formed CHECK (code ~ '^[a-z]+(-[a-z]+)*$')
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON regions FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON regions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on regions to jalons_writer;
grant select on regions to jalons_reader;

create table report_statements (
  report_code text not null,
  statement_id bigint not null,
  content_hash text not null,
  awaits_review boolean not null,
  constraint report_statements_pkey PRIMARY KEY (report_code, statement_id),
  constraint report_statements_report_code_fkey FOREIGN KEY (report_code) REFERENCES reports(code),
  constraint report_statements_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id)
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON report_statements FOR EACH ROW EXECUTE FUNCTION
    refuse_change();
alter table report_statements enable row level security;
create policy report_statements_added on report_statements for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM reports r
  WHERE ((r.code = report_statements.report_code) AND in_scope(r.state_code)))));
create policy report_statements_changed on report_statements for update to jalons_writer using ((EXISTS ( SELECT
   FROM reports r
  WHERE ((r.code = report_statements.report_code) AND in_scope(r.state_code))))) with check ((EXISTS ( SELECT
   FROM reports r
  WHERE ((r.code = report_statements.report_code) AND in_scope(r.state_code)))));
create policy report_statements_read on report_statements for select to public using (true);
create policy report_statements_removed on report_statements for delete to jalons_writer using ((EXISTS ( SELECT
   FROM reports r
  WHERE ((r.code = report_statements.report_code) AND in_scope(r.state_code)))));
grant insert, select on report_statements to jalons_writer;

create table reports (
  state_code text not null,
  number integer not null,
  code text generated always as (((state_code || '-R') || number)) stored,
  content text not null,
  sha256 text not null,
  demonstration boolean not null,
  author_id bigint not null,
  acting_as text not null,
  recorded_at timestamp with time zone not null,
  constraint reports_pkey PRIMARY KEY (state_code, number),
  constraint reports_code_key UNIQUE (code),
  constraint reports_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint reports_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint reports__content_at_most_2_mb CHECK (octet_length(content) <= 2097152),
  constraint reports_check CHECK (sha256 = encode(sha256(convert_to(content, 'UTF8'::name)), 'hex')),
  constraint reports_number_check CHECK (number > 0)
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON reports FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t10_log_change AFTER INSERT ON reports FOR EACH ROW EXECUTE FUNCTION log_report();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON reports FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON reports FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
alter table reports enable row level security;
create policy reports_added on reports for insert to jalons_writer with check (in_scope(state_code));
create policy reports_changed on reports for update to jalons_writer using (in_scope(state_code)) with check
    (in_scope(state_code));
create policy reports_read on reports for select to public using (true);
create policy reports_removed on reports for delete to jalons_writer using (in_scope(state_code));
grant insert, select on reports to jalons_writer;
grant select (state_code, number, code, content, sha256, demonstration, acting_as, recorded_at) on reports to
    jalons_reader;

create table retractions (
  id bigint not null generated always as identity,
  statement_id bigint not null,
  reason text not null,
  corrected_by bigint,
  author_id bigint not null,
  acting_as text not null,
  recorded_at timestamp with time zone not null,
  constraint retractions_pkey PRIMARY KEY (id),
  constraint retractions_statement_id_key UNIQUE (statement_id),
  constraint retractions_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint retractions_corrected_by_fkey FOREIGN KEY (corrected_by) REFERENCES statements(id),
  constraint retractions_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint retractions_reason_check CHECK (is_visible(reason))
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON retractions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t02_check_retraction BEFORE INSERT ON retractions FOR EACH ROW EXECUTE FUNCTION check_retraction();
CREATE TRIGGER t10_log_change AFTER INSERT ON retractions FOR EACH ROW EXECUTE FUNCTION log_on_statement('retracted');
CREATE TRIGGER t20_refresh_standings AFTER INSERT ON retractions REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_stated('retractions');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON retractions FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON retractions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table retractions enable row level security;
create policy retractions_added on retractions for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = retractions.statement_id) AND in_scope(s.state_code)))));
create policy retractions_changed on retractions for update to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = retractions.statement_id) AND in_scope(s.state_code))))) with check ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = retractions.statement_id) AND in_scope(s.state_code)))));
create policy retractions_read on retractions for select to public using (true);
create policy retractions_removed on retractions for delete to jalons_writer using ((EXISTS ( SELECT
   FROM statements s
  WHERE ((s.id = retractions.statement_id) AND in_scope(s.state_code)))));
grant insert, select on retractions to jalons_writer;
grant select on retractions to jalons_reader;

create table reviews (
  id bigint not null generated always as identity,
  statement_id bigint not null,
  outcome text not null,
  way text not null,
  content_hash text not null,
  state_code text not null,
  comment text,
  reviewer_id bigint not null,
  second_reviewer_id bigint,
  document_id bigint,
  acting_as text not null,
  recorded_at timestamp with time zone not null,
  constraint reviews_pkey PRIMARY KEY (id),
  constraint reviews_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents(id),
  constraint reviews_reviewer_id_fkey FOREIGN KEY (reviewer_id) REFERENCES accounts(id),
  constraint reviews_second_reviewer_id_fkey FOREIGN KEY (second_reviewer_id) REFERENCES accounts(id),
  constraint reviews_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint reviews_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint reviews__document_named CHECK (way <> 'document' OR document_id IS NOT NULL),
  constraint reviews__four_eyes_on_document CHECK ((way = 'document') = (second_reviewer_id IS NOT NULL) AND
      second_reviewer_id IS DISTINCT FROM reviewer_id),
  constraint reviews__sent_back_with_comment CHECK (outcome = 'approved' OR is_visible(COALESCE(comment, ''))),
  constraint reviews_outcome_check CHECK (outcome = ANY (ARRAY['approved', 'sent_back'])),
  constraint reviews_way_check CHECK (way = ANY (ARRAY['state', 'countersigned', 'delegation', 'document']))
);
CREATE INDEX reviews_statement ON reviews USING btree (statement_id);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t02_check_review BEFORE INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION check_review();
CREATE TRIGGER t10_log_change AFTER INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION log_on_statement('reviewed');
CREATE TRIGGER t20_refresh_standings AFTER INSERT ON reviews REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_stated('reviews');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON reviews FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON reviews FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
alter table reviews enable row level security;
create policy reviews_added on reviews for insert to jalons_writer with check (in_scope(state_code));
create policy reviews_changed on reviews for update to jalons_writer using (in_scope(state_code)) with check
    (in_scope(state_code));
create policy reviews_read on reviews for select to public using (true);
create policy reviews_removed on reviews for delete to jalons_writer using (in_scope(state_code));
grant insert, select on reviews to jalons_writer;
grant select (id, statement_id, outcome, way, content_hash, state_code, document_id, acting_as, recorded_at) on
    reviews to jalons_reader;

create table revocations (
  id bigint not null generated always as identity,
  review_id bigint not null,
  reason text not null,
  author_id bigint not null,
  acting_as text not null,
  recorded_at timestamp with time zone not null,
  constraint revocations_pkey PRIMARY KEY (id),
  constraint revocations_review_id_key UNIQUE (review_id),
  constraint revocations_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint revocations_review_id_fkey FOREIGN KEY (review_id) REFERENCES reviews(id),
  constraint revocations_reason_check CHECK (is_visible(reason))
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON revocations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t02_check_revocation BEFORE INSERT ON revocations FOR EACH ROW EXECUTE FUNCTION check_revocation();
CREATE TRIGGER t10_log_change AFTER INSERT ON revocations FOR EACH ROW EXECUTE FUNCTION log_on_statement('revoked');
CREATE TRIGGER t20_refresh_standings AFTER INSERT ON revocations REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_planned('revocations');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON revocations FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON revocations FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table revocations enable row level security;
create policy revocations_added on revocations for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM reviews r
  WHERE ((r.id = revocations.review_id) AND in_scope(r.state_code)))));
create policy revocations_changed on revocations for update to jalons_writer using ((EXISTS ( SELECT
   FROM reviews r
  WHERE ((r.id = revocations.review_id) AND in_scope(r.state_code))))) with check ((EXISTS ( SELECT
   FROM reviews r
  WHERE ((r.id = revocations.review_id) AND in_scope(r.state_code)))));
create policy revocations_read on revocations for select to public using (true);
create policy revocations_removed on revocations for delete to jalons_writer using ((EXISTS ( SELECT
   FROM reviews r
  WHERE ((r.id = revocations.review_id) AND in_scope(r.state_code)))));
grant insert, select on revocations to jalons_writer;
grant select on revocations to jalons_reader;

create table rollout_plans (
  programme_code text not null,
  version integer not null,
  decided_on date not null,
  reason jsonb,
  constraint rollout_plans_pkey PRIMARY KEY (programme_code, version),
  constraint rollout_plans_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES programmes(code),
  constraint rollout_plans__is_text CHECK (is_text(reason))
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON rollout_plans FOR EACH ROW EXECUTE FUNCTION
    refuse_change();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON rollout_plans FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON rollout_plans FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select on rollout_plans to jalons_writer;
grant select on rollout_plans to jalons_reader;

create table rollout_targets (
  programme_code text not null,
  version integer not null,
  state_code text not null,
  year integer not null,
  cities integer not null,
  milestones integer not null default 0,
  constraint rollout_targets_pkey PRIMARY KEY (programme_code, version, state_code, year),
  constraint rollout_targets_programme_code_version_fkey FOREIGN KEY (programme_code, version) REFERENCES
      rollout_plans(programme_code, version),
  constraint rollout_targets_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint rollout_targets__year_1_to_5 CHECK (year >= 1 AND year <= 5),
  constraint rollout_targets_cities_check CHECK (cities >= 0),
  constraint rollout_targets_milestones_check CHECK (milestones >= 0)
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON rollout_targets FOR EACH ROW EXECUTE FUNCTION
    refuse_change();
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON rollout_targets FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON rollout_targets FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select on rollout_targets to jalons_writer;
grant select on rollout_targets to jalons_reader;

create table rollouts (
  programme_code text not null,
  state_code text not null,
  start_year integer not null,
  constraint rollouts_pkey PRIMARY KEY (programme_code, state_code),
  constraint rollouts_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES programmes(code),
  constraint rollouts_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint rollouts__start_year_1_to_5 CHECK (start_year >= 1 AND start_year <= 5)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON rollouts FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON rollouts FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on rollouts to jalons_writer;
grant select on rollouts to jalons_reader;

create table scopes (
  id bigint not null generated always as identity,
  account_id bigint not null,
  state_code text,
  from_day date not null,
  until_day date,
  constraint scopes_pkey PRIMARY KEY (id),
  constraint scopes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint scopes__end_not_before_start CHECK (until_day >= from_day)
);
alter table scopes enable row level security;
create policy scopes_added on scopes for insert to jalons_writer with check (administers());
create policy scopes_changed on scopes for update to jalons_writer using (administers());
create policy scopes_read on scopes for select to public using (true);
grant insert, select, update on scopes to jalons_writer;

create table sequencer (
  one boolean not null default true,
  "position" bigint not null,
  version bigint not null,
  constraint sequencer_pkey PRIMARY KEY (one),
  constraint sequencer_one_check CHECK (one)
);
grant select on sequencer to jalons_reader;
grant select on sequencer to jalons_writer;

create table sessions (
  token text not null,
  data bytea not null,
  expiry timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (token)
);
CREATE INDEX sessions_expiry ON sessions USING btree (expiry);
grant delete, insert, select, update on sessions to jalons_writer;

create table sign_in_attempts (
  subject text not null,
  attempts integer not null,
  last_at timestamp with time zone not null,
  constraint sign_in_attempts_pkey PRIMARY KEY (subject),
  constraint sign_in_attempts_attempts_check CHECK (attempts >= 0)
);
grant delete, insert, select, update on sign_in_attempts to jalons_writer;

create table sign_in_codes (
  id bigint not null generated always as identity,
  account_id bigint not null,
  purpose text not null,
  hash text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint sign_in_codes_pkey PRIMARY KEY (id),
  constraint sign_in_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint sign_in_codes__end_not_before_start CHECK (expires_at > created_at),
  constraint sign_in_codes_hash_check CHECK (hash ~ '^[0-9a-f]{64}$'),
  constraint sign_in_codes_purpose_check CHECK (purpose = ANY (ARRAY['invitation', 'recovery']))
);
CREATE INDEX sign_in_codes_account ON sign_in_codes USING btree (account_id) WHERE (used_at IS NULL);
grant delete, insert, select, update on sign_in_codes to jalons_writer;

create table state_events (
  id bigint not null generated always as identity,
  state_code text not null,
  kind text not null,
  held_on date not null,
  title jsonb,
  url text,
  recorded_at timestamp with time zone not null,
  demonstration boolean not null default false,
  constraint state_events_pkey PRIMARY KEY (id),
  constraint state_events_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint state_events__day_in_window CHECK (is_day(held_on)),
  constraint state_events__is_text CHECK (is_text(title)),
  constraint state_events_kind_check CHECK (kind = ANY (ARRAY['forum_meeting', 'repository_update',
      'result_meeting']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON state_events FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON state_events FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on state_events to jalons_writer;
grant select on state_events to jalons_reader;

create table state_names (
  state_code text not null,
  lang text not null,
  name text not null,
  from_day date not null default '-infinity'::date,
  until_day date,
  constraint state_names_pkey PRIMARY KEY (state_code, lang, from_day),
  constraint state_names_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint state_names__end_not_before_start CHECK (until_day > from_day),
  constraint state_names_lang_check CHECK (lang = ANY (ARRAY['fr', 'en', 'ar']))
);
CREATE INDEX state_names_words ON state_names USING gin (normalize_for_search(name) gin_trgm_ops);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON state_names FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON state_names FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on state_names to jalons_writer;
grant select on state_names to jalons_reader;

create table state_regions (
  state_code text not null,
  region_code text not null,
  from_day date not null default '-infinity'::date,
  until_day date,
  constraint state_regions_pkey PRIMARY KEY (state_code, from_day),
  constraint state_regions_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions(code),
  constraint state_regions_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint state_regions__end_not_before_start CHECK (until_day > from_day)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON state_regions FOR EACH ROW EXECUTE FUNCTION
    raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON state_regions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on state_regions to jalons_writer;
grant select on state_regions to jalons_reader;

create table statements (
  id bigint not null generated always as identity,
  kind text not null,
  commitment_id bigint,
  milestone_id bigint,
  indicator_id bigint,
  deployment_id bigint,
  gate_code text,
  state_code text,
  speaker text not null,
  level text,
  stage text,
  decision text,
  confirmed boolean not null default false,
  setback boolean not null default false,
  value numeric,
  unproven text,
  effective_on date not null,
  recorded_at timestamp with time zone not null,
  note jsonb,
  author_id bigint not null,
  acting_as text not null,
  batch text,
  content_hash text not null,
  constraint statements_pkey PRIMARY KEY (id),
  constraint statements_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint statements_commitment_id_fkey FOREIGN KEY (commitment_id) REFERENCES commitments(id),
  constraint statements_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments(id),
  constraint statements_gate_code_fkey FOREIGN KEY (gate_code) REFERENCES gates(code),
  constraint statements_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES indicators(id),
  constraint statements_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES milestones(id),
  constraint statements_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint statements__content_of_its_kind CHECK (
CASE kind
    WHEN 'update' THEN level IS NOT NULL AND level <> 'no_evidence' AND milestone_id IS NOT NULL AND stage IS NULL
        AND decision IS NULL
    WHEN 'assessment' THEN level IS NOT NULL AND (milestone_id IS NOT NULL OR commitment_id IS NOT NULL) AND stage IS
        NULL AND decision IS NULL
    WHEN 'stage' THEN stage IS NOT NULL AND deployment_id IS NOT NULL AND level IS NULL AND decision IS NULL
    ELSE decision IS NOT NULL AND gate_code IS NOT NULL AND level IS NULL AND stage IS NULL
END),
  constraint statements__day_in_window CHECK (is_day(effective_on)),
  constraint statements__indicator_with_milestone CHECK (indicator_id IS NULL OR milestone_id IS NOT NULL),
  constraint statements__is_text CHECK (is_text(note)),
  constraint statements__not_in_the_future CHECK (effective_on <= ((recorded_at AT TIME ZONE 'UTC')::date + 1)),
  constraint statements__one_target CHECK (num_nonnulls(commitment_id, milestone_id, deployment_id, gate_code) = 1),
  constraint statements__speaker_of_its_kind CHECK ((kind = 'assessment') = (speaker = 'assessor')),
  constraint statements_content_hash_check CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  constraint statements_decision_check CHECK (decision = ANY (ARRAY['passed', 'passed_with_conditions', 'held'])),
  constraint statements_kind_check CHECK (kind = ANY (ARRAY['update', 'assessment', 'stage', 'decision'])),
  constraint statements_level_check CHECK (level = ANY (ARRAY['not_started', 'limited', 'substantial', 'completed',
      'no_evidence'])),
  constraint statements_speaker_check CHECK (speaker = ANY (ARRAY['state', 'programme', 'city', 'assessor'])),
  constraint statements_stage_check CHECK (stage = ANY (ARRAY['planned', 'agreed', 'preparing', 'portal_open',
      'participating', 'established', 'paused', 'abandoned'])),
  constraint statements_unproven_check CHECK (unproven = ANY (ARRAY['published_soon', 'not_public', 'seen', 'other']))
);
CREATE INDEX statements_commitment ON statements USING btree (commitment_id) WHERE (commitment_id IS NOT NULL);
CREATE INDEX statements_deployment ON statements USING btree (deployment_id, effective_on DESC, recorded_at DESC, id
    DESC) WHERE (deployment_id IS NOT NULL);
CREATE INDEX statements_gate ON statements USING btree (gate_code) WHERE (gate_code IS NOT NULL);
CREATE INDEX statements_milestone ON statements USING btree (milestone_id, effective_on DESC, recorded_at DESC, id
    DESC) WHERE (milestone_id IS NOT NULL);
CREATE INDEX statements_stages ON statements USING btree (id) WHERE (kind = 'stage');
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON statements FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t02_check_assessor BEFORE INSERT ON statements FOR EACH ROW EXECUTE FUNCTION check_assessor();
CREATE TRIGGER t03_check_stage BEFORE INSERT ON statements FOR EACH ROW EXECUTE FUNCTION check_stage();
CREATE TRIGGER t10_log_change AFTER INSERT ON statements FOR EACH ROW EXECUTE FUNCTION log_statement();
CREATE TRIGGER t20_refresh_standings AFTER INSERT ON statements REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_stated('statements');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON statements FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON statements FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table statements enable row level security;
create policy statements_added on statements for insert to jalons_writer with check (in_scope(state_code));
create policy statements_changed on statements for update to jalons_writer using (in_scope(state_code)) with check
    (in_scope(state_code));
create policy statements_read on statements for select to public using (true);
create policy statements_removed on statements for delete to jalons_writer using (in_scope(state_code));
grant insert, select on statements to jalons_writer;
grant select (id, kind, commitment_id, milestone_id, indicator_id, deployment_id, gate_code, state_code, speaker,
    level, stage, decision, confirmed, setback, value, unproven, effective_on, recorded_at, note, acting_as, batch,
    content_hash) on statements to jalons_reader;

create table states (
  code text not null,
  iso3 text,
  part_of text,
  kind text not null,
  capital text,
  capital_geonames_id bigint,
  lat numeric(8,5),
  lon numeric(8,5),
  ogp_member text,
  ogp_year text,
  ogp_confidence text,
  constraint states_pkey PRIMARY KEY (code),
  constraint states__code_well_formed CHECK (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?$'),
  constraint states__part_is_federated CHECK ((kind = 'federated') = (code ~~ '%-%' OR (code = ANY (ARRAY['NC',
      'PF'])))),
  constraint states_kind_check CHECK (kind = ANY (ARRAY['state', 'federated']))
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON states FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON states FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE
    FUNCTION raise_version();
grant insert, select, update on states to jalons_writer;
grant select on states to jalons_reader;

create table summaries (
  account_id bigint not null,
  day date not null,
  constraint summaries_pkey PRIMARY KEY (account_id, day),
  constraint summaries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
grant delete, insert, select, update on summaries to jalons_writer;

create table suspensions (
  id bigint not null generated always as identity,
  state_code text not null,
  from_day date not null,
  until_day date,
  source text not null,
  constraint suspensions_pkey PRIMARY KEY (id),
  constraint suspensions_state_code_fkey FOREIGN KEY (state_code) REFERENCES states(code),
  constraint suspensions__end_not_before_start CHECK (until_day > from_day)
);
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON suspensions FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON suspensions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
grant insert, select, update on suspensions to jalons_writer;
grant select on suspensions to jalons_reader;

create table thumbnails (
  file_sha256 text not null,
  thumbnail_sha256 text,
  constraint thumbnails_pkey PRIMARY KEY (file_sha256),
  constraint thumbnails_file_sha256_fkey FOREIGN KEY (file_sha256) REFERENCES files(sha256),
  constraint thumbnails_thumbnail_sha256_fkey FOREIGN KEY (thumbnail_sha256) REFERENCES files(sha256)
);
CREATE INDEX thumbnails_thumbnail ON thumbnails USING btree (thumbnail_sha256) WHERE (thumbnail_sha256 IS NOT NULL);
grant delete, insert, select on thumbnails to jalons_writer;

create table tokens (
  id bigint not null generated always as identity,
  account_id bigint not null,
  name text not null,
  hash text not null,
  may text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint tokens_pkey PRIMARY KEY (id),
  constraint tokens_hash_key UNIQUE (hash),
  constraint tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint tokens__end_not_before_start CHECK (expires_at > created_at),
  constraint tokens_hash_check CHECK (hash ~ '^[0-9a-f]{64}$'),
  constraint tokens_may_check CHECK (may <@ ARRAY['declare', 'review', 'assess', 'administer']),
  constraint tokens_name_check CHECK (is_visible(name))
);
CREATE INDEX tokens_account ON tokens USING btree (account_id) WHERE (ended_at IS NULL);
grant delete, insert, select, update on tokens to jalons_writer;

create table totals (
  state_code text not null,
  demonstration boolean not null,
  figure text not null,
  day date not null,
  n bigint not null
);
CREATE INDEX totals_figure ON totals USING btree (state_code, demonstration, figure, day) INCLUDE (n);
grant select on totals to jalons_reader;
grant select on totals to jalons_writer;

create table unversioned_writes (
  id bigint not null generated always as identity,
  since timestamp with time zone not null default clock_timestamp(),
  constraint unversioned_writes_pkey PRIMARY KEY (id)
);
grant select on unversioned_writes to jalons_writer;

create table withdrawals (
  id bigint not null generated always as identity,
  milestone_id bigint not null,
  decided_on date,
  decision jsonb,
  author_id bigint not null,
  acting_as text not null,
  recorded_at timestamp with time zone not null,
  constraint withdrawals_pkey PRIMARY KEY (id),
  constraint withdrawals_milestone_id_key UNIQUE (milestone_id),
  constraint withdrawals_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts(id),
  constraint withdrawals_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES milestones(id),
  constraint withdrawals__day_in_window CHECK (is_day(decided_on)),
  constraint withdrawals__decision_is_text CHECK (is_text(decision))
);
CREATE TRIGGER t01_refuse_change BEFORE DELETE OR UPDATE ON withdrawals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER t10_log_change AFTER INSERT ON withdrawals FOR EACH ROW EXECUTE FUNCTION log_on_milestone('withdrawn');
CREATE TRIGGER t20_refresh_standings AFTER INSERT ON withdrawals REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION refresh_planned('withdrawals');
CREATE TRIGGER t30_raise_version AFTER INSERT OR DELETE ON withdrawals FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER t31_raise_version AFTER UPDATE ON withdrawals FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION raise_version();
alter table withdrawals enable row level security;
create policy withdrawals_added on withdrawals for insert to jalons_writer with check ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = withdrawals.milestone_id) AND in_scope(m.state_code)))));
create policy withdrawals_changed on withdrawals for update to jalons_writer using ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = withdrawals.milestone_id) AND in_scope(m.state_code))))) with check ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = withdrawals.milestone_id) AND in_scope(m.state_code)))));
create policy withdrawals_read on withdrawals for select to public using (true);
create policy withdrawals_removed on withdrawals for delete to jalons_writer using ((EXISTS ( SELECT
   FROM milestones m
  WHERE ((m.id = withdrawals.milestone_id) AND in_scope(m.state_code)))));
grant insert, select on withdrawals to jalons_writer;
grant select on withdrawals to jalons_reader;

create view counted_deployments as
 SELECT d.deployment_id,
    d.state_code,
    d.demonstration AND c.counts AS demonstration,
        CASE
            WHEN c.counts THEN d.declared
            ELSE NULL
        END AS declared,
        CASE
            WHEN c.counts THEN d.approved
            ELSE NULL
        END AS approved,
        CASE
            WHEN c.counts THEN d.declared_on
            ELSE NULL::date
        END AS declared_on,
        CASE
            WHEN c.counts THEN d.approved_on
            ELSE NULL::date
        END AS approved_on,
        CASE
            WHEN c.counts THEN d.approved_way
            ELSE NULL
        END AS approved_way,
        CASE
            WHEN c.counts THEN d.counted_on
            ELSE NULL::date
        END AS counted_on,
        CASE
            WHEN c.counts THEN d.changed_at
            ELSE NULL::timestamp with time zone
        END AS changed_at
   FROM deployment_standings d
     CROSS JOIN ( SELECT counts_invented_stages() AS invented
         OFFSET 0) i
     CROSS JOIN LATERAL ( SELECT NOT d.demonstration OR i.invented AS counts) c;
grant select on counted_deployments to jalons_reader;
grant select on counted_deployments to jalons_writer;

create view invented_statements as
 SELECT s.id
   FROM statements s
     JOIN accounts a ON a.id = s.author_id
  WHERE a.demonstration;
grant select on invented_statements to jalons_reader;
grant select on invented_statements to jalons_writer;

create view public_file_parts as
 SELECT sha256,
    number,
    bytes
   FROM file_parts p
  WHERE (EXISTS ( SELECT
           FROM public_files f
          WHERE f.sha256 = p.sha256));
grant select on public_file_parts to jalons_reader;

create view public_files as
 SELECT sha256,
    media_type,
    size,
    sums,
    home
   FROM files f
  WHERE stored_at IS NOT NULL AND ((EXISTS ( SELECT
           FROM evidence e
          WHERE e.file_sha256 = f.sha256 AND NOT (EXISTS ( SELECT
                   FROM retractions x
                  WHERE x.statement_id = e.statement_id)))) OR (EXISTS ( SELECT
           FROM thumbnails p
             JOIN evidence e ON e.file_sha256 = p.file_sha256
          WHERE p.thumbnail_sha256 = f.sha256 AND NOT (EXISTS ( SELECT
                   FROM retractions x
                  WHERE x.statement_id = e.statement_id)))));
grant select on public_files to jalons_reader;

create view public_thumbnails as
 SELECT file_sha256,
    thumbnail_sha256
   FROM thumbnails p
  WHERE (EXISTS ( SELECT
           FROM public_files f
          WHERE f.sha256 = p.thumbnail_sha256));
grant select on public_thumbnails to jalons_reader;

create view published_mandates as
 SELECT m.state_code,
    m.capacity,
    m.from_day,
    m.until_day,
    a.demonstration
   FROM mandates m
     JOIN accounts a ON a.id = m.account_id;
grant select on published_mandates to jalons_reader;
grant select on published_mandates to jalons_writer;

create view worklist as
 WITH parts AS (
         SELECT
                CASE
                    WHEN i.id IS NULL THEN 'milestone'
                    ELSE 'indicator'
                END AS kind,
            COALESCE(i.code, m.code) AS code,
            m.id AS milestone_id,
            i.id AS indicator_id,
            NULL::bigint AS deployment_id,
            m.code AS milestone_code,
            c.code AS commitment_code,
            m.state_code,
            COALESCE(i.title, m.title) AS title,
            c.title AS commitment_title,
            COALESCE(i.due_on, s.due_on) AS due_on,
            COALESCE(i.first_due_on, s.first_due_on) AS first_due_on,
            m.version,
            i.baseline,
            i.target AS goal,
            i.unit,
            s.assessed,
            s.covered_until,
            s.outside IS NOT NULL AS outside,
            (EXISTS ( SELECT
                   FROM date_moves d
                  WHERE d.milestone_id = m.id AND NOT d.indicator_id IS DISTINCT FROM i.id)) AS moved,
            c.demonstration
           FROM milestones m
             JOIN milestone_standings s ON s.milestone_id = m.id
             JOIN commitments c ON c.id = m.commitment_id
             LEFT JOIN indicators i ON i.milestone_id = m.id
        UNION ALL
         SELECT 'city',
            d.city_code,
            NULL::bigint,
            NULL::bigint,
            d.id,
            NULL,
            '',
            d.entity_code,
            ( SELECT jsonb_object_agg(n.lang, n.name) || '{"original": "fr"}'::jsonb
                   FROM city_names n
                  WHERE n.city_code = d.city_code AND n.until_day IS NULL),
            NULL::jsonb,
            NULL::date,
            NULL::date,
            d.version,
            NULL::numeric,
            NULL::numeric,
            NULL::jsonb,
            NULL,
            NULL::date,
            false,
            false,
            k.demonstration
           FROM deployments d
             JOIN deployment_standings k ON k.deployment_id = d.id
        )
 SELECT p.kind,
    p.code,
    p.milestone_id,
    p.indicator_id,
    p.deployment_id,
    p.milestone_code,
    p.commitment_code,
    p.state_code,
    p.title,
    p.commitment_title,
    p.due_on,
    p.first_due_on,
    p.version,
    p.baseline,
    p.goal,
    p.unit,
    p.assessed,
    p.covered_until,
    p.outside,
    p.moved,
    p.demonstration,
    newest.id AS statement_id,
    COALESCE(newest.level, newest.stage) AS declared,
    newest.effective_on AS declared_on,
    newest.recorded_at AS declared_at,
    newest.value AS declared_value,
    newest.speaker,
    newest.author_id,
    newest.acting_as,
    newest.note,
    newest.content_hash,
    newest.confirmed,
    newest.setback,
    approval.id AS approved_id,
    COALESCE(approval.level, approval.stage) AS approved,
    approval.effective_on AS approved_on,
    approval.value AS approved_value,
    review.outcome,
    review.comment,
    review.recorded_at AS reviewed_at,
    (EXISTS ( SELECT
           FROM evidence e
          WHERE e.statement_id = newest.id)) AS has_evidence,
    (EXISTS ( SELECT
           FROM evidence e
          WHERE e.statement_id = newest.id AND e.dead_since IS NOT NULL)) AS evidence_dead
   FROM parts p
     LEFT JOIN LATERAL ( SELECT s.id,
            s.kind,
            s.commitment_id,
            s.milestone_id,
            s.indicator_id,
            s.deployment_id,
            s.gate_code,
            s.state_code,
            s.speaker,
            s.level,
            s.stage,
            s.decision,
            s.confirmed,
            s.setback,
            s.value,
            s.unproven,
            s.effective_on,
            s.recorded_at,
            s.note,
            s.author_id,
            s.acting_as,
            s.batch,
            s.content_hash
           FROM statements s
          WHERE (s.kind = ANY (ARRAY['update', 'stage'])) AND (s.milestone_id = p.milestone_id AND NOT s.indicator_id
              IS DISTINCT FROM p.indicator_id OR s.deployment_id = p.deployment_id) AND NOT (EXISTS ( SELECT
                   FROM retractions x
                  WHERE x.statement_id = s.id))
          ORDER BY s.effective_on DESC, s.recorded_at DESC, s.id DESC
         LIMIT 1) newest ON true
     LEFT JOIN LATERAL ( SELECT s.id,
            s.level,
            s.stage,
            s.effective_on,
            s.value
           FROM statements s
          WHERE (s.kind = ANY (ARRAY['update', 'stage'])) AND (s.milestone_id = p.milestone_id AND NOT s.indicator_id
              IS DISTINCT FROM p.indicator_id OR s.deployment_id = p.deployment_id) AND NOT (EXISTS ( SELECT
                   FROM retractions x
                  WHERE x.statement_id = s.id)) AND (EXISTS ( SELECT
                   FROM reviews r
                  WHERE r.statement_id = s.id AND r.outcome = 'approved' AND NOT (EXISTS ( SELECT
                           FROM revocations v
                          WHERE v.review_id = r.id))))
          ORDER BY s.effective_on DESC, s.recorded_at DESC, s.id DESC
         LIMIT 1) approval ON true
     LEFT JOIN LATERAL ( SELECT r.outcome,
            r.comment,
            r.recorded_at
           FROM reviews r
          WHERE r.statement_id = newest.id AND NOT (EXISTS ( SELECT
                   FROM revocations v
                  WHERE v.review_id = r.id))
          ORDER BY r.recorded_at DESC, r.id DESC
         LIMIT 1) review ON true;
grant select on worklist to jalons_writer;

function add_change(kind text, state text, object text, code text, actor text, before jsonb, after jsonb, batch text,
    demonstration boolean, at timestamp with time zone)
  returns void
  sql volatile security definer
  called by triggers and the owner

function administers()
  returns boolean
  sql stable
  called by jalons_reader, jalons_writer

function check_account_change()
  returns trigger
  plpgsql volatile
  called by jalons_reader, jalons_writer

function check_assessor()
  returns trigger
  plpgsql volatile
  called by jalons_reader, jalons_writer

function check_retraction()
  returns trigger
  plpgsql volatile
  called by jalons_reader, jalons_writer

function check_review()
  returns trigger
  plpgsql volatile
  called by jalons_reader, jalons_writer

function check_revocation()
  returns trigger
  plpgsql volatile
  called by jalons_reader, jalons_writer

function check_stage()
  returns trigger
  plpgsql volatile
  called by jalons_reader, jalons_writer

function commitment_of(s statements)
  returns text
  sql stable
  called by jalons_reader, jalons_writer

function commitment_standings_of(commitment_ids bigint[], standings milestone_standings[])
  returns SETOF commitment_standings
  sql stable
  called by jalons_reader, jalons_writer

function compact_totals()
  returns bigint
  plpgsql volatile security definer
  called by jalons_writer

function contributions(s commitment_standings)
  returns TABLE(figure text, day date, n bigint)
  sql immutable
  called by jalons_reader, jalons_writer

function contributions(s deployment_standings)
  returns TABLE(figure text, day date, n bigint)
  sql immutable
  called by jalons_reader, jalons_writer

function contributions(s milestone_standings)
  returns TABLE(figure text, day date, n bigint)
  sql immutable
  called by jalons_reader, jalons_writer

function counted_level(level text, withdrawn_late boolean)
  returns text
  sql immutable
  called by jalons_reader, jalons_writer

function counts_invented_stages()
  returns boolean
  sql stable
  called by jalons_reader, jalons_writer

function covered_until(approved text, effective date, due date, doubted boolean)
  returns date
  sql immutable
  called by jalons_reader, jalons_writer

function deployment_standings_at(on_day date, known timestamp with time zone, deployment_ids bigint[])
  returns SETOF deployment_standings
  sql stable
  called by jalons_reader, jalons_writer

function erase_person(near text, pattern text, instead text)
  returns TABLE(place text, hits bigint)
  plpgsql volatile
  called by triggers and the owner

function figures(day date, on_day date, known timestamp with time zone)
  returns TABLE(state_code text, demonstration boolean, figure text, n bigint)
  plpgsql stable
  called by jalons_reader, jalons_writer

function has_mandate(account bigint, state text, day date, capacities text[])
  returns boolean
  sql stable
  called by jalons_reader, jalons_writer

function in_doubt(statement bigint, on_day date, known timestamp with time zone)
  returns boolean
  sql stable
  called by jalons_reader, jalons_writer

function in_scope(state text)
  returns boolean
  sql stable
  called by jalons_reader, jalons_writer

function is_day(d date)
  returns boolean
  sql immutable
  called by jalons_reader, jalons_writer

function is_delegate(account bigint, state text, commitment text, at timestamp with time zone)
  returns boolean
  sql stable
  called by jalons_reader, jalons_writer

function is_text(j jsonb)
  returns boolean
  sql immutable
  called by jalons_reader, jalons_writer

function is_visible(t text)
  returns boolean
  sql immutable
  called by jalons_reader, jalons_writer

function leads_of(indicator bigint)
  returns jsonb
  sql stable
  called by jalons_reader, jalons_writer

function level_rank(level text)
  returns integer
  sql immutable
  called by jalons_reader, jalons_writer

function log_commitment()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function log_indicator()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function log_institution()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function log_leads(indicator bigint, before jsonb, at timestamp with time zone)
  returns void
  plpgsql volatile security definer
  called by jalons_writer

function log_on_milestone()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function log_on_statement()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function log_plan()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function log_relations(commitment bigint, before jsonb, at timestamp with time zone)
  returns void
  plpgsql volatile security definer
  called by jalons_writer

function log_report()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function log_statement()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function milestone_standings_at(on_day date, known timestamp with time zone, milestone_ids bigint[])
  returns SETOF milestone_standings
  sql stable
  called by jalons_reader, jalons_writer

function normalize_for_search(t text)
  returns text
  sql immutable
  called by jalons_reader, jalons_writer

function part_standings_at(on_day date, known timestamp with time zone, milestone_ids bigint[])
  returns TABLE(milestone_id bigint, part bigint, declared text, declared_on date, approved text, approved_on date,
      assessed text, assessed_on date, way text, completed_on date, changed_at timestamp with time zone, doubted
      boolean)
  sql stable
  called by jalons_reader, jalons_writer

function pooled_level(n bigint, completed bigint, high bigint, unknown bigint, begun bigint)
  returns text
  sql immutable
  called by jalons_reader, jalons_writer

function raise_version()
  returns trigger
  plpgsql volatile security definer
  called by triggers and the owner

function refresh_commitments(ids bigint[])
  returns void
  plpgsql volatile security definer
  called by triggers and the owner

function refresh_deployments(ids bigint[])
  returns void
  plpgsql volatile security definer
  called by triggers and the owner

function refresh_milestones(ids bigint[])
  returns void
  plpgsql volatile security definer
  called by triggers and the owner

function refresh_planned()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function refresh_stated()
  returns trigger
  plpgsql volatile security definer
  called by jalons_reader, jalons_writer

function refuse_change()
  returns trigger
  plpgsql volatile
  called by jalons_reader, jalons_writer

function region_names_on(day date)
  returns TABLE(region_code text, name jsonb)
  sql stable
  called by jalons_reader, jalons_writer

function relations_of(commitment bigint)
  returns jsonb
  sql stable
  called by jalons_reader, jalons_writer

function reporting_interval()
  returns integer
  sql immutable
  called by jalons_reader, jalons_writer

function search_query(t text)
  returns tsquery
  sql immutable
  called by jalons_reader, jalons_writer

function search_text(j jsonb)
  returns text
  sql immutable
  called by jalons_reader, jalons_writer

function search_words(t text)
  returns text
  sql immutable
  called by jalons_reader, jalons_writer

function sequence_changes()
  returns bigint
  plpgsql volatile security definer
  called by jalons_writer

function standing_on(day date)
  returns TABLE(state_code text, status text, from_day date, from_precision text, notified_on date)
  sql stable
  called by jalons_reader, jalons_writer

function state_names_on(day date)
  returns TABLE(state_code text, name jsonb)
  sql stable
  called by jalons_reader, jalons_writer

function state_regions_on(day date)
  returns TABLE(state_code text, region_code text)
  sql stable
  called by jalons_reader, jalons_writer

function target_of(s statements, OUT object text, OUT code text, OUT demonstration boolean)
  returns record
  plpgsql stable
  called by jalons_reader, jalons_writer

function totals_differences()
  returns TABLE(what text, code text, kept text, recomputed text)
  sql stable
  called by jalons_reader, jalons_writer

function without_person(t text)
  returns text
  sql stable
  called by triggers and the owner

function written_at()
  returns timestamp with time zone
  sql stable
  called by jalons_reader, jalons_writer
