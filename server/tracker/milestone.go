package tracker

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Due is a promised date with its precision and the words it was given in. First is the date first
// promised, null where it is not known; Moves counts how often it moved. Derived is the date of a
// milestone that has none of its own: the last of its indicators'.
type Due struct {
	On         domain.Day  `json:"on" db:"due_on" doc:"the date in force, the last day of the period that was given; null where there is none"`
	Precision  string      `json:"precision" db:"due_precision" doc:"what the date was given as: day, month, quarter, season, year, fiscal_year, recurring or none"`
	Raw        domain.Text `json:"raw" db:"due_raw" doc:"the words in which the date was given"`
	First      domain.Day  `json:"first" db:"first_due_on" doc:"the date first promised, which is never lost; null where it is not known"`
	FirstKnown bool        `json:"first_known" db:"first_due_known" doc:"false where the record began without its history"`
	Moves      int         `json:"moves" db:"moves" doc:"how often the date moved"`
	Derived    bool        `json:"derived" db:"derived" doc:"true where the date is the last one of its indicators, for want of one of its own"`
}

// Milestone is a dated, verifiable step of a commitment with what stands of it in each voice. An
// empty level is unknown.
type Milestone struct {
	ID            int64       `json:"id" db:"id" doc:"number of the milestone on this server"`
	Code          string      `json:"code" db:"code" doc:"the commitment's code and the number below it: CA-2018-C01.1; it never changes"`
	Commitment    string      `json:"commitment" db:"commitment_code" doc:"code of its commitment"`
	State         string      `json:"state" db:"state_code" doc:"code of its government"`
	Number        int         `json:"number" db:"number" doc:"number in the commitment"`
	Title         domain.Text `json:"title" db:"title" doc:"what is to be done"`
	Weight        int         `json:"weight" db:"weight" doc:"1 to 3; enters the weighted figure only"`
	Due           Due         `json:"due" db:"due" doc:"when it is due"`
	Levels        Sources     `json:"levels" db:"levels" doc:"level in each voice; empty is unknown"`
	DeclaredOn    domain.Day  `json:"declared_on" db:"declared_on" doc:"effective day of the declared level"`
	ApprovedOn    domain.Day  `json:"approved_on" db:"approved_on" doc:"effective day of the approved level"`
	ApprovedWay   string      `json:"approved_way" db:"approved_way" doc:"who spoke for the government: state, countersigned, delegation or document; empty where nothing is approved"`
	AssessedOn    domain.Day  `json:"assessed_on" db:"assessed_on" doc:"effective day of the assessed level"`
	CompletedOn   domain.Day  `json:"completed_on" db:"completed_on" doc:"effective day since which it stands approved as completed"`
	Outside       string      `json:"outside" db:"outside" doc:"why it does not count: withdrawn or superseded; empty where it counts"`
	Schedule      string      `json:"schedule" db:"schedule" doc:"the second axis, apart from level and voice: completed, awaiting, late, due_soon (within 30 days), on_time or no_date"`
	Withdrawn     bool        `json:"withdrawn" db:"withdrawn" doc:"true where it was withdrawn, in time or not"`
	Stale         bool        `json:"stale" db:"stale" doc:"true where its approved level is older than one and a half reporting intervals"`
	Over90Days    bool        `json:"over_90_days" db:"over_90_days" doc:"true where it is open and nothing was recorded about it for more than 90 days"`
	ChangedAt     *time.Time  `json:"changed_at" db:"changed_at" doc:"when something was last said about it; an answer of the government says nothing new"`
	Evidence      int         `json:"evidence" db:"evidence" doc:"number of pieces of evidence"`
	Indicators    []Indicator `json:"indicators" db:"-" doc:"its indicators by number; where it has any, its levels are made of theirs"`
	Demonstration bool        `json:"demonstration" db:"demonstration" doc:"true where the milestone is invented to show the program"`
}

// Indicator is an optional part of a milestone with its own date and statements.
type Indicator struct {
	ID          int64       `json:"id" db:"id" doc:"number of the indicator on this server"`
	MilestoneID int64       `json:"-" db:"milestone_id"`
	Code        string      `json:"code" db:"code" doc:"the milestone's code and the number below it: CA-2018-C01.1.1"`
	Number      int         `json:"number" db:"number" doc:"number in the milestone"`
	Title       domain.Text `json:"title" db:"title" doc:"what is measured or to be done"`
	Detail      domain.Text `json:"detail" db:"detail" doc:"its long form; null where it has none"`
	Due         Due         `json:"due" db:"due" doc:"when it is due"`
	Unit        domain.Text `json:"unit" db:"unit" doc:"unit of baseline, target and actual; null where it is no quantity"`
	Baseline    *float64    `json:"baseline" db:"baseline" doc:"value at the start, in its unit"`
	Target      *float64    `json:"target" db:"target" doc:"value to be reached, in its unit"`
	Actual      *float64    `json:"actual" db:"actual" doc:"value as last declared, in its unit"`
	Levels      Sources     `json:"levels" db:"levels" doc:"level in each voice; empty is unknown"`
}

// The schedule is the second axis, never mixed with level or trust: due within 30 days is soon.
const milestoneColumns = `
select m.id, m.code, c.code as commitment_code, m.state_code, m.number, m.title, m.weight,
  s.due_on as "due.due_on", coalesce(i.due_precision, m.due_precision) as "due.due_precision",
  i.due_precision is not null as "due.derived", m.due_raw as "due.due_raw", s.first_due_on as "due.first_due_on",
  m.first_due_known as "due.first_due_known",
  (select count(*) from date_moves d where d.milestone_id = m.id and d.indicator_id is null) as "due.moves",
  coalesce(s.declared, '') as "levels.declared", coalesce(s.approved, '') as "levels.approved",
  coalesce(s.assessed, '') as "levels.assessed",
  s.declared_on, s.approved_on, s.assessed_on, coalesce(s.approved_way, '') as approved_way, s.completed_on,
  coalesce(s.outside, '') as outside,
  case when s.approved = 'completed' or s.assessed = 'completed' then 'completed'
    when s.declared = 'completed' then 'awaiting'
    when s.due_on is null then 'no_date' when s.due_on < $1 then 'late' when s.due_on <= $1::date + 30 then 'due_soon'
      else 'on_time' end as schedule,
  exists (select from withdrawals w where w.milestone_id = m.id) as withdrawn,
  coalesce(s.covered_until < $1, s.approved is not null) as stale,
  coalesce(s.declared, '') not in ('completed') and s.outside is null
    and coalesce(s.changed_at, m.published_at) < $1::date - 90 as over_90_days,
  s.changed_at, (select count(*) from evidence e join statements st on st.id = e.statement_id
    where st.milestone_id = m.id) as evidence, c.demonstration
from milestones m join commitments c on c.id = m.commitment_id join milestone_standings s on s.milestone_id = m.id
left join lateral (select x.due_precision from indicators x
  where m.due_on is null and x.milestone_id = m.id and x.due_on = s.due_on order by x.number limit 1) i on true`

const milestonesQuery = `-- tracker.milestones` + milestoneColumns + `
where ($2 = 0 or m.commitment_id = $2) and ($3 = '' or m.code = $3 or m.id::text = $3)
order by m.commitment_id, m.number`

const indicatorsQuery = `-- tracker.indicators
select i.id, i.milestone_id, i.code, i.number, i.title, i.detail, i.due_on as "due.due_on",
  i.due_precision as "due.due_precision", i.due_raw as "due.due_raw", i.first_due_on as "due.first_due_on",
  i.first_due_known as "due.first_due_known",
  (select count(*) from date_moves d where d.indicator_id = i.id) as "due.moves", i.unit, i.baseline, i.target,
  (select u.value from statements u where u.indicator_id = i.id and u.kind = 'update' and u.value is not null
    and not exists (select from retractions x where x.statement_id = u.id)
    order by u.effective_on desc, u.recorded_at desc, u.id desc limit 1) as actual,
  coalesce(p.declared, '') as "levels.declared", coalesce(p.approved, '') as "levels.approved",
  coalesce(p.assessed, '') as "levels.assessed"
from indicators i join milestones m on m.id = i.milestone_id
left join part_standings_at('infinity', 'infinity',
  array(select o.id from milestones o where ($1 = 0 or o.commitment_id = $1)
  and ($2 = '' or o.code = $2 or o.id::text = $2))) p
  on p.milestone_id = m.id and p.part = i.id
where ($1 = 0 or m.commitment_id = $1) and ($2 = '' or m.code = $2 or m.id::text = $2)
order by i.milestone_id, i.number`

const openMilestonesQuery = `-- tracker.OpenMilestones` + milestoneColumns + `
where m.state_code = $2 and s.outside is null and s.due_on <= $3
  and 'completed' not in (coalesce(s.declared, ''), coalesce(s.approved, ''), coalesce(s.assessed, ''))
order by s.due_on, m.commitment_id, m.number`

// OpenMilestones lists a state's milestones that are due by a day and that no voice says are
// completed, oldest first. They come without their indicators.
func (t *Tracker) OpenMilestones(ctx context.Context, state string, until domain.Day) ([]Milestone, error) {
	list, err := ledger.SelectAll[Milestone](ctx, t.Public, openMilestonesQuery, t.Today(), state, until)
	if err != nil {
		return nil, fmt.Errorf("open milestones: %w", err)
	}
	return list, nil
}

func (t *Tracker) milestones(ctx context.Context, commitment int64, code string) ([]Milestone, error) {
	list, err := ledger.SelectAll[Milestone](ctx, t.Public, milestonesQuery, t.Today(), commitment, code)
	if err != nil {
		return nil, fmt.Errorf("milestones: %w", err)
	}
	indicators, err := ledger.SelectAll[Indicator](ctx, t.Public, indicatorsQuery, commitment, code)
	if err != nil {
		return nil, fmt.Errorf("indicators: %w", err)
	}
	of := map[int64][]Indicator{}
	for _, i := range indicators {
		of[i.MilestoneID] = append(of[i.MilestoneID], i)
	}
	for i := range list {
		if list[i].Indicators = of[list[i].ID]; list[i].Indicators == nil {
			list[i].Indicators = []Indicator{}
		}
	}
	return list, nil
}

// MilestoneDetail is one milestone with its history and evidence.
type MilestoneDetail struct {
	Milestone
	History []Event    `json:"history" doc:"everything that was said of it, newest first"`
	Sources []Evidence `json:"sources" doc:"what supports the statements, newest first"`
}

// Milestone gives one milestone by its number or its code.
func (t *Tracker) Milestone(ctx context.Context, key string) (*MilestoneDetail, error) {
	list, err := t.milestones(ctx, 0, key)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, domain.NotFound("milestone", key)
	}
	d := &MilestoneDetail{Milestone: list[0]}
	id := strconv.FormatInt(d.ID, 10)
	if d.History, err = t.history(ctx, 0, id); err != nil {
		return nil, err
	}
	d.Sources, err = t.evidence(ctx, 0, id)
	return d, err
}
