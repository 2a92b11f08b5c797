package tracker

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// rowList is a list of rows that is read page by page, by a key that rises from row to row.
type rowList struct {
	name  string
	query string // a select without order that ends with a condition
	base  string // the table and the condition of its rows
	key   string // its column that pages go on after: code, a text, or id, a number
}

func (l rowList) numbered() bool { return strings.HasSuffix(l.key, ".id") }

// page reads at most $2 rows after the key $1.
func (l rowList) page() string {
	return "-- tracker.rows " + l.name + l.query + " and " + l.key + " > $1 order by " + l.key + " limit $2"
}

// count looks at the rows themselves only where some can be invented.
func (l rowList) count(invented bool) string {
	name := "-- tracker.rows " + l.name + " count\n"
	if !invented {
		return name + "select count(*) as real from " + l.base
	}
	return name + `select count(*) filter (where not x.demonstration) as real,
		count(*) filter (where x.demonstration) as invented from (` + l.query + `) x`
}

// cursor reads the key that a page begins after: one that the list can have given, as it gave it.
func (l rowList) cursor(ctx context.Context, t *Tracker, after string) (key any, err error) {
	there := "select exists (select from " + l.base + " and " + l.key + " = $1)"
	if !l.numbered() {
		return after, t.CheckCursor(ctx, there, after)
	}
	if after == "" {
		return int64(0), nil
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != after {
		return nil, domain.BadCursor()
	}
	return n, t.CheckCursor(ctx, there, n)
}

// pageOf reads one page of a list and counts all of it, where it is not exported as a whole.
func pageOf[T any](
	ctx context.Context, t *Tracker, l rowList, page domain.Page,
) (rows []T, total domain.Count, err error) {
	after, err := l.cursor(ctx, t, page.After)
	if err != nil {
		return nil, domain.Count{}, err
	}
	rows, err = ledger.SelectAll[T](ctx, t.Public, l.page(), after, page.Limit)
	invented := false
	if err == nil {
		invented, err = t.Demonstration(ctx)
	}
	if err == nil {
		total, err = t.Total(ctx, l.count(invented))
	}
	if err != nil {
		return nil, domain.Count{}, fmt.Errorf("%s: %w", l.name, err)
	}
	return rows, total, nil
}

// MilestoneRows reads a page of the list and counts all of it.
func (t *Tracker) MilestoneRows(ctx context.Context, page domain.Page) ([]MilestoneRow, domain.Count, error) {
	return pageOf[MilestoneRow](ctx, t, milestoneRows, page)
}

// IndicatorRows reads a page of the list and counts all of it.
func (t *Tracker) IndicatorRows(ctx context.Context, page domain.Page) ([]IndicatorRow, domain.Count, error) {
	return pageOf[IndicatorRow](ctx, t, indicatorRows, page)
}

// DateMoveRows reads a page of the list and counts all of it.
func (t *Tracker) DateMoveRows(ctx context.Context, page domain.Page) ([]DateMoveRow, domain.Count, error) {
	return pageOf[DateMoveRow](ctx, t, dateMoveRows, page)
}

// StatementRows reads a page of the list and counts all of it.
func (t *Tracker) StatementRows(ctx context.Context, page domain.Page) ([]StatementRow, domain.Count, error) {
	return pageOf[StatementRow](ctx, t, statementRows, page)
}

// StageRows reads a page of the list and counts all of it.
func (t *Tracker) StageRows(ctx context.Context, page domain.Page) ([]StageRow, domain.Count, error) {
	return pageOf[StageRow](ctx, t, stageRows, page)
}

// ReviewRows reads a page of the list and counts all of it.
func (t *Tracker) ReviewRows(ctx context.Context, page domain.Page) ([]ReviewRow, domain.Count, error) {
	return pageOf[ReviewRow](ctx, t, reviewRows, page)
}

// EvidenceRows reads a page of the list and counts all of it.
func (t *Tracker) EvidenceRows(ctx context.Context, page domain.Page) ([]EvidenceRow, domain.Count, error) {
	return pageOf[EvidenceRow](ctx, t, evidenceRows, page)
}

// StateFactRows reads the whole list: it grows with the states, not with what is said.
func (t *Tracker) StateFactRows(ctx context.Context) ([]StateFactRow, error) {
	rows, err := ledger.SelectAll[StateFactRow](ctx, t.Public, stateFactsQuery)
	if err != nil {
		return nil, fmt.Errorf("state facts: %w", err)
	}
	return rows, nil
}

// RolloutTargetRows reads the whole list: it grows with the versions of the plan.
func (t *Tracker) RolloutTargetRows(ctx context.Context) ([]RolloutTargetRow, error) {
	rows, err := ledger.SelectAll[RolloutTargetRow](ctx, t.Public, rolloutTargetsQuery)
	if err != nil {
		return nil, fmt.Errorf("rollout targets: %w", err)
	}
	return rows, nil
}

// RecordRow reads what all other lists are of.
func (t *Tracker) RecordRow(ctx context.Context) (row RecordRow, err error) {
	row = RecordRow{Day: t.Today(), Formula: Formula}
	if row.DataVersion, err = t.NewestPosition(ctx); err != nil {
		return row, err
	}
	row.Demonstration, err = t.Demonstration(ctx)
	return row, err
}

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
