-- +goose Up
-- A city belongs to a country (targets) and to a responsible government, whose liaison reviews it.
create table cities (
  code text primary key constraint cities__code_well_formed check (code ~ '^[A-Z]{2}-[0-9]{3,4}$'),
  geonames_id bigint unique,
  state_code text not null references states,
  entity_code text not null references states,
  admin text,
  lat numeric(8, 5) not null,
  lon numeric(8, 5) not null,
  population bigint check (population >= 0),
  capital boolean not null default false
);
create index cities_state on cities (state_code);
create table city_names (
  city_code text not null references cities,
  lang text not null check (lang in ('fr', 'en', 'ar')),
  name text not null,
  from_day date not null default '-infinity',
  until_day date,
  primary key (city_code, lang, from_day),
  constraint city_names__end_not_before_start check (until_day > from_day)
);
create index city_names_words on city_names using gin (normalize_for_search(name) gin_trgm_ops);
create table city_lists (
  version int primary key,
  in_force_from date not null,
  official boolean not null,
  source text not null
);
create table city_list_entries (
  version int not null references city_lists,
  city_code text not null references cities,
  primary key (version, city_code)
);
-- Merged, split, replaced: the old address redirects, history stays, targets never decrease silently.
create table city_successions (
  old_code text not null references cities,
  new_code text not null references cities,
  kind text not null check (kind in ('merge', 'split', 'replace')),
  on_day date not null,
  primary key (old_code, new_code)
);

grant select, insert, update on cities, city_names, city_lists, city_list_entries, city_successions to
  jalons_writer;
grant select on cities, city_names, city_lists, city_successions to jalons_reader;
