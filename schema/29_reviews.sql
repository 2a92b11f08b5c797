-- +goose Up
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

create trigger t01_refuse_change before update or delete on reviews for each row execute function refuse_change();
create trigger t01_refuse_change before update or delete on revocations for each row
  execute function refuse_change();
grant select, insert on reviews, revocations to jalons_writer;
-- The comment of a review sent back is between the state and the author.
grant select (id, statement_id, outcome, way, content_hash, state_code, document_id, acting_as, recorded_at) on
  reviews to jalons_reader;
grant select on revocations to jalons_reader;

alter table reviews enable row level security;
create policy reviews_read on reviews for select using (true);
create policy reviews_added on reviews for insert to jalons_writer with check (in_scope(state_code));
create policy reviews_changed on reviews for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy reviews_removed on reviews for delete to jalons_writer using (in_scope(state_code));

alter table revocations enable row level security;
create policy revocations_read on revocations for select using (true);
create policy revocations_added on revocations for insert to jalons_writer
  with check (exists (select from reviews r where r.id = review_id and in_scope(r.state_code)));
create policy revocations_changed on revocations for update to jalons_writer
  using (exists (select from reviews r where r.id = review_id and in_scope(r.state_code)))
  with check (exists (select from reviews r where r.id = review_id and in_scope(r.state_code)));
create policy revocations_removed on revocations for delete to jalons_writer
  using (exists (select from reviews r where r.id = review_id and in_scope(r.state_code)));

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
create trigger t02_check_review before insert on reviews for each row execute function check_review();

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
create trigger t02_check_revocation before insert on revocations for each row execute function check_revocation();
