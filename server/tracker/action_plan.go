package tracker

import (
	"cmp"
	"context"
	"fmt"
	"regexp"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
)

// ActionPlan is what a state published for a cycle, with its progress in commitments.
type ActionPlan struct {
	Code          string      `json:"code" db:"code" doc:"government and first year: CA-2018"`
	State         string      `json:"state" db:"state_code" doc:"code of the government that published it"`
	Number        *int        `json:"number" db:"number" doc:"the plan's number among those of its government"`
	Title         domain.Text `json:"title" db:"title" doc:"title of the plan"`
	Cycle         string      `json:"cycle" db:"cycle" doc:"years of the cycle, as in 2024-2026"`
	StartsOn      domain.Day  `json:"starts_on" db:"starts_on" doc:"first day of the plan"`
	EndsOn        domain.Day  `json:"ends_on" db:"ends_on" doc:"last day of the plan"`
	URL           string      `json:"url" db:"url" doc:"where the plan is published; empty where it is not known"`
	Source        string      `json:"source" db:"source" doc:"where the record has it from"`
	Demonstration bool        `json:"demonstration" db:"demonstration" doc:"true where the plan is invented to show the program"`
	Commitments   int         `json:"commitments" db:"commitments" doc:"number of its commitments"`
	Version       int64       `json:"-" db:"version"`
}

const actionPlanColumns = `
select p.code, p.state_code, p.number, p.title, p.cycle, p.starts_on, p.ends_on, coalesce(p.url, '') as url, p.source,
  p.demonstration, p.version,
  (select count(*) from commitments c where c.plan_code = p.code) as commitments
from action_plans p`

const actionPlansQuery = `-- tracker.ActionPlans` + actionPlanColumns + ` where $1 = '' or p.state_code = $1
	order by p.starts_on desc, p.code`

// ActionPlans lists a state's plans, newest first; all where state is empty.
func (t *Tracker) ActionPlans(ctx context.Context, state string) ([]ActionPlan, error) {
	plans, err := ledger.SelectAll[ActionPlan](ctx, t.Public, actionPlansQuery, state)
	if err != nil {
		return nil, fmt.Errorf("action plans: %w", err)
	}
	return plans, nil
}

// ActionPlan gives one plan as its editors find it, which a replica may not have yet.
func (t *Tracker) ActionPlan(ctx context.Context, code string) (*ActionPlan, error) {
	plans, err := ledger.SelectAll[ActionPlan](
		ctx, t.Primary, `-- tracker.ActionPlan`+actionPlanColumns+` where p.code = $1`, code,
	)
	if err != nil {
		return nil, fmt.Errorf("action plan: %w", err)
	}
	if len(plans) == 0 {
		return nil, domain.NotFound("plan", code)
	}
	return &plans[0], nil
}

// NewActionPlan is a plan to be entered; Code is the state and the plan's first year.
type NewActionPlan struct {
	Code          string `validate:"required"`
	State         string `validate:"required"`
	Number        *int   `validate:"omitempty,gte=1,lte=999"`
	Title         domain.Text
	Cycle         string     `validate:"required,max=40"`
	StartsOn      domain.Day `validate:"required"`
	EndsOn        domain.Day
	URL           string `validate:"omitempty,http_url,max=2000"`
	Source        string `validate:"required,max=400"`
	Demonstration bool
}

// PlanOf is a state's plan of some years: the first makes its code, all of them its cycle.
func PlanOf(state string, starts, ends domain.Day) NewActionPlan {
	last := cmp.Or(ends.Year(), starts.Year())
	return NewActionPlan{
		Code: state + "-" + starts.Year(), State: state, Cycle: starts.Year() + "-" + last, StartsOn: starts,
		EndsOn: ends,
	}
}

// AddActionPlan enters an action plan of a state whose record the actor keeps. What an invented account enters is
// invented too.
func AddActionPlan(ctx context.Context, w *ledger.Writer, p NewActionPlan) error {
	if err := allowKeeper(w, p.State); err != nil {
		return err
	}
	if p.Title.IsZero() {
		return &domain.Error{Kind: domain.Rule, Code: "title_needed", Field: "title"}
	}
	if w.Rights != nil && (p.StartsOn == "" || p.Code != p.State+"-"+p.StartsOn.Year()) {
		return &domain.Error{Kind: domain.Rule, Code: "plan_code", Field: "starts_on"}
	}
	if err := domain.CheckShape(p); err != nil {
		return err
	}
	if err := checkPeriod(p.StartsOn, p.EndsOn, p.Cycle); err != nil {
		return err
	}
	if err := w.Require(
		ctx, "state", p.State, `select exists (select from states where code = $1)`, p.State,
	); err != nil {
		return err
	}
	invented, err := account.IsInvented(ctx, w, p.Demonstration)
	if err != nil {
		return err
	}
	added, err := w.Affect(ctx, `-- tracker.AddActionPlan
		insert into action_plans (code, state_code, number, title, cycle, starts_on, ends_on, url, source,
			demonstration) values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), $9, $10) on conflict (code) do nothing`,
		p.Code, p.State, p.Number, p.Title, p.Cycle, p.StartsOn, p.EndsOn, p.URL, p.Source, invented)
	if err != nil {
		return fmt.Errorf("plan %s: %w", p.Code, err)
	}
	if added == 0 {
		return thereAlready("starts_on", p.Code)
	}
	return w.Audit(ctx, "plan_added", p.Code, nil)
}

// PlanEdit is an action plan's title in one language and all else of it that isn't its code. A title in the
// original language outdates its translations; no number, last day or address takes the stored one away.
type PlanEdit struct {
	Lang     string `validate:"language"`
	Title    string
	Number   *int       `validate:"omitempty,gte=1,lte=999"`
	Cycle    string     `validate:"required,max=40"`
	StartsOn domain.Day `validate:"required"`
	EndsOn   domain.Day
	URL      string `validate:"omitempty,http_url,max=2000"`
	Source   string `validate:"required,max=400"`
}

var cycleShape = regexp.MustCompile(`^[0-9]{4}(-[0-9]{4})?$`)

// checkPeriod refuses a plan that ends before it begins, and years that are not written as in 2024-2026.
func checkPeriod(starts, ends domain.Day, cycle string) error {
	if ends != "" && ends < starts {
		return &domain.Error{Kind: domain.Rule, Code: "end_before_start", Field: "ends_on"}
	}
	first, last := cycle[:min(4, len(cycle))], cycle[max(0, len(cycle)-4):]
	if cycleShape.MatchString(cycle) && first <= last {
		return nil
	}
	return &domain.Error{Kind: domain.Rule, Code: "plan_cycle", Field: "cycle"}
}

// EditPlan corrects an action plan as a person who saw it at version. Its code and thus the year of its first
// day stay, and its days go on covering what they cover.
func EditPlan(ctx context.Context, w *ledger.Writer, code string, e PlanEdit, version int64) error {
	var p struct {
		State string      `db:"state_code"`
		Title domain.Text `db:"title"`
		PlanDays
	}
	err := w.GetOrMissing(ctx, &p, "plan", code, `-- tracker.EditPlan
		select state_code, title, starts_on as plan_from, ends_on as plan_to from action_plans where code = $1`, code)
	if err != nil {
		return err
	}
	if err := allowKeeper(w, p.State); err != nil {
		return err
	}
	if err := domain.CheckShape(e); err != nil {
		return err
	}
	if err := checkPeriod(e.StartsOn, e.EndsOn, e.Cycle); err != nil {
		return err
	}
	title, err := p.Title.Retitled(e.Lang, e.Title)
	if err != nil {
		return err
	}
	if year := code[len(code)-4:]; e.StartsOn != p.From && e.StartsOn.Year() != year {
		return &domain.Error{
			Kind: domain.Rule, Code: "plan_year", Field: "starts_on", Args: map[string]any{"code": code, "year": year},
		}
	}
	if err := w.ExecOrStale(ctx, code, `-- tracker.EditPlan
		update action_plans set title = $3, number = $4, cycle = $5, starts_on = $6, ends_on = $7, url = nullif($8, ''),
		  source = $9, version = version + 1
		where code = $1 and version = $2 and in_scope(state_code)`,
		code, version, title, e.Number, e.Cycle, e.StartsOn, e.EndsOn, e.URL, e.Source); err != nil {
		return err
	}
	after := PlanDays{e.StartsOn, e.EndsOn}
	if err := leavesNothingOut(ctx, w, redating{planDatesQuery, code, after.From, p.covers, after.covers}); err != nil {
		return err
	}
	return w.Audit(ctx, "plan_edited", code, map[string]any{"lang": e.Lang})
}

const planDatesQuery = `-- tracker.EditPlan dates
select code, day, said from (
  select code, starts_on as day, false as said from commitments where plan_code = $1
  union all select code, ends_on, false from commitments where plan_code = $1
  union all select m.code, m.due_on, false from milestones m join commitments c on c.id = m.commitment_id
    where c.plan_code = $1
  union all select i.code, i.due_on, false from indicators i join milestones m on m.id = i.milestone_id
    join commitments c on c.id = m.commitment_id where c.plan_code = $1
  union all select coalesce(m.code, c.code), min(s.effective_on), true from statements s
    left join milestones m on m.id = s.milestone_id join commitments c on c.id in (s.commitment_id, m.commitment_id)
    where c.plan_code = $1 group by 1) d
where day is not null order by day, code`
