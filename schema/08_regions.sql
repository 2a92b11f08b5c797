-- +goose Up
create table regions (
  code text primary key constraint regions__code_well_formed check (code ~ '^[a-z]+(-[a-z]+)*$'),
  rank int not null
);
create table region_names (
  region_code text not null references regions,
  lang text not null check (lang in ('fr', 'en', 'ar')),
  name text not null,
  from_day date not null default '-infinity',
  until_day date,
  primary key (region_code, lang, from_day),
  constraint region_names__end_not_before_start check (until_day > from_day)
);
grant select, insert, update on regions, region_names to jalons_writer;
grant select on regions, region_names to jalons_reader;

-- +goose StatementBegin
create function region_names_on(day date) returns table (region_code text, name jsonb) language sql stable
begin atomic
  select n.region_code, jsonb_object_agg(n.lang, n.name) || '{"original":"fr"}'
  from region_names n where n.from_day <= day and (n.until_day is null or n.until_day > day) group by 1;
end;
-- +goose StatementEnd
