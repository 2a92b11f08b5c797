-- +goose Up
-- +goose StatementBegin
-- without_person returns a text without the name and address that erase_person removes.
create function without_person(t text) returns text language sql stable
return regexp_replace(t, current_setting('jalons.erased_pattern'), current_setting('jalons.erased_as'), 'gi');
-- +goose StatementEnd
-- +goose StatementBegin
-- erase_person replaces what a pattern matches in every text of every table, history included, and returns the
-- columns where it did. Only the owner may call it, and it is the only way to change a row of history. An
-- account's own row is left to its caller; reports stay, since their SHA-256 is printed on signed paper. near is
-- a simpler pattern that matches wherever pattern does: lookarounds beside each word take 25 times as long. What
-- triggers log of the changes is cleaned last.
create function erase_person(near text, pattern text, instead text) returns table (place text, hits bigint)
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare c record;
begin
  perform set_config('jalons.erased_pattern', pattern, true), set_config('jalons.erased_as', instead, true);
  for c in
    select t.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type from pg_class t
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    cross join generate_series(1, case t.relname when 'changes' then 2 else 1 end) as pass
    where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'
      and t.relname not in ('accounts', 'reports', 'goose_db_version')
      and a.atttypid in ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype, 'json'::regtype, 'text[]'::regtype)
    order by pass, t.relname, a.attnum
  loop
    execute format('update %1$I set %2$I = without_person(%2$I::text)::%3$s'
      ' where case when %2$I::text ~* $1 then %2$I::text ~* $2 end',
      c.relname, c.attname, c.type) using near, pattern;
    get diagnostics hits = row_count;
    if hits > 0 then
      place := c.relname || '.' || c.attname;
      return next;
    end if;
  end loop;
  perform set_config('jalons.erased_pattern', '', true);
end $$;
-- +goose StatementEnd
