package tracker

// exportLists names the lists of an export in the order of their words. A query may use the day and
// the instant of the export, which stand in the row "given".
func exportLists() []ExportList {
	return []ExportList{
		{Name: "export", query: exportedRecord}, {Name: "states", query: exportedStates}, {Name: "state_facts", query: exportedStateFacts},
		{Name: "commitments", query: exportedCommitments}, milestoneRows, indicatorRows, dateMoveRows, statementRows, reviewRows, evidenceRows,
		{Name: "cities", query: exportedCities}, {Name: "stages", query: exportedStages},
		{Name: "rollout_targets", query: exportedTargets}, {Name: "changes", query: exportedChanges},
	}
}

// The lists that are read page by page too, by a key that rises from row to row.
var (
	milestoneRows = ExportList{Name: "milestones", query: exportedMilestones, key: "code", base: "milestones o where true", id: "code"}
	indicatorRows = ExportList{Name: "indicators", query: exportedIndicators, key: "code", base: "indicators o where true", id: "code"}
	dateMoveRows  = ExportList{Name: "date_moves", query: exportedDateMoves, key: "move", base: "date_moves o where true", id: "id"}
	statementRows = ExportList{Name: "statements", query: exportedStatements, key: "statement", base: "statements o where o.kind <> 'stage'", id: "id"}
	reviewRows    = ExportList{Name: "reviews", query: exportedReviews, key: "review", base: "reviews o where true", id: "id"}
	evidenceRows  = ExportList{Name: "evidence", query: exportedEvidence, key: "evidence", base: "evidence o where true", id: "id"}
)

const exportedRecord = `select g.day, g.taken_at, '` + Formula + `' as formula, s.position as data_version,
  exists (select from action_plans where demonstration) or exists (select from programmes where demonstration) as demonstration
from given g cross join sequencer s`

const exportedStates = `select s.code, n.name ->> 'fr' as name_fr, n.name ->> 'en' as name_en, n.name ->> 'ar' as name_ar, s.kind, s.part_of, r.region_code as region,
  m.status as membership, m.from_day as since, m.from_precision as since_precision, s.capital, s.lat, s.lon, o.start_year as rollout_start_year, p.part as pilot, false as demonstration
from given g cross join states s join state_names_on(g.day) n on n.state_code = s.code
left join state_regions_on(g.day) r on r.state_code = s.code left join standing_on(g.day) m on m.state_code = s.code
left join rollouts o on o.state_code = s.code left join pilots p on p.programme_code = o.programme_code and p.state_code = s.code
order by s.code`

// What is so of a state from a day until the day before another decides whether it is in a pool.
const exportedStateFacts = `select state_code as state, 'region' as fact, region_code as value, nullif(from_day, '-infinity') as from_day, null as from_precision, until_day, null as until_precision, false as demonstration from state_regions
union select state_code, 'membership', status, from_day, from_precision, until_day, until_precision, false from memberships
union select state_code, 'suspension', '', from_day, null, until_day, null, false from suspensions
union select state_code, 'mandate', capacity, from_day, null, until_day, null, demonstration from published_mandates
order by 1, 2, 4 nulls first, 3, 6, 7, 8`

// exportedTitle are the columns of the title of the object o.
const exportedTitle = `o.title ->> 'original' as title_original, o.title ->> 'fr' as title_fr, o.title ->> 'en' as title_en, o.title ->> 'ar' as title_ar`

// exportedRaw are the columns of the words in which the date of the object o was given.
const exportedRaw = `o.due_raw ->> 'fr' as due_raw_fr, o.due_raw ->> 'en' as due_raw_en, o.due_raw ->> 'ar' as due_raw_ar`

const exportedCommitments = `select o.code, o.state_code as state, o.plan_code as plan, p.cycle, o.number, o.ogp_id, ` + exportedTitle + `,
  o.description ->> 'fr' as description_fr, o.description ->> 'en' as description_en, o.description ->> 'ar' as description_ar, o.starts_on, o.ends_on,
  (select string_agg(i.name ->> (i.name ->> 'original'), '; ' order by i.id) from commitment_institutions x join institutions i on i.id = x.institution_id where x.commitment_id = o.id and x.part = 'lead') as leads,
  (select string_agg(i.name ->> (i.name ->> 'original'), '; ' order by i.id) from commitment_institutions x join institutions i on i.id = x.institution_id where x.commitment_id = o.id and x.part = 'supporting') as supporting,
  (select string_agg(a.area_code, '; ' order by a.area_code) from commitment_areas a where a.commitment_id = o.id) as areas,
  (select string_agg(v.value, '; ' order by v.value) from commitment_values v where v.commitment_id = o.id) as values,
  s.milestones, s.withdrawn, s.declared, s.approved, s.assessed, o.published_at, o.demonstration
from commitments o join action_plans p on p.code = o.plan_code join commitment_standings s on s.commitment_id = o.id
order by o.state_code, o.plan_code, o.number`

const exportedMilestones = `select o.code, c.code as commitment, o.state_code as state, o.number, ` + exportedTitle + `, o.weight,
  s.due_on, o.due_on as own_due_on, o.due_precision, ` + exportedRaw + `, s.first_due_on, o.first_due_known,
  s.declared, s.declared_on, s.approved, s.approved_on, s.approved_way, s.assessed, s.assessed_on, s.completed_on, s.covered_until::text as covered_until, s.outside,
  (select m.code from milestones m where m.id = o.superseded_by) as superseded_by, w.decided_on as withdrawal_decided_on, w.recorded_at as withdrawal_recorded_at,
  o.published_at, c.demonstration
from milestones o join commitments c on c.id = o.commitment_id join milestone_standings s on s.milestone_id = o.id left join withdrawals w on w.milestone_id = o.id`

const exportedIndicators = `select o.code, m.code as milestone, c.code as commitment, m.state_code as state, o.number, ` + exportedTitle + `,
  o.detail ->> 'fr' as detail_fr, o.detail ->> 'en' as detail_en, o.detail ->> 'ar' as detail_ar, o.due_on, o.due_precision, ` + exportedRaw + `, o.first_due_on, o.first_due_known,
  o.unit ->> 'fr' as unit_fr, o.unit ->> 'en' as unit_en, o.unit ->> 'ar' as unit_ar, o.baseline, o.target,
  (select string_agg(i.name ->> (i.name ->> 'original'), '; ' order by i.id) from indicator_institutions x join institutions i on i.id = x.institution_id where x.indicator_id = o.id) as leads, c.demonstration
from indicators o join milestones m on m.id = o.milestone_id join commitments c on c.id = m.commitment_id`

const exportedDateMoves = `select d.id as move, m.code as milestone, i.code as indicator, m.state_code as state, d.old_on, d.new_on, d.reason, d.note ->> 'fr' as note_fr, d.note ->> 'en' as note_en, d.note ->> 'ar' as note_ar,
  d.acting_as, d.recorded_at, c.demonstration
from date_moves d join milestones m on m.id = d.milestone_id join commitments c on c.id = m.commitment_id left join indicators i on i.id = d.indicator_id`
