-- +goose Up
-- One family of append-only rows for all targets. Exactly one target is named; an indicator's
-- statement also names its milestone, so that a milestone's history is one look-up.
--   update     a level of a milestone or indicator, by the state, the programme or a city
--   assessment a verdict of someone outside programme and government
--   stage      a city's stage of deployment
--   decision   what a gate decided
create table statements (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('update', 'assessment', 'stage', 'decision')),
  commitment_id bigint references commitments,
  milestone_id bigint references milestones,
  indicator_id bigint references indicators,
  deployment_id bigint references deployments,
  gate_code text references gates,
  state_code text references states,
  speaker text not null check (speaker in ('state', 'programme', 'city', 'assessor')),
  level text check (level in ('not_started', 'limited', 'substantial', 'completed', 'no_evidence')),
  stage text check (stage in ('planned', 'agreed', 'preparing', 'portal_open', 'participating', 'established', 'paused',
    'abandoned')),
  decision text check (decision in ('passed', 'passed_with_conditions', 'held')),
  confirmed boolean not null default false,
  setback boolean not null default false,
  value numeric,
  -- why a completed one has no evidence
  unproven text check (unproven in ('published_soon', 'not_public', 'seen', 'other')),
  effective_on date not null constraint statements__day_in_window check (is_day(effective_on)),
  recorded_at timestamptz not null,
  note jsonb constraint statements__is_text check (is_text(note)),
  author_id bigint not null references accounts,
  acting_as text not null,
  batch text,
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  constraint statements__one_target check (num_nonnulls(commitment_id, milestone_id, deployment_id, gate_code) = 1),
  constraint statements__indicator_with_milestone check (indicator_id is null or milestone_id is not null),
  constraint statements__content_of_its_kind check (case kind
    when 'update' then level is not null and level <> 'no_evidence' and milestone_id is not null and stage is null
      and decision is null
    when 'assessment' then level is not null and (milestone_id is not null or commitment_id is not null)
      and stage is null and decision is null
    when 'stage' then stage is not null and deployment_id is not null and level is null and decision is null
    else decision is not null and gate_code is not null and level is null and stage is null end),
  constraint statements__speaker_of_its_kind check ((kind = 'assessment') = (speaker = 'assessor')),
  -- A day is a UTC date; the day after is already today east of it.
  constraint statements__not_in_the_future check (effective_on <= (recorded_at at time zone 'UTC')::date + 1)
);
create index statements_milestone on statements (milestone_id, effective_on desc, recorded_at desc, id desc)
  where milestone_id is not null;
create index statements_commitment on statements (commitment_id) where commitment_id is not null;
create index statements_deployment on statements (deployment_id, effective_on desc, recorded_at desc, id desc)
  where deployment_id is not null;
create index statements_gate on statements (gate_code) where gate_code is not null;
create index statements_stages on statements (id) where kind = 'stage';

create table retractions (
  id bigint generated always as identity primary key,
  statement_id bigint not null unique references statements,
  reason text not null check (is_visible(reason)),
  corrected_by bigint references statements,
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null
);
create table assessment_details (
  statement_id bigint primary key references statements,
  assessor jsonb not null constraint assessment_details__is_text check (is_text(assessor)),
  early_results text check (early_results in ('worsened', 'did_not_change', 'marginal', 'major', 'outstanding',
    'no_notable', 'moderate', 'significant',
    'not_reported', 'pending_review', 'no_irm_data', 'not_applicable')),
  ambition text check (ambition in ('unclear', 'modest', 'substantial', 'not_reported', 'pending_review', 'no_irm_data',
    'not_applicable')),
  verifiable text check (verifiable in ('yes', 'no', 'not_reported', 'pending_review', 'no_irm_data',
    'not_applicable')),
  verdict jsonb constraint assessment_details__verdict_is_text check (is_text(verdict))
);
create table gate_signatures (
  statement_id bigint primary key references statements,
  first_signatory jsonb not null constraint gate_signatures__is_text check (is_text(first_signatory)),
  second_signatory jsonb not null constraint gate_signatures__second_is_text check (is_text(second_signatory)),
  constraint gate_signatures__two_signatories check (first_signatory <> second_signatory)
);
-- A cause, where a milestone is late, moved back or in setback.
create table blockers (
  statement_id bigint primary key references statements,
  cause text not null check (cause in ('law', 'money', 'staff', 'partner', 'politics', 'data', 'technology', 'security',
    'other')),
  note jsonb constraint blockers__is_text check (is_text(note))
);

create trigger t01_refuse_change before update or delete on statements for each row
  execute function refuse_change();
create trigger t01_refuse_change before update or delete on retractions for each row
  execute function refuse_change();
create trigger t01_refuse_change before update or delete on assessment_details for each row
  execute function refuse_change();
create trigger t01_refuse_change before update or delete on gate_signatures for each row
  execute function refuse_change();
create trigger t01_refuse_change before update or delete on blockers for each row execute function refuse_change();

grant select, insert on statements, retractions, assessment_details, gate_signatures, blockers to jalons_writer;
grant select (id, kind, commitment_id, milestone_id, indicator_id, deployment_id, gate_code, state_code,
  speaker, level, stage, decision, confirmed, setback, value, unproven, effective_on, recorded_at, note,
  acting_as, batch, content_hash) on statements to jalons_reader;
grant select on retractions, assessment_details, gate_signatures, blockers to jalons_reader;

alter table statements enable row level security;
create policy statements_read on statements for select using (true);
create policy statements_added on statements for insert to jalons_writer with check (in_scope(state_code));
create policy statements_changed on statements for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy statements_removed on statements for delete to jalons_writer using (in_scope(state_code));

alter table retractions enable row level security;
create policy retractions_read on retractions for select using (true);
create policy retractions_added on retractions for insert to jalons_writer
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
create policy retractions_changed on retractions for update to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)))
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
create policy retractions_removed on retractions for delete to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));

alter table assessment_details enable row level security;
create policy assessment_details_read on assessment_details for select using (true);
create policy assessment_details_added on assessment_details for insert to jalons_writer
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
create policy assessment_details_changed on assessment_details for update to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)))
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
create policy assessment_details_removed on assessment_details for delete to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));

alter table blockers enable row level security;
create policy blockers_read on blockers for select using (true);
create policy blockers_added on blockers for insert to jalons_writer
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
create policy blockers_changed on blockers for update to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)))
  with check (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));
create policy blockers_removed on blockers for delete to jalons_writer
  using (exists (select from statements s where s.id = statement_id and in_scope(s.state_code)));

-- The public sees of a statement whether an account of the demonstration wrote it, never who did.
create view invented_statements as select s.id from statements s join accounts a on a.id = s.author_id
  where a.demonstration;
grant select on invented_statements to jalons_writer;
grant select on invented_statements to jalons_reader;

-- +goose StatementBegin
-- commitment_of gives the code of the commitment that a statement belongs to, null for cities and gates.
create function commitment_of(s statements) returns text language sql stable
begin atomic
  select c.code from commitments c where c.id = coalesce(s.commitment_id,
    (select m.commitment_id from milestones m where m.id = s.milestone_id));
end;
-- +goose StatementEnd

-- +goose StatementBegin
-- check_assessor keeps the third source outside programme and government, and its scope.
create function check_assessor() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if (new.kind = 'assessment') <> ((select role from accounts where id = new.author_id) = 'assessor') then
    raise exception 'only assessors assess, and they do nothing else' using errcode = 'check_violation',
      constraint = 'assessor_independent', table = 'statements';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger t02_check_assessor before insert on statements for each row execute function check_assessor();

-- +goose StatementBegin
-- A city may fall back a stage, but a setback is named as one; a pause or an end is named by its stage. What
-- was sent back is corrected, not fallen back from.
create function check_stage() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  ladder text[] := array['planned', 'agreed', 'preparing', 'portal_open', 'participating', 'established'];
  before text;
  returned boolean;
begin
  if new.kind <> 'stage' or new.setback then return new; end if;
  select s.stage, exists (select from reviews r where r.statement_id = s.id and r.outcome = 'sent_back')
    into before, returned from statements s
  where s.deployment_id = new.deployment_id and s.kind = 'stage' and s.effective_on <= new.effective_on
    and not exists (select from retractions r where r.statement_id = s.id)
  order by s.effective_on desc, s.recorded_at desc, s.id desc limit 1;
  if not returned and array_position(ladder, new.stage) < array_position(ladder, before) then
    raise exception 'a stage below the one before is a setback' using errcode = 'check_violation',
      constraint = 'setback_named', table = 'statements';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger t03_check_stage before insert on statements for each row execute function check_stage();

-- +goose StatementBegin
-- check_retraction lets nobody but its author, or an admin, retract a statement.
create function check_retraction() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.author_id <> (select author_id from statements where id = new.statement_id)
     and (select role from accounts where id = new.author_id) <> 'admin' then
    raise exception 'only the author or an admin retracts' using errcode = 'check_violation',
      constraint = 'own_statement', table = 'retractions';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger t02_check_retraction before insert on retractions for each row execute function check_retraction();
