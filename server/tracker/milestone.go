package tracker

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// Due is a promised date with its precision and the words it was given in. First is the date first
// promised, null where it is not known; Moves counts how often it moved.
type Due struct {
	On         Day    `json:"on" db:"due_on"`
	Precision  string `json:"precision" db:"due_precision"`
	Raw        Text   `json:"raw" db:"due_raw"`
	First      Day    `json:"first" db:"first_due_on"`
	FirstKnown bool   `json:"first_known" db:"first_due_known"`
	Moves      int    `json:"moves" db:"moves"`
}

// Milestone is a dated, verifiable step of a commitment with what stands of it in each voice. An
// empty level is unknown.
type Milestone struct {
	ID          int64       `json:"id" db:"id"`
	Code        string      `json:"code" db:"code"`
	Commitment  string      `json:"commitment" db:"commitment_code"`
	State       string      `json:"state" db:"state_code"`
	Number      int         `json:"number" db:"number"`
	Title       Text        `json:"title" db:"title"`
	Weight      int         `json:"weight" db:"weight"`
	Due         Due         `json:"due" db:"due"`
	Levels      Voices      `json:"levels" db:"levels"`
	DeclaredOn  Day         `json:"declared_on" db:"declared_on"`
	ApprovedOn  Day         `json:"approved_on" db:"approved_on"`
	ApprovedWay string      `json:"approved_way" db:"approved_way"`
	AssessedOn  Day         `json:"assessed_on" db:"assessed_on"`
	CompletedOn Day         `json:"completed_on" db:"completed_on"`
	Outside     string      `json:"outside" db:"outside"`
	Schedule    string      `json:"schedule" db:"schedule"` // completed, awaiting, late, due_soon, on_time or no_date
	Withdrawn   bool        `json:"withdrawn" db:"withdrawn"`
	Stale       bool        `json:"stale" db:"stale"` // not up to date at R on the day
	Over90Days  bool        `json:"over_90_days" db:"over_90_days"`
	ChangedAt   *time.Time  `json:"changed_at" db:"changed_at"`
	Evidence    int         `json:"evidence" db:"evidence"`
	Indicators  []Indicator `json:"indicators" db:"-"`
}

// Indicator is an optional part of a milestone with its own date and statements.
type Indicator struct {
	ID          int64    `json:"id" db:"id"`
	MilestoneID int64    `json:"-" db:"milestone_id"`
	Code        string   `json:"code" db:"code"`
	Number      int      `json:"number" db:"number"`
	Title       Text     `json:"title" db:"title"`
	Detail      Text     `json:"detail" db:"detail"`
	Due         Due      `json:"due" db:"due"`
	Unit        Text     `json:"unit" db:"unit"`
	Baseline    *float64 `json:"baseline" db:"baseline"`
	Target      *float64 `json:"target" db:"target"`
	Levels      Voices   `json:"levels" db:"levels"`
}

// The schedule is the second axis, never mixed with level or trust: due within 30 days is soon.
const milestonesQuery = `-- tracker.milestones
select m.id, m.code, c.code as commitment_code, m.state_code, m.number, m.title, m.weight,
  s.due_on as "due.due_on", m.due_precision as "due.due_precision", m.due_raw as "due.due_raw", s.first_due_on as "due.first_due_on", m.first_due_known as "due.first_due_known",
  (select count(*) from date_moves d where d.milestone_id = m.id and d.indicator_id is null) as "due.moves",
  coalesce(s.declared, '') as "levels.declared", coalesce(s.approved, '') as "levels.approved", coalesce(s.assessed, '') as "levels.assessed",
  s.declared_on, s.approved_on, s.assessed_on, coalesce(s.approved_way, '') as approved_way, s.completed_on, coalesce(s.outside, '') as outside,
  case when s.approved = 'completed' or s.assessed = 'completed' then 'completed' when s.declared = 'completed' then 'awaiting'
    when s.due_on is null then 'no_date' when s.due_on < $1 then 'late' when s.due_on <= $1::date + 30 then 'due_soon' else 'on_time' end as schedule,
  exists (select from withdrawals w where w.milestone_id = m.id) as withdrawn,
  coalesce(s.covered_until < $1, s.approved is not null) as stale,
  coalesce(s.declared, '') not in ('completed') and s.outside is null and coalesce(s.changed_at, m.published_at) < $1::date - 90 as over_90_days,
  s.changed_at, (select count(*) from evidence e join statements st on st.id = e.statement_id where st.milestone_id = m.id) as evidence
from milestones m join commitments c on c.id = m.commitment_id join milestone_standings s on s.milestone_id = m.id
where ($2 = 0 or m.commitment_id = $2) and ($3 = '' or m.code = $3 or m.id::text = $3)
order by m.commitment_id, m.number`

const indicatorsQuery = `-- tracker.indicators
select i.id, i.milestone_id, i.code, i.number, i.title, i.detail, i.due_on as "due.due_on", i.due_precision as "due.due_precision", i.due_raw as "due.due_raw", i.first_due_on as "due.first_due_on", i.first_due_known as "due.first_due_known",
  (select count(*) from date_moves d where d.indicator_id = i.id) as "due.moves", i.unit, i.baseline, i.target,
  coalesce((select u.level from statements u where u.indicator_id = i.id and u.kind = 'update' and not exists (select from retractions x where x.statement_id = u.id)
    order by u.effective_on desc, u.recorded_at desc, u.id desc limit 1), '') as "levels.declared",
  coalesce((select u.level from statements u where u.indicator_id = i.id and u.kind = 'update' and not exists (select from retractions x where x.statement_id = u.id)
    and exists (select from reviews v where v.statement_id = u.id and v.outcome = 'approved' and not exists (select from revocations x where x.review_id = v.id))
    order by u.effective_on desc, u.recorded_at desc, u.id desc limit 1), '') as "levels.approved",
  coalesce((select u.level from statements u where u.indicator_id = i.id and u.kind = 'assessment' and not exists (select from retractions x where x.statement_id = u.id)
    order by u.effective_on desc, u.recorded_at desc, u.id desc limit 1), '') as "levels.assessed"
from indicators i join milestones m on m.id = i.milestone_id
where ($1 = 0 or m.commitment_id = $1) and ($2 = '' or m.code = $2 or m.id::text = $2)
order by i.milestone_id, i.number`

func (t *Tracker) milestones(ctx context.Context, commitment int64, code string) ([]Milestone, error) {
	list, err := selectAll[Milestone](ctx, t.read, milestonesQuery, t.Today(), commitment, code)
	if err != nil {
		return nil, fmt.Errorf("milestones: %w", err)
	}
	indicators, err := selectAll[Indicator](ctx, t.read, indicatorsQuery, commitment, code)
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
	History []Event    `json:"history"`
	Sources []Evidence `json:"sources"`
}

// Milestone gives one milestone by its number or its code.
func (t *Tracker) Milestone(ctx context.Context, key string) (*MilestoneDetail, error) {
	list, err := t.milestones(ctx, 0, key)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, missing("milestone", key)
	}
	d := &MilestoneDetail{Milestone: list[0]}
	id := strconv.FormatInt(d.ID, 10)
	if d.History, err = t.history(ctx, 0, id); err != nil {
		return nil, err
	}
	d.Sources, err = t.evidence(ctx, 0, id)
	return d, err
}
