-- +goose Up
-- What import and export need. An import finds an institution again by the code that its state's files
-- use, so that its name may become known later, and keeps who answers for which indicator.
alter table institutions add column code text
  constraint institutions__code_well_formed check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
create unique index institutions_code on institutions (coalesce(state_code, ''), code) where code is not null;
create table indicator_institutions (
  indicator_id bigint not null references indicators,
  institution_id bigint not null references institutions,
  primary key (indicator_id, institution_id)
);
grant select, insert, delete on indicator_institutions to jalons_writer;
grant select on indicator_institutions to jalons_reader;

-- +goose StatementBegin
-- leads_of names who answers for an indicator, by the code or the name of each.
create function leads_of(indicator bigint) returns jsonb language sql stable
begin atomic
  select jsonb_agg(coalesce(n.code, n.name ->> (n.name ->> 'original')) order by n.id)
  from indicator_institutions x join institutions n on n.id = x.institution_id where x.indicator_id = indicator;
end;
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
revoke execute on function leads_of(bigint), log_leads(bigint, jsonb, timestamptz) from public;
grant execute on function leads_of, log_leads to jalons_writer;
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
revoke execute on function log_indicator() from public;
create trigger a_logged after insert or update on indicators for each row execute function log_indicator();

-- The public sees when a state had a liaison and whether that is invented, never who it was.
create view published_mandates as
  select m.state_code, m.capacity, m.from_day, m.until_day, a.demonstration
  from mandates m join accounts a on a.id = m.account_id;
grant select on published_mandates to jalons_writer, jalons_reader;
