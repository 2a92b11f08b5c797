package tracker

// exportedNote are the columns of the note of the statement s.
const exportedNote = `s.note ->> 'original' as note_original, s.note ->> 'fr' as note_fr, s.note ->> 'en' as note_en, s.note ->> 'ar' as note_ar`

// saidByDemonstration says that an account of the demonstration wrote the statement s.
const saidByDemonstration = `exists (select from invented_statements y where y.id = s.id)`

// exportedTarget joins what the statement s is about, down from the commitment c, or the gate of a programme.
const exportedTarget = `left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
left join commitments c on c.id = coalesce(s.commitment_id, m.commitment_id) left join gates g on g.code = s.gate_code
left join deployments d on d.id = s.deployment_id`

const exportedStatements = `select s.id as statement, s.kind, c.code as commitment, m.code as milestone, i.code as indicator, s.gate_code as gate, s.state_code as state, s.speaker, s.level, s.decision, s.confirmed, ` + fellBack + ` as setback, s.value as measured,
  s.effective_on, s.recorded_at, ` + exportedNote + `, b.cause as blocker, b.note ->> 'fr' as blocker_note_fr, b.note ->> 'en' as blocker_note_en, b.note ->> 'ar' as blocker_note_ar,
  a.assessor ->> (a.assessor ->> 'original') as assessor, a.early_results, a.ambition, a.verifiable, s.acting_as, s.batch, s.content_hash,
  x.recorded_at as retracted_at, x.reason as retraction_reason, x.corrected_by, coalesce(c.demonstration, ` + saidByDemonstration + `) as demonstration
from statements s ` + exportedTarget + `
left join blockers b on b.statement_id = s.id left join assessment_details a on a.statement_id = s.id left join retractions x on x.statement_id = s.id
` + levelBefore + `
where s.kind <> 'stage'`

const exportedReviews = `select r.id as review, r.statement_id as statement, coalesce(d.city_code, i.code, m.code, c.code) as about, r.state_code as state, r.outcome, r.way, r.acting_as, r.recorded_at,
  v.recorded_at as revoked_at, v.reason as revocation_reason, coalesce(c.demonstration, ` + saidByDemonstration + `) as demonstration
from reviews r join statements s on s.id = r.statement_id ` + exportedTarget + ` left join revocations v on v.review_id = r.id`

const exportedEvidence = `select e.id as evidence, e.statement_id as statement, coalesce(d.city_code, i.code, m.code, c.code, g.code) as about, s.state_code as state, e.url, e.file_sha256,
  e.title ->> 'original' as title_original, e.title ->> 'fr' as title_fr, e.title ->> 'en' as title_en, e.title ->> 'ar' as title_ar, e.publisher, e.lang, e.kind, e.locator, e.accessed_on,
  e.sha256, e.seen_alive_on, e.dead_since, coalesce(c.demonstration, ` + saidByDemonstration + `) as demonstration
from evidence e join statements s on s.id = e.statement_id ` + exportedTarget + ``

const exportedCities = `select c.code, c.geonames_id, n.name, c.state_code as state, c.entity_code as entity, c.admin, c.lat, c.lon, c.population, c.capital as is_capital,
  k.approved as stage, k.approved_on as stage_on, k.approved_way as stage_way, k.declared, k.declared_on, k.counted_on, coalesce(k.demonstration, false) as demonstration
from given g cross join cities c join city_names n on n.city_code = c.code and n.lang = 'fr' and n.from_day <= g.day and (n.until_day is null or n.until_day > g.day)
left join deployments d on d.city_code = c.code left join counted_deployments k on k.deployment_id = d.id
order by c.code`

const exportedStages = `select s.id as statement, d.city_code as city, d.state_code as state, d.entity_code as entity, s.speaker, s.stage, s.setback, s.effective_on, s.recorded_at, ` + exportedNote + `,
  s.acting_as, s.batch, s.content_hash, x.recorded_at as retracted_at, x.reason as retraction_reason, x.corrected_by, ` + saidByDemonstration + ` as demonstration
from statements s join deployments d on d.id = s.deployment_id left join retractions x on x.statement_id = s.id
order by s.recorded_at, s.id`

const exportedTargets = `select t.programme_code as programme, t.version as plan_version, l.decided_on, t.state_code as state, t.year, t.cities as target_cities, t.milestones as target_milestones, p.demonstration
from rollout_targets t join rollout_plans l using (programme_code, version) join programmes p on p.code = t.programme_code
order by 1, 2, 4, 5`

const exportedChanges = `select o.position, c.kind, c.state_code as state, c.object, c.code, c.actor, c.before, c.after, c.batch, c.recorded_at, c.demonstration
from change_positions o join changes c on c.id = o.change_id
order by o.position`
