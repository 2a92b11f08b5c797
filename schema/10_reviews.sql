-- +goose Up
-- What a state's report said when it was generated: the very bytes that are handed out, whose sum stands
-- on the printed page. Its statements are those that it lists by name.
create table reports (
  state_code text not null references states,
  number int not null check (number > 0),
  code text generated always as (state_code || '-R' || number) stored unique,
  content text not null constraint reports__content_at_most_2_mb check (octet_length(content) <= 2097152),
  sha256 text not null check (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  demonstration boolean not null,
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null,
  primary key (state_code, number)
);
create table report_statements (
  report_code text not null references reports (code),
  statement_id bigint not null references statements,
  content_hash text not null,
  awaits_review boolean not null, -- it waits for the state's review; else it was approved since the last signed report
  primary key (report_code, statement_id)
);
-- A signed report, letter or official document, with exactly the statements that it approves. Who signed
-- is named by function, never as a person.
create table documents (
  id bigint generated always as identity primary key,
  state_code text not null references states,
  report_code text references reports (code),
  -- who speaks for the state recorded it, or two of the programme do
  way text not null check (way in ('state', 'document')),
  file_sha256 text not null references files,
  file_name text not null,
  signatory text not null constraint documents__signatory_named
    check (is_visible(signatory) and length(signatory) <= 200),
  signed_on date not null constraint documents__day_in_window check (is_day(signed_on)),
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null,
  constraint documents__signed_before_recorded check (signed_on <= (recorded_at at time zone 'UTC')::date + 1)
);
create index documents_state on documents (state_code, recorded_at);
create index documents_file on documents (file_sha256);
create table document_statements (
  document_id bigint not null references documents,
  statement_id bigint not null references statements,
  content_hash text not null,
  primary key (document_id, statement_id)
);
create index document_statements_statement on document_statements (statement_id);
-- What a second member of staff decided on a document that the first one recorded.
create table document_decisions (
  document_id bigint primary key references documents,
  outcome text not null check (outcome in ('confirmed', 'refused')),
  reason text,
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null,
  constraint document_decisions__refused_with_reason check (outcome = 'confirmed' or is_visible(coalesce(reason, '')))
);
create trigger reports_append_only before update or delete on reports for each row execute function refuse_change();
create trigger report_statements_append_only before update or delete on report_statements for each row
  execute function refuse_change();
create trigger documents_append_only before update or delete on documents for each row execute function refuse_change();
create trigger document_statements_append_only before update or delete on document_statements for each row
  execute function refuse_change();
create trigger document_decisions_append_only before update or delete on document_decisions for each row
  execute function refuse_change();

-- The state's answer to one statement, bound to the hash of what was read. way says who spoke for
-- the state: itself, the programme by delegation, a countersigner, or a signed document that two
-- different members of staff recorded.
create table reviews (
  id bigint generated always as identity primary key,
  statement_id bigint not null references statements,
  outcome text not null check (outcome in ('approved', 'sent_back')),
  way text not null check (way in ('state', 'countersigned', 'delegation', 'document')),
  content_hash text not null,
  state_code text not null references states,
  comment text,
  reviewer_id bigint not null references accounts,
  second_reviewer_id bigint references accounts,
  document_id bigint references documents, -- what was signed, where the approval rests on it
  acting_as text not null,
  recorded_at timestamptz not null,
  constraint reviews__sent_back_with_comment check (outcome = 'approved' or is_visible(coalesce(comment, ''))),
  constraint reviews__four_eyes_on_document check ((way = 'document') = (second_reviewer_id is not null)
    and second_reviewer_id is distinct from reviewer_id),
  constraint reviews__document_named check (way <> 'document' or document_id is not null)
);
create index reviews_statement on reviews (statement_id);
create table revocations (
  id bigint generated always as identity primary key,
  review_id bigint not null unique references reviews,
  reason text not null check (is_visible(reason)),
  author_id bigint not null references accounts,
  acting_as text not null,
  recorded_at timestamptz not null
);
create trigger reviews_append_only before update or delete on reviews for each row execute function refuse_change();
create trigger revocations_append_only before update or delete on revocations for each row
  execute function refuse_change();

-- +goose StatementBegin
-- has_mandate says whether an account holds one of the capacities for a state on a day.
create function has_mandate(account bigint, state text, day date, capacities text[]) returns boolean language sql stable
return exists (select from mandates m where m.account_id = account and m.state_code = state
  and m.capacity = any (capacities)
    and m.from_day <= day and (m.until_day is null or m.until_day > day));
-- +goose StatementEnd
-- +goose StatementBegin
-- is_delegate says whether an account may speak for a state by delegation at an instant, on one
-- commitment or, where that is null, on what belongs to none. A delegation ends with the mandate of who gave it.
create function is_delegate(account bigint, state text, commitment text, at timestamptz) returns boolean
  language sql stable
return exists (select from delegations d, lateral (select (at at time zone 'UTC')::date) on_day (day)
    where d.to_account_id = account and d.state_code = state and d.from_day <= day and d.until_day > day
    and (d.commitment_code is null or d.commitment_code = commitment) and (d.revoked_at is null or d.revoked_at > at)
    and has_mandate(d.from_account_id, state, day, array['liaison', 'alternate']));
-- +goose StatementEnd
-- +goose StatementBegin
-- commitment_of gives the code of the commitment that a statement belongs to, null for cities and gates.
create function commitment_of(s statements) returns text language sql stable
begin atomic
  select c.code from commitments c where c.id = coalesce(s.commitment_id,
    (select m.commitment_id from milestones m where m.id = s.milestone_id));
end;
-- +goose StatementEnd
-- +goose StatementBegin
-- check_review repeats the rule of four eyes: nobody reviews what they wrote, nobody reviews for
-- a state that is not theirs on that day, and only exactly what stands is approved.
create function check_review() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  of statements;
  day date := (new.recorded_at at time zone 'UTC')::date;
  may boolean;
begin
  select * into of from statements where id = new.statement_id;
  if of.kind not in ('update', 'stage') or new.reviewer_id = of.author_id or new.second_reviewer_id = of.author_id then
    raise exception 'the author does not review' using errcode = 'check_violation',
      constraint = 'four_eyes', table = 'reviews';
  end if;
  if new.content_hash <> of.content_hash then
    raise exception 'not the content that stands' using errcode = 'check_violation',
      constraint = 'reviewed_content', table = 'reviews';
  end if;
  if new.state_code <> of.state_code then may := false;
  elsif new.way = 'state' then
    may := has_mandate(new.reviewer_id, new.state_code, day, array['liaison', 'alternate']);
  elsif new.way = 'countersigned' then
    may := has_mandate(new.reviewer_id, new.state_code, day, array['countersigner']);
  elsif new.way = 'delegation' then
    may := is_delegate(new.reviewer_id, new.state_code, commitment_of(of), new.recorded_at);
  else
    may := 2 = (select count(*) from accounts a
      where a.id in (new.reviewer_id, new.second_reviewer_id) and a.role in ('staff', 'admin'))
      and not exists (select from mandates m where m.state_code = new.state_code
        and m.capacity in ('liaison', 'alternate')
        and m.from_day <= day and (m.until_day is null or m.until_day > day));
  end if;
  if new.document_id is not null and not exists (select from documents p
    join document_statements l on l.document_id = p.id where p.id = new.document_id and p.state_code = new.state_code
    and l.statement_id = new.statement_id and l.content_hash = new.content_hash
      and (new.way <> 'document' or p.author_id = new.second_reviewer_id)) then
    raise exception 'the document does not name this content' using errcode = 'check_violation',
      constraint = 'document_names_content', table = 'reviews';
  end if;
  if not may then
    raise exception 'not a reviewer of this state on that day' using errcode = 'check_violation',
      constraint = 'reviewer_in_scope', table = 'reviews';
  end if;
  return new;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- check_revocation lets a liaison with a mandate, or who stands in for one, revoke an approval; an approval
-- on document is revoked by staff too.
create function check_revocation() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  r reviews;
  s statements;
begin
  select * into r from reviews where id = new.review_id;
  select * into s from statements where id = r.statement_id;
  if not (r.outcome = 'approved' and (
    has_mandate(new.author_id, r.state_code, (new.recorded_at at time zone 'UTC')::date, array['liaison', 'alternate'])
    or is_delegate(new.author_id, r.state_code, commitment_of(s), new.recorded_at)
    or r.way = 'document' and (select role from accounts where id = new.author_id) in ('staff', 'admin'))) then
    raise exception 'not a reviewer of this state on that day' using errcode = 'check_violation',
      constraint = 'reviewer_in_scope', table = 'revocations';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger revocations_checked before insert on revocations for each row execute function check_revocation();
create trigger reviews_checked before insert on reviews for each row execute function check_review();

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
create trigger statements_assessor before insert on statements for each row execute function check_assessor();

grant select, insert on reports, report_statements, documents, document_statements, document_decisions, reviews,
  revocations to jalons_writer;
-- The comment of a review sent back is between the state and the author.
grant select (id, statement_id, outcome, way, content_hash, state_code, document_id, acting_as,
  recorded_at) on reviews to jalons_reader;
-- A report is public; of a document the public sees what it is, and not the picture of a signature.
grant select (state_code, number, code, content, sha256, demonstration, acting_as,
  recorded_at) on reports to jalons_reader;
grant select on document_statements to jalons_reader;
grant select (id, state_code, report_code, way, file_sha256, signatory, signed_on, acting_as,
  recorded_at) on documents to jalons_reader;
grant select (document_id, outcome, recorded_at) on document_decisions to jalons_reader;
grant select on revocations to jalons_reader;
