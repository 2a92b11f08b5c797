-- +goose Up
-- Row-level security: whatever the program forgets to ask, a transaction writes only into its scope. Scope
-- is * for the program's own loads, else the codes of states between commas; none was set, none is open.
-- +goose StatementBegin
create function in_scope(state text) returns boolean language sql stable parallel safe
return coalesce(current_setting('app.scope', true) = '*'
  or state = any (string_to_array(nullif(current_setting('app.scope', true), ''), ',')), false);
-- +goose StatementEnd
-- +goose StatementBegin
do $$
declare
  name text;
  of_its_own text := 'in_scope(state_code)';
  rules jsonb := jsonb_build_object(
    'statements', of_its_own, 'reviews', of_its_own, 'commitments', of_its_own, 'milestones', of_its_own,
    'action_plans', of_its_own,
    'institutions', of_its_own, 'follow_ups', of_its_own, 'reports', of_its_own, 'documents', of_its_own,
    'report_statements', 'exists (select from reports r where r.code = report_code and in_scope(r.state_code))',
    'document_statements', 'exists (select from documents p where p.id = document_id and in_scope(p.state_code))',
    'document_decisions', 'exists (select from documents p where p.id = document_id and in_scope(p.state_code))',
    'deployments', 'in_scope(entity_code)',
    'indicators', 'exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code))',
    'date_moves', 'exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code))',
    'withdrawals', 'exists (select from milestones m where m.id = milestone_id and in_scope(m.state_code))',
    'retractions', 'exists (select from statements s where s.id = statement_id and in_scope(s.state_code))',
    'handovers', 'exists (select from statements s where s.id = statement_id and in_scope(s.state_code))',
    'evidence', 'exists (select from statements s where s.id = statement_id and in_scope(s.state_code))',
    'blockers', 'exists (select from statements s where s.id = statement_id and in_scope(s.state_code))',
    'assessment_details', 'exists (select from statements s where s.id = statement_id and in_scope(s.state_code))',
    'revocations', 'exists (select from reviews r where r.id = review_id and in_scope(r.state_code))',
    'commitment_institutions',
    'exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code))',
    'commitment_areas', 'exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code))',
    'commitment_values', 'exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code))',
    'lineage', 'exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code))',
    'participations', 'exists (select from commitments c where c.id = commitment_id and in_scope(c.state_code))');
begin
  for name in select jsonb_object_keys(rules) loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy %I on %I for select using (true)', name || '_read', name);
    execute format('create policy %I on %I for insert to jalons_writer with check (%s)', name || '_added', name,
      rules ->> name);
    execute format('create policy %I on %I for update to jalons_writer using (%s) with check (%s)', name || '_changed',
      name, rules ->> name, rules ->> name);
    execute format('create policy %I on %I for delete to jalons_writer using (%s)', name || '_removed', name,
      rules ->> name);
  end loop;
end $$;
-- +goose StatementEnd
-- Mandates and scopes are given by administrators, and by the program itself.
-- +goose StatementBegin
create function administers() returns boolean language sql stable parallel safe
return coalesce(current_setting('app.role', true) in ('admin', 'program'), false);
-- +goose StatementEnd
-- +goose StatementBegin
do $$
declare name text;
begin
  foreach name in array array['mandates', 'scopes', 'accounts'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy %I on %I for select using (true)', name || '_read', name);
    execute format('create policy %I on %I for insert to jalons_writer with check (administers())', name || '_added',
      name);
    execute format('create policy %I on %I for update to jalons_writer using (%s)', name || '_changed', name, case name
      when 'accounts' then 'true' else 'administers()' end);
  end loop;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- check_account_change keeps people from changing their own role and names, or closing and opening accounts; their
-- password and second factor are their own.
create function check_account_change() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_user = 'jalons_writer' and not administers() then
    raise exception 'roles are given by administrators' using errcode = 'check_violation',
      constraint = 'by_administrators', table = 'accounts';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger accounts_change before update of role, disabled_at, demonstration, name, institution on accounts
  for each row
  when (old.role <> new.role or old.disabled_at is distinct from new.disabled_at
    or old.demonstration <> new.demonstration or old.name <> new.name
    or old.institution is distinct from new.institution) execute function check_account_change();
