-- +goose Up
-- Everything that somebody may have to say something about, with what was last declared of it: milestones
-- without indicators, indicators, and cities of the plan. newest is the newest update or stage that was not
-- retracted, approval the newest that stands approved, outcome the review of the newest.
create view worklist as
with parts as (
  select case when i.id is null then 'milestone'
    else 'indicator' end as kind, coalesce(i.code, m.code) as code, m.id as milestone_id, i.id as indicator_id,
    null::bigint as deployment_id,
    m.code as milestone_code, c.code as commitment_code, m.state_code, coalesce(i.title, m.title) as title,
    c.title as commitment_title,
    coalesce(i.due_on, s.due_on) as due_on, coalesce(i.first_due_on, s.first_due_on) as first_due_on, m.version,
    i.baseline, i.target as goal, i.unit,
    s.assessed, s.covered_until, s.outside is not null as outside,
    exists (select from date_moves d where d.milestone_id = m.id and d.indicator_id is not distinct from i.id) as moved,
    c.demonstration
  from milestones m join milestone_standings s on s.milestone_id = m.id join commitments c on c.id = m.commitment_id
    left join indicators i on i.milestone_id = m.id
  union all
  select 'city', d.city_code, null, null, d.id, null, '', d.entity_code,
    (select jsonb_object_agg(n.lang, n.name) || '{"original":"fr"}' from city_names n
      where n.city_code = d.city_code and n.until_day is null), null,
    null, null, d.version, null, null, null, null, null, false, false, k.demonstration
  from deployments d join deployment_standings k on k.deployment_id = d.id
)
select p.*, newest.id as statement_id, coalesce(newest.level, newest.stage) as declared,
  newest.effective_on as declared_on,
  newest.recorded_at as declared_at, newest.value as declared_value,
  newest.speaker, newest.author_id, newest.acting_as, newest.note, newest.content_hash, newest.confirmed,
  newest.setback,
  approval.id as approved_id, coalesce(approval.level, approval.stage) as approved,
  approval.effective_on as approved_on,
  approval.value as approved_value,
  review.outcome, review.comment, review.recorded_at as reviewed_at,
  exists (select from evidence e where e.statement_id = newest.id) as has_evidence,
  exists (select from evidence e where e.statement_id = newest.id and e.dead_since is not null) as evidence_dead
from parts p
left join lateral (select s.* from statements s
  where s.kind in ('update', 'stage') and (s.milestone_id = p.milestone_id
  and s.indicator_id is not distinct from p.indicator_id or s.deployment_id = p.deployment_id)
  and not exists (select from retractions x where x.statement_id = s.id)
    order by s.effective_on desc, s.recorded_at desc, s.id desc limit 1) newest on true
left join lateral (select s.id, s.level, s.stage, s.effective_on, s.value from statements s
  where s.kind in ('update', 'stage') and (s.milestone_id = p.milestone_id
  and s.indicator_id is not distinct from p.indicator_id or s.deployment_id = p.deployment_id)
  and not exists (select from retractions x where x.statement_id = s.id)
  and exists (select from reviews r where r.statement_id = s.id and r.outcome = 'approved'
    and not exists (select from revocations v where v.review_id = r.id))
  order by s.effective_on desc, s.recorded_at desc, s.id desc limit 1) approval on true
left join lateral (select r.outcome, r.comment, r.recorded_at from reviews r
  where r.statement_id = newest.id and not exists (select from revocations v where v.review_id = r.id)
  order by r.recorded_at desc, r.id desc limit 1) review on true;
grant select on worklist to jalons_writer;
