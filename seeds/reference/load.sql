-- Adds what is missing; what people have changed since stays.
insert into regions (code, rank) select code, rank::int from seed_regions on conflict do nothing;
insert into region_names (region_code, lang, name)
  select s.code, l.lang, l.name from seed_regions s,
    lateral (values ('fr', s.name_fr), ('en', s.name_en), ('ar', s.name_ar)) l (lang, name)
  where not exists (select from region_names n where n.region_code = s.code and n.lang = l.lang) on conflict do nothing;

insert into states (code, iso3, part_of, kind, capital, capital_geonames_id, lat, lon, ogp_member, ogp_year,
  ogp_confidence)
  select code, iso3, part_of, kind, capital, capital_geonames_id::bigint, lat::numeric, lon::numeric, ogp_member,
    ogp_year, ogp_confidence from seed_states on conflict do nothing;
insert into state_names (state_code, lang, name)
  select s.code, l.lang, l.name from seed_states s,
    lateral (values ('fr', s.name_fr), ('en', s.name_en), ('ar', s.name_ar)) l (lang, name)
  where l.name is not null and not exists (select from state_names n where n.state_code = s.code and n.lang = l.lang)
  on conflict do nothing;
insert into state_regions (state_code, region_code)
  select s.code, s.region from seed_states s where not exists (select from state_regions r where r.state_code = s.code)
  on conflict do nothing;
insert into memberships (state_code, status, from_day, from_precision, until_day, until_precision, notified_on,
  confidence, source)
  select s.state, s.status, s.from_day::date, s.from_precision, s.until_day::date, s.until_precision,
    s.notified_on::date, s.confidence, s.source
  from seed_memberships s where not exists (select from memberships m
    where m.state_code = s.state and m.status = s.status) on conflict do nothing;

insert into initiatives (state_code, name, year, url, source, checked)
  select state, name, year::int, url, source, checked = 'yes' from seed_initiatives on conflict do nothing;
insert into ogp_prefixes (prefix, state_code) select prefix, state from seed_ogp_prefixes on conflict do nothing;
insert into policy_areas (code, name)
  select code, jsonb_build_object('original', 'fr', 'fr', name_fr, 'en', name_en, 'ar', name_ar) from seed_policy_areas
  on conflict do nothing;

insert into cities (code, geonames_id, state_code, entity_code, admin, lat, lon, population, capital)
  select code, geonames_id::bigint, state, entity, admin, lat::numeric, lon::numeric, population::bigint, capital = '1'
  from seed_cities on conflict do nothing;
insert into city_names (city_code, lang, name)
  select s.code, 'fr', s.name from seed_cities s where not exists (select from city_names n where n.city_code = s.code)
  on conflict do nothing;
insert into city_lists (version, in_force_from, official, source)
  values (1, '2022-11-20', false, 'worked example of the plan, by a fixed rule; GeoNames') on conflict do nothing;
insert into city_list_entries (version, city_code) select 1, code from seed_cities on conflict do nothing;

-- The programme as planned: 39 countries, 977 cities. What happened in it is not a fact of this list.
insert into programmes (code, name) values ('francophonie', '{
  "original":"fr", "fr":"Gouvernement ouvert en Francophonie", "en":"Open government in la Francophonie",
  "ar":"الحكومة المنفتحة في الفرنكوفونية"}') on conflict do nothing;
insert into rollouts (programme_code, state_code, start_year) select 'francophonie', state, start_year::int
from seed_rollouts on conflict do nothing;
insert into rollout_plans (programme_code, version, decided_on, reason)
  values ('francophonie', 1, '2022-11-20',
    '{"original":"fr","fr":"Premier plan","en":"First plan","ar":"الخطة الأولى"}') on conflict do nothing;
insert into deployments (programme_code, city_code, state_code, entity_code)
  select 'francophonie', c.code, c.state_code, c.entity_code from cities c join seed_cities s on s.code = c.code
  on conflict do nothing;

-- The nine phases as first planned, and yearly targets: a country's cities spread evenly from its start year to year 5.
insert into phases (code, programme_code, number, kind, rollout_year, name)
  select code, 'francophonie', number::int, kind, rollout_year::int,
    jsonb_build_object('original', 'fr', 'fr', name_fr, 'en', name_en, 'ar', name_ar) from seed_phases
  on conflict do nothing;
insert into phase_plans (phase_code, version, starts_on, ends_on, decided_on)
  select code, 1, starts_on::date, ends_on::date, '2020-01-01' from seed_phases on conflict do nothing;
insert into pilots (programme_code, state_code, part, phase_code)
  select 'francophonie', state, pilot, case pilot when 'flagship' then 'flagship' else 'pilots' end from seed_rollouts
  where pilot is not null on conflict do nothing;
insert into rollout_targets (programme_code, version, state_code, year, cities)
  select 'francophonie', 1, state, y, case when y < start_year::int then 0
    else ceil(cities::numeric * (y - start_year::int + 1) / (6 - start_year::int)) end
  from seed_rollouts, generate_series(1, 5) y on conflict do nothing;
insert into pilot_regions (programme_code, state_code, region_code)
  select p.programme_code, p.state_code, r.region_code
  from pilots p join state_regions r on r.state_code = p.state_code and r.until_day is null on conflict do nothing;
