-- +goose Up
-- Formula F1, second half: what each standing adds to which figure of its state, from which day on.
-- A figure on a day is the sum of what was added up to that day; so lateness and coverage move with
-- the clock while nothing is written.
-- Sums are kept as additions only: a writer never waits for another one's total. A row adds n to a
-- state's figure from a day on; compact_totals folds them together. What is invented has sums of its own.
create table totals (
  state_code text not null,
  demonstration boolean not null,
  figure text not null,
  day date not null,
  n bigint not null
);
create index totals_figure on totals (state_code, demonstration, figure, day) include (n);
grant select on totals to jalons_writer;
grant select on totals to jalons_reader;

-- +goose StatementBegin
-- "passed" is the day after the due day: due ends with the day.
create function contributions(s milestone_standings) returns table (figure text, day date, n bigint)
  language sql immutable
begin atomic
  select v.figure, coalesce(v.day, '-infinity'), v.n::bigint from (values
    ('milestones', null::date, 1),
    ('weight', null, s.weight),
    ('weight_completed', null, case when s.approved = 'completed' then s.weight end),
    ('declared.' || coalesce(s.declared, 'unknown'), null, 1),
    ('approved.' || coalesce(s.approved, 'unknown'), null, 1),
    ('assessed.' || coalesce(s.assessed, 'not_assessed'), null, 1),
    ('completed_and_assessed', null, case when s.approved = 'completed' and s.assessed = 'completed' then 1 end),
    ('awaiting', null, case when s.declared = 'completed' and s.approved is distinct from 'completed' then 1 end),
    ('others', null, case when s.approved <> 'completed' and s.declared is distinct from 'completed' then 1 end),
    ('nothing', null, case when s.approved is null and s.declared is distinct from 'completed' then 1 end),
    ('completed_by_delegation', null, case when s.approved = 'completed' and s.approved_way = 'delegation' then 1 end),
    ('completed_on_document', null, case when s.approved = 'completed' and s.approved_way = 'document' then 1 end),
    ('overclaimed', null, case when level_rank(s.declared) > level_rank(s.assessed) then 1 end),
    ('underclaimed', null, case when level_rank(s.declared) < level_rank(s.assessed) then 1 end),
    ('undated', null, case when s.due_on is null then 1 end),
    ('first_date_unknown', null, case when s.due_on is not null and s.first_due_on is null then 1 end),
    ('due', s.due_on + 1, case when s.due_on is not null then 1 end),
    ('due_first', s.first_due_on + 1, case when s.first_due_on is not null then 1 end),
    ('late', s.due_on + 1, case when s.due_on is not null
      and 'completed' not in (coalesce(s.declared, ''), coalesce(s.approved, ''), coalesce(s.assessed, '')) then 1 end),
    ('on_time', s.due_on + 1, case when s.completed_on <= s.due_on then 1 end),
    ('on_time_first', s.first_due_on + 1, case when s.completed_on <= s.first_due_on then 1 end),
    ('covered', null, case when s.covered_until is not null then 1 end),
    ('covered', s.covered_until + 1, case when s.covered_until < 'infinity' then -1 end)
  ) v (figure, day, n) where s.outside is null and v.n is not null
  union all select s.outside, '-infinity', 1 where s.outside is not null;
end;
-- +goose StatementEnd
-- +goose StatementBegin
create function contributions(s commitment_standings) returns table (figure text, day date, n bigint)
  language sql immutable
begin atomic
  values ('commitments', '-infinity'::date, 1::bigint),
    ('commitments.declared.' || coalesce(s.declared, 'none'), '-infinity', 1),
    ('commitments.approved.' || coalesce(s.approved, 'none'), '-infinity', 1),
    ('commitments.assessed.' || coalesce(s.assessed, 'none'), '-infinity', 1);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create function contributions(s deployment_standings) returns table (figure text, day date, n bigint)
  language sql immutable
begin atomic
  select v.* from (values ('cities', '-infinity'::date, 1::bigint),
    ('cities.declared.' || coalesce(s.declared, 'unknown'), '-infinity', 1),
    ('cities.approved.' || coalesce(s.approved, 'unknown'), '-infinity', 1),
    ('cities.counted', coalesce(s.counted_on, '-infinity'), case when s.counted_on is not null then 1 end),
    ('cities.pending', '-infinity', case when s.declared is distinct from s.approved then 1 end)) v (figure, day, n)
      where v.n is not null;
end;
-- +goose StatementEnd

-- +goose StatementBegin
create function refresh_commitments(ids bigint[]) returns void language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare fresh commitment_standings[];
begin
  fresh := array(select c from commitment_standings_of(ids,
    array(select m from milestone_standings m where m.commitment_id = any (ids))) c);
  insert into totals select state_code, demonstration, figure, day, sum(n) from (
    select s.state_code, s.demonstration, c.figure, c.day, c.n from unnest(fresh) s, contributions(s) c
    union all select s.state_code, s.demonstration, c.figure, c.day, -c.n
    from commitment_standings s, contributions(s) c where s.commitment_id = any (ids)
  ) moved group by 1, 2, 3, 4 having sum(n) <> 0 order by 1, 2, 3, 4;
  delete from commitment_standings where commitment_id = any (ids);
  insert into commitment_standings select * from unnest(fresh);
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- refresh_milestones updates the kept standings and totals from the statements. It locks the milestones in
-- order; a waiting writer reads again what the one before it committed.
create function refresh_milestones(ids bigint[]) returns void language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare fresh milestone_standings[]; affected bigint[];
begin
  perform from milestones where id = any (ids) order by id for no key update;
  affected := array(select distinct commitment_id from milestones where id = any (ids) order by 1);
  perform from commitments where id = any (affected) order by id for no key update;
  fresh := array(select m from milestone_standings_at('infinity', 'infinity', ids) m);
  insert into totals select state_code, demonstration, figure, day, sum(n) from (
    select s.state_code, s.demonstration, c.figure, c.day, c.n from unnest(fresh) s, contributions(s) c
    union all select s.state_code, s.demonstration, c.figure, c.day, -c.n from milestone_standings s, contributions(s) c
    where s.milestone_id = any (ids)
  ) moved group by 1, 2, 3, 4 having sum(n) <> 0 order by 1, 2, 3, 4;
  delete from milestone_standings where milestone_id = any (ids);
  insert into milestone_standings select * from unnest(fresh);
  perform refresh_commitments(affected);
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function refresh_deployments(ids bigint[]) returns void language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare fresh deployment_standings[];
begin
  perform from deployments where id = any (ids) order by id for no key update;
  fresh := array(select d from deployment_standings_at('infinity', 'infinity', ids) d);
  insert into totals select state_code, demonstration, figure, day, sum(n) from (
    select s.state_code, s.demonstration, c.figure, c.day, c.n from unnest(fresh) s, contributions(s) c
    union all select s.state_code, s.demonstration, c.figure, c.day, -c.n
    from deployment_standings s, contributions(s) c where s.deployment_id = any (ids)
  ) moved group by 1, 2, 3, 4 having sum(n) <> 0 order by 1, 2, 3, 4;
  delete from deployment_standings where deployment_id = any (ids);
  insert into deployment_standings select * from unnest(fresh);
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
-- Triggers keep standings and totals in the transaction of whatever moves them, once a statement.
create function refresh_stated() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare ids bigint[];
begin
  if tg_argv[0] = 'statements' then
    ids := array(select distinct milestone_id from fresh where milestone_id is not null);
  elsif tg_argv[0] = 'deployments' then
    ids := '{}';
  else
    ids := array(select distinct s.milestone_id from fresh f join statements s on s.id = f.statement_id
      where s.milestone_id is not null);
  end if;
  if ids <> '{}' then perform refresh_milestones(ids); end if;
  if tg_argv[0] = 'statements' then
    ids := array(select distinct deployment_id from fresh where deployment_id is not null);
  else
    ids := array(select distinct s.deployment_id from fresh f join statements s on s.id = f.statement_id
      where s.deployment_id is not null);
  end if;
  if ids <> '{}' then perform refresh_deployments(ids); end if;
  return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function refresh_planned() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare ids bigint[];
begin
  case tg_argv[0]
    when 'milestones' then ids := array(select distinct id from fresh);
    when 'commitments' then perform refresh_commitments(array(select distinct id from fresh)); return null;
    when 'deployments' then perform refresh_deployments(array(select distinct id from fresh)); return null;
    when 'revocations' then
      ids := array(select distinct s.milestone_id
        from fresh f join reviews r on r.id = f.review_id join statements s on s.id = r.statement_id
        where s.milestone_id is not null);
      perform refresh_deployments(array(select distinct s.deployment_id
        from fresh f join reviews r on r.id = f.review_id join statements s on s.id = r.statement_id
        where s.deployment_id is not null));
    else ids := array(select distinct milestone_id from fresh);
  end case;
  if ids <> '{}' then perform refresh_milestones(ids); end if;
  return null;
end $$;
-- +goose StatementEnd

create trigger t20_refresh_standings after insert on statements referencing new table as fresh for each statement
  execute function refresh_stated('statements');
create trigger t20_refresh_standings after insert on reviews referencing new table as fresh for each statement
  execute function refresh_stated('reviews');
create trigger t20_refresh_standings after insert on retractions referencing new table as fresh for each statement
  execute function refresh_stated('retractions');
create trigger t20_refresh_standings after insert on revocations referencing new table as fresh for each statement
  execute function refresh_planned('revocations');
create trigger t20_refresh_standings after update on evidence referencing new table as fresh for each statement
  execute function refresh_stated('evidence');
create trigger t20_refresh_standings after insert on withdrawals referencing new table as fresh for each statement
  execute function refresh_planned('withdrawals');
create trigger t20_refresh_standings after insert on commitments referencing new table as fresh for each statement
  execute function refresh_planned('commitments');
create trigger t20_refresh_standings after insert on deployments referencing new table as fresh for each statement
  execute function refresh_planned('deployments');
create trigger t20_refresh_new after insert on milestones referencing new table as fresh for each statement
  execute function refresh_planned('milestones');
create trigger t21_refresh_changed after update on milestones referencing new table as fresh for each statement
  execute function refresh_planned('milestones');
create trigger t20_refresh_new after insert on indicators referencing new table as fresh for each statement
  execute function refresh_planned('indicators');
create trigger t21_refresh_changed after update on indicators referencing new table as fresh for each statement
  execute function refresh_planned('indicators');

-- +goose StatementBegin
-- compact_totals sums additions up. It deletes only rows it has read, so writers go on.
create function compact_totals() returns bigint language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare taken bigint;
begin
  perform pg_advisory_xact_lock(hashtext('compact_totals'));
  with gone as (delete from totals returning *),
  folded as (insert into totals select state_code, demonstration, figure, day, sum(n) from gone group by 1, 2, 3, 4
    having sum(n) <> 0)
  select count(*) into taken from gone;
  return taken;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
-- figures gives every figure of every state on a day, apart for what is invented. asof and on_day null: as known
-- now, from the kept
-- totals. Else recomputed from the statements: on_day what was so by that day, known what was recorded by then.
create function figures(day date, on_day date, known timestamptz) returns table (state_code text, demonstration boolean,
  figure text, n bigint) language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare standings milestone_standings[];
begin
  if on_day is null and known is null then
    return query select t.state_code, t.demonstration, t.figure, sum(t.n)::bigint from totals t
      where t.day <= figures.day group by 1, 2, 3 having sum(t.n) <> 0;
    return;
  end if;
  standings := array(select m from milestone_standings_at(coalesce(on_day, 'infinity'), coalesce(known, 'infinity'),
    array(select id from milestones)) m);
  return query select a.state_code, a.demonstration, a.figure, sum(a.n)::bigint from (
    select s.state_code, s.demonstration, c.* from unnest(standings) s, contributions(s) c
    union all select s.state_code, s.demonstration, c.*
    from commitment_standings_of(array(select id from commitments where published_at <= coalesce(known, 'infinity')),
      standings) s, contributions(s) c
    union all select s.state_code, s.demonstration, c.*
    from deployment_standings_at(coalesce(on_day, 'infinity'), coalesce(known, 'infinity'),
      array(select id from deployments)) s, contributions(s) c
  ) a where a.day <= figures.day group by 1, 2, 3 having sum(a.n) <> 0;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- totals_differences holds the kept standings and totals against a recomputation; empty is as it should be.
create function totals_differences() returns table (what text, code text, kept text, recomputed text)
  language sql stable
begin atomic
  with m as (select s from milestone_standings_at('infinity', 'infinity', array(select id from milestones)) s),
  c as (select s from commitment_standings_of(array(select id from commitments), array(select s from m)) s),
  d as (select s from deployment_standings_at('infinity', 'infinity', array(select id from deployments)) s),
  sums as (
    select state_code, demonstration, figure, day, sum(n) as n from (
      select (s).state_code, (s).demonstration, x.* from m, contributions(s) x
      union all select (s).state_code, (s).demonstration, x.* from c, contributions(s) x
      union all select (s).state_code, (s).demonstration, x.* from d, contributions(s) x) a group by 1, 2, 3, 4
        having sum(n) <> 0),
  kept as (select state_code, demonstration, figure, day, sum(n) as n from totals group by 1, 2, 3, 4
    having sum(n) <> 0)
  select 'milestone', coalesce(k.milestone_id, (s).milestone_id)::text, to_jsonb(k)::text, to_jsonb(s)::text
  from milestone_standings k full join m on (s).milestone_id = k.milestone_id
  where to_jsonb(k) is distinct from to_jsonb(s)
  union all select 'commitment', coalesce(k.commitment_id, (s).commitment_id)::text, to_jsonb(k)::text,
    to_jsonb(s)::text from commitment_standings k full join c on (s).commitment_id = k.commitment_id
  where to_jsonb(k) is distinct from to_jsonb(s)
  union all select 'deployment', coalesce(k.deployment_id, (s).deployment_id)::text, to_jsonb(k)::text,
    to_jsonb(s)::text from deployment_standings k full join d on (s).deployment_id = k.deployment_id
  where to_jsonb(k) is distinct from to_jsonb(s)
  union all select 'total ' || figure || ' ' || day, state_code, k.n::text, s.n::text
  from kept k full join sums s using (state_code, demonstration, figure, day) where k.n is distinct from s.n;
end;
-- +goose StatementEnd
