package tracker

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"
)

// Voices holds the level of something in each of the three voices; an empty level is no milestones.
type Voices struct {
	Declared string `json:"declared" db:"declared"`
	Approved string `json:"approved" db:"approved"`
	Assessed string `json:"assessed" db:"assessed"`
}

// Commitment is one promise of an action plan with its standing, as a row of a list.
type Commitment struct {
	ID                int64          `json:"-" db:"id"`
	Code              string         `json:"code" db:"code"`
	State             string         `json:"state" db:"state_code"`
	StateName         Text           `json:"state_name" db:"state_name"`
	Region            string         `json:"region" db:"region"`
	Plan              string         `json:"plan" db:"plan_code"`
	Cycle             string         `json:"cycle" db:"cycle"`
	Number            int            `json:"number" db:"number"`
	Title             Text           `json:"title" db:"title"`
	StartsOn          Day            `json:"starts_on" db:"starts_on"`
	EndsOn            Day            `json:"ends_on" db:"ends_on"`
	Levels            Voices         `json:"levels" db:"levels"`
	Milestones        int            `json:"milestones" db:"milestones"`
	Withdrawn         int            `json:"withdrawn" db:"withdrawn"`
	CompletedDeclared int            `json:"completed_declared" db:"completed_declared"`
	CompletedApproved int            `json:"completed_approved" db:"completed_approved"`
	CompletedAssessed int            `json:"completed_assessed" db:"completed_assessed"`
	HighDeclared      int            `json:"high_declared" db:"high_declared"`
	HighApproved      int            `json:"high_approved" db:"high_approved"`
	Awaiting          int            `json:"awaiting" db:"awaiting"`
	Late              bool           `json:"late" db:"late"`
	OpenDueOn         Day            `json:"open_due_on" db:"open_due_on"`
	ChangedAt         *time.Time     `json:"changed_at" db:"changed_at"`
	Areas             pq.StringArray `json:"areas" db:"areas"`
	Values            pq.StringArray `json:"values" db:"values"`
	Demonstration     bool           `json:"demonstration" db:"demonstration"`
}

// CommitmentFilter narrows a list of commitments; empty fields narrow nothing. Level is read in the
// voice Trust (approved where Trust is empty); Trust alone keeps what that voice has spoken of.
type CommitmentFilter struct {
	State  string
	Region string
	Level  string
	Trust  string
	Late   *bool
	Area   string
	Value  string
	Cycle  string
	Text   string
	Code   string
}

// Page is a place in a list: at most Limit rows after the key After.
type Page struct {
	After string
	Limit int
}

const commitmentColumns = `
  c.id, c.code, c.state_code, n.name as state_name, coalesce(r.region_code, '') as region, c.plan_code, p.cycle, c.number, c.title, c.starts_on, c.ends_on,
  coalesce(s.declared, '') as "levels.declared", coalesce(s.approved, '') as "levels.approved", coalesce(s.assessed, '') as "levels.assessed",
  s.milestones, s.withdrawn, s.completed_declared, s.completed_approved, s.completed_assessed, s.high_declared, s.high_approved, s.awaiting,
  coalesce(s.open_due_on < $1, false) as late, s.open_due_on, s.changed_at,
  array(select a.area_code from commitment_areas a where a.commitment_id = c.id order by 1) as areas,
  array(select v.value from commitment_values v where v.commitment_id = c.id order by 1) as values, c.demonstration`

const commitmentFrom = `
from commitments c
join action_plans p on p.code = c.plan_code
join commitment_standings s on s.commitment_id = c.id
join state_names_on($1) n on n.state_code = c.state_code
left join state_regions_on($1) r on r.state_code = c.state_code
where ($2 = '' or c.state_code = $2) and ($3 = '' or r.region_code = $3)
  and ($4 = '' or case $5 when 'declared' then s.declared when 'assessed' then s.assessed else s.approved end = $4)
  and ($5 = '' or case $5 when 'declared' then s.declared when 'assessed' then s.assessed else s.approved end not in ('unknown', 'not_assessed'))
  and ($6::boolean is null or coalesce(s.open_due_on < $1, false) = $6)
  and ($7 = '' or exists (select from commitment_areas a where a.commitment_id = c.id and a.area_code = $7))
  and ($8 = '' or exists (select from commitment_values v where v.commitment_id = c.id and v.value = $8))
  and ($9 = '' or p.cycle = $9)
  and ($10 = '' or c.search @@ to_tsquery('simple', $10))
  and ($11 = '' or c.code = $11)`

const commitmentsQuery = `-- tracker.Commitments
select` + commitmentColumns + commitmentFrom + `
  and ($12 = '' or (c.state_code, c.plan_code, c.number) > (select x.state_code, x.plan_code, x.number from commitments x where x.code = $12))
order by c.state_code, c.plan_code, c.number limit $13`

const commitmentCountQuery = `-- tracker.Commitments count
select count(*)` + commitmentFrom

func (f CommitmentFilter) args(day Day) []any {
	return []any{day, f.State, f.Region, f.Level, f.Trust, f.Late, f.Area, f.Value, f.Cycle, searchQuery(f.Text), f.Code}
}

// Commitments lists commitments by state, plan and number, with the number that the filter matches in all.
func (t *Tracker) Commitments(ctx context.Context, filter CommitmentFilter, page Page) ([]Commitment, int, error) {
	args := filter.args(t.Today())
	list, err := selectAll[Commitment](ctx, t.read, commitmentsQuery, append(args, page.After, page.Limit)...)
	if err != nil {
		return nil, 0, fmt.Errorf("commitments: %w", err)
	}
	var total int
	if err := t.read.GetContext(ctx, &total, commitmentCountQuery, args...); err != nil {
		return nil, 0, fmt.Errorf("commitments: %w", err)
	}
	return list, total, nil
}

// Institution is a body that leads or supports a commitment.
type Institution struct {
	Name Text   `json:"name" db:"name"`
	Kind string `json:"kind" db:"kind"`
	Part string `json:"part" db:"part"`
}

// Lineage ties a commitment to an earlier one.
type Lineage struct {
	Code  string `json:"code" db:"code"`
	Kind  string `json:"kind" db:"kind"`
	Title Text   `json:"title" db:"title"`
}

// CommitmentDetail is one commitment with everything that stands on its page.
type CommitmentDetail struct {
	Commitment
	PlanTitle    Text          `json:"plan_title"`
	OGPID        string        `json:"ogp_id"`
	Description  Text          `json:"description"`
	Problem      Text          `json:"problem"`
	Expected     Text          `json:"expected"`
	Relevance    Text          `json:"relevance"`
	Institutions []Institution `json:"institutions"`
	Lineage      []Lineage     `json:"lineage"`
	Verdicts     []Statement   `json:"verdicts"` // of assessors on the whole commitment
	MilestoneSet []Milestone   `json:"milestone_set"`
	History      []Event       `json:"history"`
	Evidence     []Evidence    `json:"evidence"`
}

const commitmentTextsQuery = `-- tracker.Commitment texts
select p.title as plan_title, coalesce(c.ogp_id, '') as ogp_id, c.description, c.problem, c.expected, c.relevance
from commitments c join action_plans p on p.code = c.plan_code where c.id = $1`

const institutionsQuery = `-- tracker.Commitment institutions
select i.name, i.kind, x.part from commitment_institutions x join institutions i on i.id = x.institution_id where x.commitment_id = $1 order by x.part, i.id`

const lineageQuery = `-- tracker.Commitment lineage
select e.code, l.kind, e.title from lineage l join commitments e on e.id = l.earlier_id where l.commitment_id = $1 order by e.code`

// Commitment gives one commitment with its milestones, full history and evidence.
func (t *Tracker) Commitment(ctx context.Context, code string) (*CommitmentDetail, error) {
	list, err := selectAll[Commitment](ctx, t.read, commitmentsQuery, append(CommitmentFilter{Code: code}.args(t.Today()), "", 1)...)
	if err != nil {
		return nil, fmt.Errorf("commitment: %w", err)
	}
	if len(list) == 0 {
		return nil, missing("commitment", code)
	}
	d := &CommitmentDetail{Commitment: list[0]}
	row := t.read.QueryRowxContext(ctx, commitmentTextsQuery, d.ID)
	if err := row.Scan(&d.PlanTitle, &d.OGPID, &d.Description, &d.Problem, &d.Expected, &d.Relevance); err != nil {
		return nil, fmt.Errorf("commitment: %w", err)
	}
	if d.Institutions, err = selectAll[Institution](ctx, t.read, institutionsQuery, d.ID); err != nil {
		return nil, fmt.Errorf("institutions: %w", err)
	}
	if d.Lineage, err = selectAll[Lineage](ctx, t.read, lineageQuery, d.ID); err != nil {
		return nil, fmt.Errorf("lineage: %w", err)
	}
	return d, t.commitmentRecord(ctx, d)
}

func (t *Tracker) commitmentRecord(ctx context.Context, d *CommitmentDetail) (err error) {
	if d.MilestoneSet, err = t.milestones(ctx, d.ID, ""); err != nil {
		return err
	}
	if d.Verdicts, err = t.verdicts(ctx, d.ID); err != nil {
		return err
	}
	if d.History, err = t.history(ctx, d.ID, ""); err != nil {
		return err
	}
	d.Evidence, err = t.evidence(ctx, d.ID, "")
	return err
}
