package tracker

// The lists of rows with their queries; o, or s of statements, is the table that a list is of.
var (
	milestoneRows = rowList{"milestones", milestonesRead, "milestones o where true", "o.code"}
	indicatorRows = rowList{"indicators", indicatorsRead, "indicators o where true", "o.code"}
	dateMoveRows  = rowList{"date_moves", dateMovesRead, "date_moves o where true", "o.id"}
	statementRows = rowList{"statements", statementsRead, "statements s where s.kind <> 'stage'", "s.id"}
	stageRows     = rowList{"stages", stagesRead, "statements s where s.kind = 'stage'", "s.id"}
	reviewRows    = rowList{"reviews", reviewsRead, "reviews o where true", "o.id"}
	evidenceRows  = rowList{"evidence", evidenceRead, "evidence o where true", "o.id"}
)

// What is so of a state from a day until the day before another decides whether it is in a pool.
const stateFactsQuery = `-- tracker.StateFactRows
select state_code as state, 'region' as fact, region_code as value, nullif(from_day, '-infinity') as from_day,
  null as from_precision, until_day, null as until_precision, false as demonstration from state_regions
union select state_code, 'membership', status, from_day, from_precision, until_day, until_precision, false
  from memberships
union select state_code, 'suspension', '', from_day, null, until_day, null, false from suspensions
union select state_code, 'mandate', capacity, from_day, null, until_day, null, demonstration from published_mandates
order by 1, 2, 4 nulls first, 3, 6, 7, 8`

const rolloutTargetsQuery = `-- tracker.RolloutTargetRows
select t.programme_code as programme, t.version as plan_version, l.decided_on, t.state_code as state, t.year,
  t.cities as target_cities, t.milestones as target_milestones, p.demonstration
from rollout_targets t join rollout_plans l using (programme_code, version)
join programmes p on p.code = t.programme_code
order by 1, 2, 4, 5`

const milestonesRead = `
select o.code, c.code as commitment, o.state_code as state, o.number, o.title, o.weight,
  s.due_on, o.due_on as own_due_on, o.due_precision, o.due_raw, s.first_due_on, o.first_due_known,
  s.declared, s.declared_on, s.approved, s.approved_on, s.approved_way, s.assessed, s.assessed_on, s.completed_on,
  s.covered_until::text as covered_until, s.outside,
  (select m.code from milestones m where m.id = o.superseded_by) as superseded_by,
  w.decided_on as withdrawal_decided_on, w.recorded_at as withdrawal_recorded_at, o.published_at, c.demonstration
from milestones o join commitments c on c.id = o.commitment_id join milestone_standings s on s.milestone_id = o.id
left join withdrawals w on w.milestone_id = o.id
where true`

const indicatorsRead = `
select o.code, m.code as milestone, c.code as commitment, m.state_code as state, o.number, o.title, o.detail,
  o.due_on, o.due_precision, o.due_raw, o.first_due_on, o.first_due_known, o.unit, o.baseline, o.target,
  array(select i.name ->> (i.name ->> 'original') from indicator_institutions x
    join institutions i on i.id = x.institution_id where x.indicator_id = o.id order by i.id) as leads,
  c.demonstration
from indicators o join milestones m on m.id = o.milestone_id join commitments c on c.id = m.commitment_id
where true`

const dateMovesRead = `
select o.id as move, m.code as milestone, i.code as indicator, m.state_code as state, o.old_on, o.new_on, o.reason,
  o.note, o.acting_as, o.recorded_at, c.demonstration
from date_moves o join milestones m on m.id = o.milestone_id join commitments c on c.id = m.commitment_id
left join indicators i on i.id = o.indicator_id
where true`

// rowTarget joins what the statement s is about, down from the commitment c, or the gate of a programme.
const rowTarget = `
left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
left join commitments c on c.id = coalesce(s.commitment_id, m.commitment_id) left join gates g on g.code = s.gate_code
left join deployments d on d.id = s.deployment_id`

// rowInvented says that the commitment c, or else whoever wrote the statement s, is of the demonstration.
const rowInvented = `
  coalesce(c.demonstration, exists (select from invented_statements y where y.id = s.id)) as demonstration`

const statementsRead = `
select s.id as statement, s.kind, c.code as commitment, m.code as milestone, i.code as indicator,
  s.gate_code as gate, s.state_code as state, s.speaker, s.level, s.decision, s.confirmed, ` + fellBack + ` as setback,
  s.value as measured, s.effective_on, s.recorded_at, s.note, b.cause as blocker, b.note as blocker_note,
  a.assessor, a.early_results, a.ambition, a.verifiable, s.acting_as, s.batch, s.content_hash,
  x.recorded_at as retracted_at, x.reason as retraction_reason, x.corrected_by,` + rowInvented + `
from statements s` + rowTarget + `
left join blockers b on b.statement_id = s.id left join assessment_details a on a.statement_id = s.id
left join retractions x on x.statement_id = s.id ` + levelBefore + `
where s.kind <> 'stage'`

const stagesRead = `
select s.id as statement, d.city_code as city, d.state_code as state, d.entity_code as entity, s.speaker, s.stage,
  s.setback, s.effective_on, s.recorded_at, s.note, s.acting_as, s.batch, s.content_hash,
  x.recorded_at as retracted_at, x.reason as retraction_reason, x.corrected_by,
  exists (select from invented_statements y where y.id = s.id) as demonstration
from statements s join deployments d on d.id = s.deployment_id left join retractions x on x.statement_id = s.id
where s.kind = 'stage'`

const reviewsRead = `
select o.id as review, o.statement_id as statement, coalesce(d.city_code, i.code, m.code, c.code) as about,
  o.state_code as state, o.outcome, o.way, o.acting_as, o.recorded_at, v.recorded_at as revoked_at,
  v.reason as revocation_reason,` + rowInvented + `
from reviews o join statements s on s.id = o.statement_id` + rowTarget + `
left join revocations v on v.review_id = o.id
where true`

const evidenceRead = `
select o.id as evidence, o.statement_id as statement, coalesce(d.city_code, i.code, m.code, c.code, g.code) as about,
  s.state_code as state, o.url, o.file_sha256, o.title, o.publisher, o.lang, o.kind, o.locator, o.accessed_on,
  o.sha256, o.seen_alive_on, o.dead_since,` + rowInvented + `
from evidence o join statements s on s.id = o.statement_id` + rowTarget + `
where true`
