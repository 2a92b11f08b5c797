-- +goose Up
-- Formula F1, first half: what stands, per milestone, commitment and deployment, from the statements.
-- A table *_standings keeps what *_standings_at computes for "as known now"; both have one row type,
-- so that what is kept and what is recomputed can't differ in meaning.
create table milestone_standings (
  milestone_id bigint primary key references milestones on delete cascade,
  commitment_id bigint not null,
  state_code text not null,
  demonstration boolean not null, -- as the commitment
  weight int not null,
  due_on date,
  first_due_on date,
  outside text,                 -- withdrawn (in time) or superseded: not in E
  declared text,                -- null is unknown
  approved text,
  assessed text,                -- may be no_evidence, which counts as unknown
  declared_on date,             -- effective day of the statement that stands
  approved_on date,
  assessed_on date,
  approved_way text,
  completed_on date,            -- effective day since when it stands approved as completed
  covered_until date,           -- last day on which it is up to date at R; null is not covered
  changed_at timestamptz
);
create index milestone_standings_commitment on milestone_standings (commitment_id);
create index milestone_standings_state on milestone_standings (state_code, due_on);

create table commitment_standings (
  commitment_id bigint primary key references commitments on delete cascade,
  state_code text not null,
  demonstration boolean not null,
  milestones int not null,      -- N: those in E
  withdrawn int not null,
  declared text,                -- null is no milestones; unknown and withdrawn are words here
  approved text,
  assessed text,                -- not_assessed where no milestone is
  completed_declared int not null,
  completed_approved int not null,
  completed_assessed int not null,
  high_declared int not null,
  high_approved int not null,
  high_assessed int not null,
  awaiting int not null,        -- declared completed, not approved so
  weight int not null,
  weight_completed int not null,
  overclaimed int not null,
  assessed_milestones int not null,
  open_due_on date,             -- the first due day among milestones that no source says are completed
  next_due_on date,             -- the last such day
  changed_at timestamptz
);
create index commitment_standings_state on commitment_standings (state_code);

create table deployment_standings (
  deployment_id bigint primary key references deployments on delete cascade,
  state_code text not null,
  demonstration boolean not null, -- said by accounts of the demonstration alone
  declared text,
  approved text,
  declared_on date,
  approved_on date,
  approved_way text,
  counted_on date,              -- since when it stands approved at portal_open or beyond
  changed_at timestamptz
);

-- +goose StatementBegin
-- reporting_interval is the days between two reports; coverage allows one and a half.
create function reporting_interval() returns int language sql immutable parallel safe return 180;
-- +goose StatementEnd
-- +goose StatementBegin
create function level_rank(level text) returns int language sql immutable parallel safe
return array_position(array['not_started', 'limited', 'substantial', 'completed'], level);
-- +goose StatementEnd
-- +goose StatementBegin
-- pooled_level is the level of n parts together: the rules of F1 in order.
create function pooled_level(n bigint, completed bigint, high bigint, unknown bigint, begun bigint) returns text
  language sql immutable parallel safe
return case
    when n = 0 then null
    when completed = n then 'completed'
    when 2 * high >= n then 'substantial'
    when 2 * unknown > n then 'unknown'
    when begun > 0 then 'limited'
    else 'not_started' end;
-- +goose StatementEnd
-- +goose StatementBegin
-- counted_level is what a level counts as: unknown is no level, and what was withdrawn late or without
-- a decision is not started.
create function counted_level(level text, withdrawn_late boolean) returns text language sql immutable parallel safe
return case when withdrawn_late then 'not_started' else nullif(level, 'unknown') end;
-- +goose StatementEnd
-- +goose StatementBegin
-- covered_until is the last day on which an approved level is up to date: for ever where completed and
-- not in doubt; a year for what is not started and due later than the next report; else one and a half
-- intervals.
create function covered_until(approved text, effective date, due date, doubted boolean) returns date
  language sql immutable parallel safe
return case
    when approved is null then null
    when approved = 'completed' and not doubted then 'infinity'::date
    when approved = 'not_started' and due is not null
      then greatest(effective + 3 * reporting_interval() / 2, least(effective + 365, due - reporting_interval() - 1))
    else effective + 3 * reporting_interval() / 2 end;
-- +goose StatementEnd

-- +goose StatementBegin
-- in_doubt says whether all evidence of a statement was gone.
create function in_doubt(statement bigint, on_day date, known timestamptz) returns boolean language sql stable
return coalesce((select bool_and(coalesce(e.dead_since <= on_day, false)) from evidence e
      where e.statement_id = statement), false);
-- +goose StatementEnd
-- +goose StatementBegin
-- part_standings_at gives what each source says of the parts of the named milestones: of each indicator,
-- and as part 0 of a milestone that has none. A part that nobody spoke of is not there.
create function part_standings_at(on_day date, known timestamptz, milestone_ids bigint[])
returns table (milestone_id bigint, part bigint, declared text, declared_on date, approved text, approved_on date,
  assessed text, assessed_on date, way text, completed_on date, changed_at timestamptz, doubted boolean)
language sql stable
begin atomic
  with heard as (
    select s.id, s.milestone_id, coalesce(s.indicator_id, 0) as part, s.kind, s.level, s.effective_on, s.recorded_at,
      r.way
    from statements s
    left join lateral (select v.way from reviews v
      where v.statement_id = s.id and v.outcome = 'approved' and v.recorded_at <= known
        and not exists (select from revocations x where x.review_id = v.id and x.recorded_at <= known)
          order by v.recorded_at limit 1) r on s.kind = 'update'
    where s.milestone_id = any (milestone_ids) and s.kind in ('update', 'assessment') and s.effective_on <= on_day
      and s.recorded_at <= known
      and not exists (select from retractions x where x.statement_id = s.id and x.recorded_at <= known)
  ),
  ranked as (
    select h.*, v.source, row_number() over newest as rank,
      min(nullif(level = 'completed', true)::int) over (newest rows unbounded preceding) as broken
    from heard h cross join lateral (values ('declared', kind = 'update'), ('approved', way is not null),
      ('assessed', kind = 'assessment')) v (source, speaks)
    where v.speaks
    window newest as (partition by milestone_id, part, v.source order by effective_on desc, recorded_at desc, id desc)
  )
  select milestone_id, part,
    max(level) filter (where rank = 1 and source = 'declared') as declared,
    max(effective_on) filter (where rank = 1 and source = 'declared') as declared_on,
    max(level) filter (where rank = 1 and source = 'approved') as approved,
    max(effective_on) filter (where rank = 1 and source = 'approved') as approved_on,
    max(level) filter (where rank = 1 and source = 'assessed') as assessed,
    max(effective_on) filter (where rank = 1 and source = 'assessed') as assessed_on,
    max(way) filter (where rank = 1 and source = 'approved') as way,
    min(effective_on) filter (where source = 'approved' and broken is null) as completed_on,
    max(recorded_at) as changed_at,
    coalesce(bool_or(in_doubt(id, on_day, known))
      filter (where rank = 1 and source = 'approved' and level = 'completed'), false) as doubted
  from ranked group by milestone_id, part;
end;
-- +goose StatementEnd

-- +goose StatementBegin
-- milestone_standings_at gives the standing of the named milestones from what was so by the day on_day
-- (effective day) and known by the instant known (recorded time).
create function milestone_standings_at(on_day date, known timestamptz,
  milestone_ids bigint[]) returns setof milestone_standings language sql stable
begin atomic
  with spoken as (select * from part_standings_at(on_day, known, milestone_ids)),
  dated as ( -- the due day that was known then: before a move it was the move's old day
    select m.*, c.demonstration, case when v.id is null then m.due_on else v.old_on end as due_known
    from milestones m join commitments c on c.id = m.commitment_id
      left join lateral (select d.id, d.old_on from date_moves d
      where d.milestone_id = m.id and d.indicator_id is null and d.recorded_at > known
      order by d.recorded_at, d.id limit 1) v on true
    where m.id = any (milestone_ids) and m.published_at <= known
  ),
  parts as (
    select m.id as milestone_id, coalesce(i.id, 0) as part,
      coalesce(m.due_known, case when v.id is null then i.due_on else v.old_on end) as due_on
    from dated m left join indicators i on i.milestone_id = m.id and i.published_at <= known
    left join lateral (select d.id, d.old_on from date_moves d where d.indicator_id = i.id and d.recorded_at > known
      order by d.recorded_at, d.id limit 1) v on true
  ),
  pooled as (
    select p.milestone_id,
      pooled_level(count(*), count(*) filter (where declared = 'completed'),
        count(*) filter (where level_rank(declared) >= 3), count(*) filter (where declared is null),
        count(*) filter (where level_rank(declared) >= 2)) as declared,
      pooled_level(count(*), count(*) filter (where approved = 'completed'),
        count(*) filter (where level_rank(approved) >= 3), count(*) filter (where approved is null),
        count(*) filter (where level_rank(approved) >= 2)) as approved,
      pooled_level(count(*), count(*) filter (where assessed = 'completed'),
        count(*) filter (where level_rank(assessed) >= 3), count(*) filter (where level_rank(assessed) is null),
        count(*) filter (where level_rank(assessed) >= 2)) as assessed,
      bool_or(assessed = 'no_evidence') as no_evidence,
      max(declared_on) as declared_on, max(approved_on) as approved_on, max(assessed_on) as assessed_on,
      max(completed_on) as completed_on,
      max(way) as way,
      min(coalesce(covered_until(approved, approved_on, p.due_on, doubted), '-infinity')) as covered,
      max(p.due_on) as last_due, bool_and(p.due_on is not null) as dated, max(changed_at) as changed_at
    from parts p left join spoken s on s.milestone_id = p.milestone_id and s.part = p.part group by p.milestone_id
  ),
  placed as (
    select m.*, p.*, coalesce(m.due_known, case when p.dated then p.last_due end) as due
    from dated m join pooled p on p.milestone_id = m.id
  ),
  decided as (
    select p.*, w.id as withdrawal, w.recorded_at as withdrawn_at, w.decided_on is not null
      and (p.due is null or w.decided_on < p.due) as in_time
    from placed p left join withdrawals w on w.milestone_id = p.id and w.recorded_at <= known
      and (w.decided_on is null or w.decided_on <= on_day)
  )
  select id, commitment_id, state_code, demonstration, weight, due,
    coalesce(first_due_on, case when first_due_known then due end),
    case when superseded_by is not null then 'superseded' when in_time then 'withdrawn' end,
    counted_level(declared, withdrawal is not null and not in_time),
    counted_level(approved, withdrawal is not null and not in_time),
    coalesce(nullif(assessed, 'unknown'), case when no_evidence then 'no_evidence' end),
    declared_on, approved_on, assessed_on, way,
    case when approved = 'completed' and withdrawal is null then completed_on end,
    case when withdrawal is not null then 'infinity'::date else nullif(covered, '-infinity') end,
    greatest(changed_at, withdrawn_at)
  from decided;
end;
-- +goose StatementEnd

-- +goose StatementBegin
-- commitment_standings_of pools milestones into their commitments, and for the worked example of the
-- method page into one that is not in the record and has no state.
create function commitment_standings_of(commitment_ids bigint[],
  standings milestone_standings[]) returns setof commitment_standings language sql stable
begin atomic
  with part as (select * from unnest(standings)),
  pooled as (
    select c.id,
      count(p.milestone_id) filter (where p.outside is null) as n,
      count(*) filter (where p.outside = 'withdrawn') as withdrawn,
      count(*) filter (where p.outside is null and p.declared = 'completed') as dc,
      count(*) filter (where p.outside is null and p.approved = 'completed') as rc,
      count(*) filter (where p.outside is null and p.assessed = 'completed') as ic,
      count(*) filter (where p.outside is null and level_rank(p.declared) >= 3) as dh,
      count(*) filter (where p.outside is null and level_rank(p.approved) >= 3) as rh,
      count(*) filter (where p.outside is null and level_rank(p.assessed) >= 3) as ih,
      count(*) filter (where p.outside is null and level_rank(p.declared) is not null) as dk,
      count(*) filter (where p.outside is null and level_rank(p.approved) is not null) as rk,
      count(*) filter (where p.outside is null and level_rank(p.assessed) is not null) as ik,
      count(*) filter (where p.outside is null and level_rank(p.declared) >= 2) as db,
      count(*) filter (where p.outside is null and level_rank(p.approved) >= 2) as rb,
      count(*) filter (where p.outside is null and level_rank(p.assessed) >= 2) as ib,
      count(*) filter (where p.outside is null and p.declared = 'completed'
        and p.approved is distinct from 'completed') as awaiting,
      coalesce(sum(p.weight) filter (where p.outside is null), 0) as weight,
      coalesce(sum(p.weight) filter (where p.outside is null and p.approved = 'completed'), 0) as weight_completed,
      count(*) filter (where p.outside is null and level_rank(p.declared) > level_rank(p.assessed)) as over,
      count(*) filter (where p.outside is null and p.assessed is not null) as assessed_n,
      min(p.due_on) filter (where p.outside is null
        and 'completed' not in (coalesce(p.declared, ''), coalesce(p.approved, ''),
        coalesce(p.assessed, ''))) as open_due_on,
      max(p.due_on) filter (where p.outside is null
        and 'completed' not in (coalesce(p.declared, ''), coalesce(p.approved, ''),
        coalesce(p.assessed, ''))) as next_due_on,
      max(p.changed_at) as changed_at
    from (select distinct unnest(commitment_ids) as id) c left join part p on p.commitment_id = c.id group by c.id
  )
  select pooled.id, c.state_code, coalesce(c.demonstration, false), n, withdrawn,
    case when n = 0 and withdrawn > 0 then 'withdrawn' else pooled_level(n, dc, dh, n - dk, db) end,
    case when n = 0 and withdrawn > 0 then 'withdrawn' else pooled_level(n, rc, rh, n - rk, rb) end,
    case when n = 0 and withdrawn > 0 then 'withdrawn' when n > 0 and assessed_n = 0 then 'not_assessed'
      else pooled_level(n, ic, ih, n - ik, ib) end,
    dc, rc, ic, dh, rh, ih, awaiting, weight, weight_completed, over, assessed_n, open_due_on, next_due_on, changed_at
  from pooled left join commitments c on c.id = pooled.id;
end;
-- +goose StatementEnd

-- +goose StatementBegin
-- deployment_standings_at gives each deployment's newest stage, not its highest: a city may fall back. What the
-- demonstration invented of a city is heard only while nobody else has said anything of it.
create function deployment_standings_at(on_day date, known timestamptz,
  deployment_ids bigint[]) returns setof deployment_standings language sql stable
begin atomic
  with heard as (
    select s.id, s.deployment_id, s.stage, s.effective_on, s.recorded_at, a.id is not null as demonstration, r.way,
      bool_and(a.id is not null) over (partition by s.deployment_id) as alone
    from statements s left join invented_statements a on a.id = s.id
    left join lateral (select v.way from reviews v
      where v.statement_id = s.id and v.outcome = 'approved' and v.recorded_at <= known
        and not exists (select from revocations x where x.review_id = v.id and x.recorded_at <= known)
          order by v.recorded_at limit 1) r on true
    where s.deployment_id = any (deployment_ids) and s.kind = 'stage' and s.effective_on <= on_day
      and s.recorded_at <= known
      and not exists (select from retractions x where x.statement_id = s.id and x.recorded_at <= known)
  ),
  ranked as (
    select h.*, v.source, row_number() over newest as rank,
      min(nullif(stage in ('portal_open', 'participating', 'established'),
        true)::int) over (newest rows unbounded preceding) as broken
    from heard h cross join lateral (values ('declared', true), ('approved', way is not null)) v (source, speaks)
    where v.speaks and h.demonstration = h.alone
    window newest as (partition by deployment_id, v.source order by effective_on desc, recorded_at desc, id desc)
  )
  select d.id, d.state_code, coalesce(bool_and(demonstration), false),
    max(stage) filter (where rank = 1 and source = 'declared'),
    max(stage) filter (where rank = 1 and source = 'approved'),
    max(effective_on) filter (where rank = 1 and source = 'declared'),
    max(effective_on) filter (where rank = 1 and source = 'approved'),
    max(way) filter (where rank = 1 and source = 'approved'),
    min(effective_on) filter (where source = 'approved' and broken is null), max(recorded_at)
  from deployments d left join ranked r on r.deployment_id = d.id where d.id = any (deployment_ids)
  group by d.id, d.state_code;
end;
-- +goose StatementEnd

-- +goose StatementBegin
-- counts_invented_stages says that no city has a stage which is not of the demonstration, so that its stages are
-- counted.
create function counts_invented_stages() returns boolean language sql stable
return not exists (select from deployment_standings where declared is not null and not demonstration);
-- +goose StatementEnd
-- What is counted of a deployment: a stage that the demonstration invented is none once a real one is known.
create view counted_deployments as
select d.deployment_id, d.state_code, d.demonstration and c.counts as demonstration, case
  when c.counts then d.declared end as declared, case when c.counts then d.approved end as approved,
  case when c.counts then d.declared_on end as declared_on, case
    when c.counts then d.approved_on end as approved_on, case when c.counts then d.approved_way end as approved_way,
  case when c.counts then d.counted_on end as counted_on, case when c.counts then d.changed_at end as changed_at
from deployment_standings d cross join (select counts_invented_stages() as invented offset 0) i
  cross join lateral (select not d.demonstration or i.invented as counts) c;
grant select on milestone_standings, commitment_standings, deployment_standings, counted_deployments to
  jalons_writer;
grant select on milestone_standings, commitment_standings, deployment_standings, counted_deployments to
  jalons_reader;
