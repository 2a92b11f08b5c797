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
-- Files that evidence, documents and thumbnails name, by the SHA-256 of their content. sums holds the SHA-256 of
-- each 64 KiB of it in turn, so that a part is checked by itself. home says where the content is; it is there
-- once stored_at is set. What nothing names is deleted a day after its last use.
create table files (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  size bigint not null check (size between 0 and 10485760),
  sums bytea not null check (octet_length(sums) <= 5120),
  home text not null check (home in ('database', 's3')),
  last_used_at timestamptz not null,
  stored_at timestamptz
);
-- The content of a file whose home is the database.
create table file_parts (
  sha256 text not null references files,
  number int not null check (number >= 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 262144),
  primary key (sha256, number)
);
-- The thumbnail that was made of a file: nothing while none is there, or where none can be made.
create table thumbnails (
  file_sha256 text primary key references files,
  tries int not null check (tries between 1 and 3),
  begun_at timestamptz not null,
  thumbnail_sha256 text references files
);
create index thumbnails_thumbnail on thumbnails (thumbnail_sha256) where thumbnail_sha256 is not null;
create table evidence (
  id bigint generated always as identity primary key,
  statement_id bigint not null references statements,
  url text constraint evidence__address_is_web check (url ~ '^https?://[^\s/@]+(/|$|\?|#)' and length(url) <= 2000),
  file_sha256 text references files,
  file_name text,
  title jsonb not null constraint evidence__is_text check (is_text(title)),
  publisher text,
  lang text,
  kind text not null check (kind in ('law', 'report', 'dataset', 'portal', 'minutes', 'press', 'letter', 'other')),
  locator text,
  accessed_on date,
  sha256 text,
  seen_alive_on date,
  dead_since date,
  constraint evidence__link_or_file check (num_nonnulls(url, file_sha256) = 1)
);
create index evidence_statement on evidence (statement_id);
create index evidence_file on evidence (file_sha256) where file_sha256 is not null;

-- What the public may read of files: those that stand as evidence, and their thumbnails. Signed documents are in
-- the same tables and not in these views.
create view public_files as
select f.sha256, f.media_type, f.size, f.sums, f.home from files f
where f.stored_at is not null and (
  exists (select from evidence e where e.file_sha256 = f.sha256
    and not exists (select from retractions x where x.statement_id = e.statement_id))
  or exists (select from thumbnails p join evidence e on e.file_sha256 = p.file_sha256
    where p.thumbnail_sha256 = f.sha256 and not exists (select from retractions x
      where x.statement_id = e.statement_id)));
create view public_file_parts as
select p.sha256, p.number, p.bytes from file_parts p
where exists (select from public_files f where f.sha256 = p.sha256);
create view public_thumbnails as
select p.file_sha256, p.thumbnail_sha256 from thumbnails p
where exists (select from public_files f where f.sha256 = p.thumbnail_sha256);

create table contestations (
  id bigint generated always as identity primary key,
  statement_id bigint not null references statements,
  body jsonb not null constraint contestations__is_text check (is_text(body)),
  url text constraint contestations__address_is_web
    check (url ~ '^https?://[^\s/@]+(/|$|\?|#)' and length(url) <= 2000),
  received_at timestamptz not null
);
create index contestations_statement on contestations (statement_id);
create table contestation_events (
  id bigint generated always as identity primary key,
  contestation_id bigint not null references contestations,
  event text not null check (event in ('admissible', 'refused', 'answered', 'upheld', 'closed')),
  body jsonb constraint contestation_events__is_text check (is_text(body)),
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null
);
create index contestation_events_contestation on contestation_events (contestation_id);
create trigger statements_append_only before update or delete on statements for each row
  execute function refuse_change();
create trigger retractions_append_only before update or delete on retractions for each row
  execute function refuse_change();
create trigger assessment_details_append_only before update or delete on assessment_details for each row
  execute function refuse_change();
create trigger gate_signatures_append_only before update or delete on gate_signatures for each row
  execute function refuse_change();
create trigger blockers_append_only before update or delete on blockers for each row execute function refuse_change();
create trigger contestation_events_append_only before update or delete on contestation_events for each row
  execute function refuse_change();

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
create trigger retractions_checked before insert on retractions for each row execute function check_retraction();
create trigger statements_stage before insert on statements for each row execute function check_stage();

grant select, insert on statements, retractions, assessment_details, gate_signatures, blockers, evidence, contestations,
  contestation_events to jalons_writer;
grant update (seen_alive_on, dead_since) on evidence to jalons_writer;
grant select, insert, delete on files, file_parts to jalons_writer;
grant update (home, last_used_at, stored_at) on files to jalons_writer;
grant select, insert, update, delete on thumbnails to jalons_writer;
grant select on public_files, public_file_parts, public_thumbnails to jalons_reader;
grant select on retractions, assessment_details, gate_signatures, blockers, evidence to jalons_reader;
grant select (id, kind, commitment_id, milestone_id, indicator_id, deployment_id, gate_code, state_code, speaker, level,
  stage, decision, confirmed, setback,
  value, unproven, effective_on, recorded_at, note, acting_as, batch, content_hash) on statements to jalons_reader;
-- That a statement is contested is public; by whom and in which words is decided by moderation.
grant select (id, statement_id, received_at) on contestations to jalons_reader;
grant select (id, contestation_id, event, recorded_at) on contestation_events to jalons_reader;
-- The public sees of a statement whether an account of the demonstration wrote it, never who did.
create view invented_statements as select s.id from statements s join accounts a on a.id = s.author_id
  where a.demonstration;
grant select on invented_statements to jalons_writer, jalons_reader;
