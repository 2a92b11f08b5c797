-- +goose Up
-- Every public change once: before and after as canonical JSON. A gapless position in commit order
-- is given after commit by one sequencer.
create table changes (
  id bigint generated always as identity primary key,
  kind text not null,
  state_code text,
  object text not null,
  code text not null,
  actor text not null,
  before jsonb,
  after jsonb,
  batch text,
  demonstration boolean not null default false,
  recorded_at timestamptz not null
);
create index changes_state on changes (state_code, id desc);
create index changes_object on changes (object, code);
create table change_positions (
  position bigint primary key,
  change_id bigint not null unique references changes
);
-- since is when the database wrote a row here, by its own clock: operators watch the age of the oldest.
create table changes_waiting (
  change_id bigint primary key references changes,
  since timestamptz not null default clock_timestamp()
);
-- One row for each transaction that changed what the public can see; 38_versions.sql says where they come from.
create table unversioned_writes (
  id bigint generated always as identity primary key,
  since timestamptz not null default clock_timestamp()
);
-- position is the last one given; version is what answers are kept by: every write that the public can see raises it.
create table sequencer (
  one boolean primary key default true check (one),
  position bigint not null,
  version bigint not null
);
insert into sequencer (position, version) values (0, 0);
create trigger t01_refuse_change before update or delete on changes for each row execute function refuse_change();
create trigger t01_refuse_change before update or delete on change_positions for each row
  execute function refuse_change();
grant select on changes, change_positions, changes_waiting, unversioned_writes, sequencer to jalons_writer;
grant select on changes, change_positions, sequencer to jalons_reader;

-- +goose StatementBegin
-- written_at is the time of a transaction by the program's clock, or by the database's where the owner writes by
-- hand.
create function written_at() returns timestamptz language sql stable begin atomic
  select coalesce(cast(nullif(current_setting('app.at', true), '') as timestamptz), now());
end;
-- +goose StatementEnd
-- +goose StatementBegin
create function add_change(kind text, state text, object text, code text, actor text, before jsonb, after jsonb,
  batch text, demonstration boolean, at timestamptz)
returns void language sql security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  with c as (
    insert into changes (kind, state_code, object, code, actor, before, after, batch, demonstration, recorded_at)
    values (kind, state, object, code, actor, before, jsonb_strip_nulls(after), batch, demonstration, at) returning id)
  insert into changes_waiting select id from c;
end;
-- +goose StatementEnd
-- +goose StatementBegin
-- sequence_changes gives positions to what has committed since, raises the version where the public can see any of it,
-- and returns the version; the row lock makes it one at a time.
create function sequence_changes() returns bigint language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare last bigint; now_at bigint;
begin
  select position into last from sequencer for update;
  with taken as (delete from changes_waiting returning change_id),
  placed as (insert into change_positions (position, change_id)
    select last + row_number() over (order by change_id), change_id from taken returning position),
  seen as (delete from unversioned_writes returning id)
  update sequencer set position = last + (select count(*) from placed), version = version + 1
  where exists (select from placed) or exists (select from seen);
  select version into now_at from sequencer;
  return now_at;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
-- target_of names the object that a statement is about, as people know it. Cities and gates are facts; what an
-- account of the demonstration says of them is invented.
create function target_of(s statements, out object text, out code text, out demonstration boolean)
  language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  if s.indicator_id is not null then
    select 'indicator', i.code, c.demonstration into object, code, demonstration
    from indicators i join milestones m on m.id = i.milestone_id join commitments c on c.id = m.commitment_id
    where i.id = s.indicator_id;
  elsif s.milestone_id is not null then
    select 'milestone', m.code, c.demonstration into object, code, demonstration
    from milestones m join commitments c on c.id = m.commitment_id where m.id = s.milestone_id;
  elsif s.commitment_id is not null then
    select 'commitment', c.code, c.demonstration into object, code, demonstration from commitments c
    where c.id = s.commitment_id;
  elsif s.deployment_id is not null then
    select 'deployment', d.city_code, a.demonstration into object, code, demonstration
    from deployments d join accounts a on a.id = s.author_id where d.id = s.deployment_id;
  else
    select 'gate', s.gate_code, a.demonstration into object, code, demonstration from accounts a
    where a.id = s.author_id;
  end if;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function log_statement() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare t record; before jsonb;
begin
  t := target_of(new);
  if new.milestone_id is not null then
    select jsonb_build_object('declared', declared, 'approved', approved, 'assessed', assessed) into before
    from milestone_standings where milestone_id = new.milestone_id;
  elsif new.deployment_id is not null then
    select jsonb_build_object('declared', declared, 'approved', approved) into before from deployment_standings
    where deployment_id = new.deployment_id;
  end if;
  perform add_change(new.kind, new.state_code, t.object, t.code, new.acting_as, before,
    to_jsonb(new) - array['id', 'author_id', 'commitment_id', 'milestone_id', 'indicator_id', 'deployment_id',
      'gate_code', 'note', 'batch']
      || jsonb_build_object('statement', new.id), new.batch, t.demonstration, new.recorded_at);
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- log_on_statement logs what answers or corrects a statement: reviews, revocations, retractions.
create function log_on_statement() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  s statements; t record; row jsonb := to_jsonb(new);
begin
  select st.* into s from statements st where st.id = coalesce((row ->> 'statement_id')::bigint,
    (select r.statement_id from reviews r where r.id = (row ->> 'review_id')::bigint));
  t := target_of(s);
  perform add_change(coalesce(row ->> 'outcome', tg_argv[0]), s.state_code, t.object, t.code, new.acting_as,
    jsonb_build_object('statement', s.id, 'level', s.level, 'stage', s.stage, 'effective_on', s.effective_on),
    row - array['id', 'comment', 'reason', 'reviewer_id', 'second_reviewer_id', 'document_id', 'author_id',
      'statement_id', 'state_code'] || coalesce((select jsonb_build_object('document',
      jsonb_build_object('sha256', p.file_sha256, 'signatory', p.signatory, 'signed_on', p.signed_on, 'report',
        p.report_code)) from documents p where p.id = (row ->> 'document_id')::bigint), '{}'), s.batch, t.demonstration,
        new.recorded_at);
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function log_on_milestone() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  m record; moved bigint := (to_jsonb(new) ->> 'indicator_id')::bigint;
begin
  select coalesce(i.code, ms.code) as code, ms.state_code, c.demonstration, case when i.id is null then 'milestone'
    else 'indicator' end as object into m
  from milestones ms join commitments c on c.id = ms.commitment_id left join indicators i on i.id = moved
  where ms.id = new.milestone_id;
  perform add_change(tg_argv[0], m.state_code, m.object, m.code, new.acting_as, null,
    to_jsonb(new) - array['id', 'author_id', 'milestone_id', 'indicator_id', 'note'], null, m.demonstration,
    new.recorded_at);
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- log_commitment logs new and changed commitments and milestones.
create function log_commitment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare demo boolean; hidden text[] := array['id', 'search', 'commitment_id', 'version', 'published_at'];
  moved text[] := array['version', 'due_on', 'due_precision']; -- a move of a date has its own line
begin
  if tg_op = 'UPDATE' and to_jsonb(old) - moved = to_jsonb(new) - moved then return null; end if;
  if tg_table_name = 'commitments' then demo := new.demonstration;
  else select c.demonstration into demo from commitments c
    where c.id = (to_jsonb(new) ->> 'commitment_id')::bigint; end if;
  perform add_change(case tg_op when 'INSERT' then 'published'
    else 'edited' end, new.state_code, tg_argv[0], new.code, 'programme',
    case tg_op when 'UPDATE' then to_jsonb(old) - hidden end, to_jsonb(new) - hidden, null, demo,
    case tg_op when 'INSERT' then new.published_at else written_at() end);
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- log_indicator logs new and changed indicators. Who answers for one is told with it: a new lead is a new version.
create function log_indicator() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare m record; hidden text[] := array['id', 'milestone_id', 'version', 'published_at'];
begin
  select ms.state_code, c.demonstration into m from milestones ms join commitments c on c.id = ms.commitment_id
  where ms.id = new.milestone_id;
  perform add_change(case tg_op when 'INSERT' then 'published'
    else 'edited' end, m.state_code, 'indicator', new.code, 'programme',
    case tg_op when 'UPDATE' then to_jsonb(old) - hidden end,
    to_jsonb(new) - hidden || jsonb_build_object('leads', leads_of(new.id)),
    null, m.demonstration, case tg_op when 'INSERT' then new.published_at else written_at() end);
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- log_report logs a state's report when it is generated, and when a signed copy of it counts.
create function log_report() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare r reports; p documents;
begin
  if tg_table_name = 'reports' then
    perform add_change('reported', new.state_code, 'report', new.code, new.acting_as, null,
      jsonb_build_object('sha256', new.sha256), null, new.demonstration, new.recorded_at);
    return null;
  end if;
  if tg_table_name = 'documents' then p := new; else select * into p from documents where id = new.document_id; end if;
  select * into r from reports where code = p.report_code;
  if found then
    perform add_change('signed', p.state_code, 'report', p.report_code, new.acting_as, null,
      jsonb_build_object('sha256', p.file_sha256, 'signatory', p.signatory, 'signed_on', p.signed_on), null,
      r.demonstration, new.recorded_at);
  end if;
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- log_institution logs what an institution is called from now on.
create function log_institution() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  perform add_change('edited', new.state_code, 'institution', new.name ->> (new.name ->> 'original'), 'programme',
    jsonb_build_object('name', old.name, 'kind', old.kind), jsonb_build_object('name', new.name, 'kind', new.kind),
    null, new.demonstration, written_at());
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- log_plan logs what an action plan says from now on.
create function log_plan() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  perform add_change('edited', new.state_code, 'plan', new.code, 'programme', to_jsonb(old) - 'version',
    to_jsonb(new) - 'version',
    null, new.demonstration, written_at());
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- log_relations logs that a commitment in the caller's scope belongs to something else than before.
create function log_relations(commitment bigint, before jsonb, at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform add_change('edited', c.state_code, 'commitment', c.code, 'programme', before, relations_of(c.id), null,
    c.demonstration, at) from commitments c where c.id = commitment and in_scope(c.state_code);
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- log_leads logs that others than before answer for an indicator in the caller's scope.
create function log_leads(indicator bigint, before jsonb, at timestamptz) returns void language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  perform add_change('edited', m.state_code, 'indicator', i.code, 'programme', jsonb_build_object('leads', before),
    jsonb_build_object('leads', leads_of(i.id)), null, c.demonstration, at)
  from indicators i join milestones m on m.id = i.milestone_id join commitments c on c.id = m.commitment_id
  where i.id = indicator and in_scope(m.state_code);
end $$;
-- +goose StatementEnd

-- The change is logged before standings are updated: "before" is what stood until then.
create trigger t10_log_change after insert on statements for each row execute function log_statement();
create trigger t10_log_change after insert on reviews for each row execute function log_on_statement('reviewed');
create trigger t10_log_change after insert on revocations for each row execute function log_on_statement('revoked');
create trigger t10_log_change after insert on retractions for each row execute function log_on_statement('retracted');
create trigger t10_log_change after insert on reports for each row execute function log_report();
create trigger t10_log_change after insert on documents for each row when (new.way = 'state')
  execute function log_report();
create trigger t10_log_change after insert on document_decisions for each row when (new.outcome = 'confirmed')
  execute function log_report();
create trigger t10_log_change after update on institutions
  for each row when (old.name is distinct from new.name or old.kind <> new.kind) execute function log_institution();
create trigger t10_log_change after update on action_plans for each row when (old.version <> new.version)
  execute function log_plan();
create trigger t10_log_change after insert on date_moves for each row execute function log_on_milestone('moved');
create trigger t10_log_change after insert on withdrawals for each row execute function log_on_milestone('withdrawn');
create trigger t10_log_change after insert or update on commitments for each row
  execute function log_commitment('commitment');
create trigger t10_log_change after insert or update on milestones for each row
  execute function log_commitment('milestone');
create trigger t10_log_change after insert or update on indicators for each row execute function log_indicator();
