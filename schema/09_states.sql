-- +goose Up
-- A government of the organisation: ISO 3166-1 alpha-2, 3166-2 for a part, or ours where ISO has none.
create table states (
  code text primary key constraint states__code_well_formed check (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?$'),
  iso3 text,
  part_of text,
  kind text not null check (kind in ('state', 'federated')),
  constraint states__part_is_federated check ((kind = 'federated') = (code like '%-%' or code in ('NC', 'PF'))),
  capital text,
  capital_geonames_id bigint,
  lat numeric(8, 5),
  lon numeric(8, 5),
  ogp_member text,
  ogp_year text,
  ogp_confidence text
);
create table state_names (
  state_code text not null references states,
  lang text not null check (lang in ('fr', 'en', 'ar')),
  name text not null,
  from_day date not null default '-infinity',
  until_day date,
  primary key (state_code, lang, from_day),
  constraint state_names__end_not_before_start check (until_day > from_day)
);
create index state_names_words on state_names using gin (normalize_for_search(name) gin_trgm_ops);
create table state_regions (
  state_code text not null references states,
  region_code text not null references regions,
  from_day date not null default '-infinity',
  until_day date,
  primary key (state_code, from_day),
  constraint state_regions__end_not_before_start check (until_day > from_day)
);
-- A day that is not known is null with precision 'none'; it is never made up.
create table memberships (
  id bigint generated always as identity primary key,
  state_code text not null references states,
  status text not null check (status in ('member', 'associate', 'observer', 'left')),
  from_day date,
  from_precision text not null check (from_precision in ('day', 'month', 'year', 'none')),
  until_day date,
  until_precision text check (until_precision in ('day', 'month', 'year', 'none')),
  notified_on date,
  confidence text,
  source text not null,
  unique nulls not distinct (state_code, status, from_day),
  constraint memberships__end_not_before_start check (until_day >= from_day)
);
create table suspensions (
  id bigint generated always as identity primary key,
  state_code text not null references states,
  from_day date not null,
  until_day date,
  source text not null,
  constraint suspensions__end_not_before_start check (until_day > from_day)
);
-- Codes never change; a code that was used elsewhere redirects.
create table aliases (
  word text not null check (word in ('state', 'region', 'city', 'commitment')),
  alias text not null,
  code text not null,
  primary key (word, alias)
);
-- The prefix of an OGP id is not ISO: the state is looked up here, never derived.
create table ogp_prefixes (
  prefix text primary key check (prefix ~ '^[A-Z]{2,4}$'),
  state_code text not null references states
);
create table initiatives (
  state_code text not null references states,
  name text not null,
  year int not null,
  url text,
  source text not null,
  checked boolean not null default false,
  primary key (state_code, name)
);
-- Events behind the three clocks of OGP's rules, computed per state.
create table state_events (
  id bigint generated always as identity primary key,
  state_code text not null references states,
  kind text not null check (kind in ('forum_meeting', 'repository_update', 'result_meeting')),
  held_on date not null constraint state_events__day_in_window check (is_day(held_on)),
  title jsonb constraint state_events__is_text check (is_text(title)),
  url text,
  recorded_at timestamptz not null,
  demonstration boolean not null default false
);

grant select, insert, update on states, state_names, state_regions, memberships, suspensions, aliases,
  ogp_prefixes, initiatives, state_events to jalons_writer;
grant select on states, state_names, state_regions, memberships, suspensions, aliases, initiatives, state_events
  to jalons_reader;

-- +goose StatementBegin
-- standing_on gives each government's standing on a day: the newest known row that has begun and not ended.
create function standing_on(day date) returns table (state_code text, status text, from_day date, from_precision text,
  notified_on date)
language sql stable
begin atomic
  select distinct on (m.state_code) m.state_code, m.status, m.from_day, m.from_precision, m.notified_on
  from memberships m
  where (m.from_day is null or m.from_day <= day) and (m.until_day is null or m.until_day > day)
    and m.until_precision is distinct from 'none'
  order by m.state_code, m.from_day desc nulls last;
end;
-- +goose StatementEnd
-- +goose StatementBegin
create function state_names_on(day date) returns table (state_code text, name jsonb) language sql stable
begin atomic
  select n.state_code, jsonb_object_agg(n.lang, n.name) || '{"original":"fr"}'
  from state_names n where n.from_day <= day and (n.until_day is null or n.until_day > day) group by 1;
end;
-- +goose StatementEnd
-- +goose StatementBegin
create function state_regions_on(day date) returns table (state_code text, region_code text) language sql stable
begin atomic
  select r.state_code, r.region_code from state_regions r
  where r.from_day <= day and (r.until_day is null or r.until_day > day);
end;
-- +goose StatementEnd
