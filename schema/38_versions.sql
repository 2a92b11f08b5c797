-- +goose Up
-- Whatever a public page shows raises the version that the page is kept by. A row of a table that the reading role may
-- see is such a thing; a test compares the triggers with the grants, and another finds the page that needs each. What
-- follows from other rows in the same transaction has no trigger of its own: the changes themselves, standings and
-- totals. Nor have old codes, which lead elsewhere: no kept page is made of them.
-- +goose StatementBegin
-- raise_version leaves one row for each transaction; with a savepoint that is undone, the setting is undone as well.
create function raise_version() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_setting('jalons.version_raised', true) is distinct from 'on' then
    insert into public.unversioned_writes default values;
    perform set_config('jalons.version_raised', 'on', true);
  end if;
  return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
declare shown regclass;
begin
  for shown in select c.oid::regclass from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and has_any_column_privilege('jalons_reader', c.oid, 'select')
      and c.relname not in ('changes', 'change_positions', 'sequencer', 'totals', 'aliases')
      and c.relname not like '%\_standings'
  loop
    execute format('create trigger t30_raise_version after insert or delete on %s'
      ' for each row execute function raise_version()', shown);
    execute format('create trigger t31_raise_version after update on %s for each row
      when (old.* is distinct from new.*) execute function raise_version()', shown);
  end loop;
end $$;
-- +goose StatementEnd
-- The public sees of an account whether its mandates are invented.
create trigger t31_raise_version after update of demonstration on accounts for each row
  when (old.demonstration <> new.demonstration) execute function raise_version();
