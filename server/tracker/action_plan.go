package tracker

import (
	"context"
	"fmt"

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
