package tracker

import (
	"context"
	"fmt"
)

// ActionPlan is what a state published for a cycle, with its progress in commitments.
type ActionPlan struct {
	Code          string `json:"code" db:"code"`
	State         string `json:"state" db:"state_code"`
	Number        *int   `json:"number" db:"number"`
	Title         Text   `json:"title" db:"title"`
	Cycle         string `json:"cycle" db:"cycle"`
	StartsOn      Day    `json:"starts_on" db:"starts_on"`
	EndsOn        Day    `json:"ends_on" db:"ends_on"`
	URL           string `json:"url" db:"url"`
	Source        string `json:"source" db:"source"`
	Demonstration bool   `json:"demonstration" db:"demonstration"`
	Commitments   int    `json:"commitments" db:"commitments"`
}

const actionPlansQuery = `-- tracker.ActionPlans
select p.code, p.state_code, p.number, p.title, p.cycle, p.starts_on, p.ends_on, coalesce(p.url, '') as url, p.source, p.demonstration,
  (select count(*) from commitments c where c.plan_code = p.code) as commitments
from action_plans p where $1 = '' or p.state_code = $1 order by p.starts_on desc, p.code`

// ActionPlans lists a state's plans, newest first; all where state is empty.
func (t *Tracker) ActionPlans(ctx context.Context, state string) ([]ActionPlan, error) {
	plans, err := selectAll[ActionPlan](ctx, t.read, actionPlansQuery, state)
	if err != nil {
		return nil, fmt.Errorf("action plans: %w", err)
	}
	return plans, nil
}
