package tracker

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Mandates holds the level of something in each of the three voices; an empty level is no milestones.
type Sources struct {
	Declared domain.Level `json:"declared" db:"declared" column:"voices_declared"`
	Approved domain.Level `json:"approved" db:"approved" column:"voices_approved"`
	Assessed domain.Level `json:"assessed" db:"assessed" column:"voices_assessed"`
}

// Commitment is one promise of an action plan with its standing, as a row of a list.
type Commitment struct {
	ID                int64          `json:"-" db:"id"`
	Code              string         `json:"code" db:"code"`
	State             string         `json:"state" db:"state_code"`
	StateName         domain.Text    `json:"state_name" db:"state_name"`
	Region            string         `json:"region" db:"region"`
	Plan              string         `json:"plan" db:"plan_code"`
	Cycle             string         `json:"cycle" db:"cycle"`
	Number            int            `json:"number" db:"number"`
	Title             domain.Text    `json:"title" db:"title"`
	StartsOn          domain.Day     `json:"starts_on" db:"starts_on"`
	EndsOn            domain.Day     `json:"ends_on" db:"ends_on"`
	Levels            Sources        `json:"levels" db:"levels"`
	Milestones        int            `json:"milestones" db:"milestones"`
	Withdrawn         int            `json:"withdrawn" db:"withdrawn"`
	CompletedDeclared int            `json:"completed_declared" db:"completed_declared"`
	CompletedApproved int            `json:"completed_approved" db:"completed_approved"`
	CompletedAssessed int            `json:"completed_assessed" db:"completed_assessed"`
	Assessed          int            `json:"assessed_milestones" db:"assessed_milestones"`
	HighDeclared      int            `json:"high_declared" db:"high_declared"`
	HighApproved      int            `json:"high_approved" db:"high_approved"`
	Awaiting          int            `json:"awaiting" db:"awaiting"`
	Verdict           domain.Level   `json:"verdict" db:"verdict"`
	Late              bool           `json:"late" db:"late"`
	Frozen            bool           `json:"state_frozen" db:"frozen"`
	OpenDueOn         domain.Day     `json:"open_due_on" db:"open_due_on"`
	ChangedAt         *time.Time     `json:"changed_at" db:"changed_at"`
	Areas             pq.StringArray `json:"areas" db:"areas"`
	Values            pq.StringArray `json:"values" db:"values"`
	Demonstration     bool           `json:"demonstration" db:"demonstration"`
	OGPID             string         `json:"ogp_id" db:"ogp_id"`
	Description       domain.Text    `json:"description" db:"description"`
	Leads             pq.StringArray `json:"leads" db:"leads"`
	Supporting        pq.StringArray `json:"supporting" db:"supporting"`
	PublishedAt       time.Time      `json:"published_at" db:"published_at"`
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

// commitmentFrozen says that the commitment's state left or is suspended on the day.
const commitmentFrozen = `(coalesce(b.status = 'left', false)
	or exists (select from suspensions x where x.state_code = c.state_code and x.from_day <= $1
	and (x.until_day is null or x.until_day > $1)))`

const commitmentLate = `(coalesce(s.open_due_on < $1, false) and not ` + commitmentFrozen + `)`

const commitmentColumns = `
  c.id, c.code, c.state_code, n.name as state_name, coalesce(r.region_code, '') as region, c.plan_code, p.cycle,
  c.number, c.title, c.starts_on, c.ends_on,
  coalesce(s.declared, '') as "levels.declared", coalesce(s.approved, '') as "levels.approved",
  coalesce(s.assessed, '') as "levels.assessed",
  s.milestones, s.withdrawn, s.completed_declared, s.completed_approved, s.completed_assessed, s.assessed_milestones,
  s.high_declared, s.high_approved, s.awaiting,
  coalesce((select v.level from statements v where v.commitment_id = c.id and v.kind = 'assessment'
    and not exists (select from retractions x where x.statement_id = v.id)
    order by v.effective_on desc, v.recorded_at desc, v.id desc limit 1), '') as verdict,
  ` + commitmentLate + ` as late, ` + commitmentFrozen + ` as frozen, s.open_due_on, s.changed_at,
  array(select a.area_code from commitment_areas a where a.commitment_id = c.id order by 1) as areas,
  array(select v.value from commitment_values v where v.commitment_id = c.id order by 1) as values, c.demonstration,
  coalesce(c.ogp_id, '') as ogp_id, c.description, c.published_at,
  ` + commitmentBodies + `'lead') as leads,
  ` + commitmentBodies + `'supporting') as supporting`

// commitmentBodies begins a list of names of the institutions that have a part in the commitment c.
const commitmentBodies = `array(select i.name ->> (i.name ->> 'original') from commitment_institutions x
    join institutions i on i.id = x.institution_id where x.commitment_id = c.id and x.part = `

const commitmentFrom = `
from commitments c
join action_plans p on p.code = c.plan_code
join commitment_standings s on s.commitment_id = c.id
join state_names_on($1) n on n.state_code = c.state_code
left join state_regions_on($1) r on r.state_code = c.state_code
left join standing_on($1) b on b.state_code = c.state_code
where ($2 = '' or c.state_code = $2) and ($3 = '' or r.region_code = $3)
  and ($4 = '' or case $5 when 'declared' then s.declared when 'assessed' then s.assessed else s.approved end = $4)
  and ($5 = '' or case $5 when 'declared' then s.declared when 'assessed' then s.assessed
    else s.approved end not in ('unknown', 'not_assessed'))
  and ($6::boolean is null or ` + commitmentLate + ` = $6)
  and ($7 = '' or exists (select from commitment_areas a where a.commitment_id = c.id and a.area_code = $7))
  and ($8 = '' or exists (select from commitment_values v where v.commitment_id = c.id and v.value = $8))
  and ($9 = '' or p.cycle = $9)
  and (search_query($10) is null or c.search @@ search_query($10))
  and ($11 = '' or c.code = $11)`

const commitmentsQuery = `-- tracker.Commitments
select` + commitmentColumns + commitmentFrom + `
  and ($12 = '' or (c.state_code, c.plan_code, c.number) > (select x.state_code, x.plan_code, x.number
    from commitments x where x.code = $12))
order by c.state_code, c.plan_code, c.number limit $13`

const commitmentCountQuery = `-- tracker.Commitments count
select count(*) filter (where not c.demonstration) as real, count(*) filter (where c.demonstration) as invented` +
	commitmentFrom

func (f CommitmentFilter) args(day domain.Day) []any {
	return []any{
		day, f.State, f.Region, f.Level, f.Trust, f.Late, f.Area, f.Value, f.Cycle, f.Text, f.Code,
	}
}

// Commitments lists commitments by state, plan and number, with the numbers that the filter matches in all.
func (t *Tracker) Commitments(
	ctx context.Context, filter CommitmentFilter, page domain.Page,
) ([]Commitment, domain.Count, error) {
	if err := t.CheckCursor(ctx, `select exists (select from commitments where code = $1)`, page.After); err != nil {
		return nil, domain.Count{}, err
	}
	args := filter.args(t.Today())
	list, err := ledger.SelectAll[Commitment](ctx, t.Public, commitmentsQuery, append(args, page.After, page.Limit)...)
	if err != nil {
		return nil, domain.Count{}, fmt.Errorf("commitments: %w", err)
	}
	total, err := t.Total(ctx, commitmentCountQuery, args...)
	if err != nil {
		return nil, domain.Count{}, fmt.Errorf("commitments: %w", err)
	}
	return list, total, nil
}

// Mixed says that invented commitments stand beside real ones, so that each has to be marked.
func (t *Tracker) Mixed(ctx context.Context) (bool, error) {
	var mixed bool
	err := t.Public.GetContext(
		ctx, &mixed,
		`select exists (select from commitments where demonstration)
			and exists (select from commitments where not demonstration)`,
	)
	if err != nil {
		return false, fmt.Errorf("mixed: %w", err)
	}
	return mixed, nil
}

// Institution is a body that leads or supports a commitment.
type Institution struct {
	Name domain.Text `json:"name" db:"name" doc:"name of the body"`
	Kind string      `json:"kind" db:"kind" doc:"government, civil_society, private or multilateral"`
	Part string      `json:"part" db:"part" doc:"lead or supporting"`
}

// Lineage ties a commitment to an earlier one, or to a later one that did the same with it.
type Lineage struct {
	Code  string      `json:"code" db:"code" doc:"code of the other commitment"`
	Kind  string      `json:"kind" db:"kind" doc:"what the later one does with the earlier one: continues, splits, merges or drops"`
	Later bool        `json:"later" db:"later" doc:"true where the other one is the later one"`
	Title domain.Text `json:"title" db:"title" doc:"title of the other commitment"`
}

// CommitmentDetail is one commitment with everything that stands on its page.
type CommitmentDetail struct {
	Commitment
	PlanTitle    domain.Text   `json:"plan_title" doc:"title of the action plan"`
	Problem      domain.Text   `json:"problem" doc:"the public problem that it addresses"`
	Expected     domain.Text   `json:"expected" doc:"the result that is expected"`
	Relevance    domain.Text   `json:"relevance" doc:"how it serves open government"`
	Institutions []Institution `json:"institutions" doc:"bodies that lead or support it"`
	Lineage      []Lineage     `json:"lineage" doc:"earlier and later commitments that it is tied to"`
	Verdicts     []Statement   `json:"verdicts" doc:"verdicts of assessors on the commitment as a whole, newest first"`
	MilestoneSet []Milestone   `json:"milestone_set" doc:"its milestones by number, withdrawn ones among them"`
	History      []Event       `json:"history" doc:"everything that was said of it and its milestones, newest first"`
	Evidence     []Evidence    `json:"evidence" doc:"what supports the statements, newest first"`
}

const commitmentTextsQuery = `-- tracker.Commitment texts
select p.title as plan_title, c.problem, c.expected, c.relevance
from commitments c join action_plans p on p.code = c.plan_code where c.id = $1`

const institutionsQuery = `-- tracker.Commitment institutions
select i.name, i.kind, x.part from commitment_institutions x join institutions i on i.id = x.institution_id
where x.commitment_id = $1 order by x.part, i.id`

const lineageQuery = `-- tracker.Commitment lineage
select e.code, l.kind, false as later, e.title from lineage l join commitments e on e.id = l.predecessor_id
where l.commitment_id = $1
union all select e.code, l.kind, true, e.title from lineage l join commitments e on e.id = l.commitment_id
where l.predecessor_id = $1 order by later, code`

// Commitment gives one commitment with its milestones, full history and evidence.
func (t *Tracker) Commitment(ctx context.Context, code string) (*CommitmentDetail, error) {
	list, err := ledger.SelectAll[Commitment](
		ctx, t.Public, commitmentsQuery, append(CommitmentFilter{Code: code}.args(t.Today()), "", 1)...,
	)
	if err != nil {
		return nil, fmt.Errorf("commitment: %w", err)
	}
	if len(list) == 0 {
		return nil, domain.NotFound("commitment", code)
	}
	d := &CommitmentDetail{Commitment: list[0]}
	row := t.Public.QueryRowxContext(ctx, commitmentTextsQuery, d.ID)
	if err := row.Scan(&d.PlanTitle, &d.Problem, &d.Expected, &d.Relevance); err != nil {
		return nil, fmt.Errorf("commitment: %w", err)
	}
	if d.Institutions, err = ledger.SelectAll[Institution](ctx, t.Public, institutionsQuery, d.ID); err != nil {
		return nil, fmt.Errorf("institutions: %w", err)
	}
	if d.Lineage, err = ledger.SelectAll[Lineage](ctx, t.Public, lineageQuery, d.ID); err != nil {
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
