package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// planMargin is how many days work may begin before the years of its plan, or be promised after them.
const planMargin = 365

// planDays are the first and the last day of a plan; an empty one is open.
type PlanDays struct {
	From domain.Day `db:"plan_from"`
	To   domain.Day `db:"plan_to"`
}

// begun says whether the plan's work can have begun on a day.
func (p PlanDays) Begun(d domain.Day) bool {
	return d == "" || p.From == "" || d >= p.From.AddDays(-planMargin)
}

// near says whether a day lies in the plan's years or at most a year beside them.
func (p PlanDays) Near(d domain.Day) bool {
	return p.Begun(d) && (d == "" || p.To == "" || d <= p.To.AddDays(planMargin))
}

// check refuses days of a commitment or milestone that are not near the plan's years.
func (p PlanDays) check(field string, d domain.Day) error {
	if p.Near(d) {
		return nil
	}
	return &domain.Error{
		Kind: domain.Rule, Code: "outside_plan", Field: field,
		Args: map[string]any{"from": p.From.Year(), "to": p.To.Year()},
	}
}

// checkBoth refuses the first and last day of a commitment where one of them is not near the plan's years.
func (p PlanDays) checkBoth(starts, ends domain.Day) error {
	if err := p.check("starts_on", starts); err != nil {
		return err
	}
	return p.check("ends_on", ends)
}

// checkStatement refuses a statement about a day long before the plan.
func (p PlanDays) checkStatement(field string, d domain.Day) error {
	if p.Begun(d) {
		return nil
	}
	return &domain.Error{
		Kind: domain.Rule, Code: "before_plan", Field: field, Args: map[string]any{"from": p.From.Year()},
	}
}

// dated is a day that something promised has, or on which something was said of it.
type dated struct {
	Code string     `db:"code"`
	Day  domain.Day `db:"day"`
	Said bool       `db:"said"`
}

// covers says whether the plan's years let a day through: promises lie near them, statements after they begin.
func (p PlanDays) covers(d dated) bool { return p.Near(d.Day) || d.Said && p.Begun(d.Day) }

// holds says whether a day lies within the days themselves.
func (p PlanDays) holds(d dated) bool {
	return d.Day == "" || (p.From == "" || d.Day >= p.From) && (p.To == "" || d.Day <= p.To)
}

// redating is that a plan or a commitment gets other days: before and after say which dates its days let through,
// query lists the dates of what lies under the code.
type redating struct {
	query, code   string
	from          domain.Day
	before, after func(dated) bool
}

// leavesNothingOut refuses days that no longer let through what those before did.
func leavesNothingOut(ctx context.Context, w *ledger.Writer, r redating) error {
	var all []dated
	if err := w.Select(ctx, &all, r.query, r.code); err != nil {
		return fmt.Errorf("dates of %s: %w", r.code, err)
	}
	for _, d := range all {
		if !r.before(d) || r.after(d) {
			continue
		}
		field := "ends_on"
		if d.Day < r.from {
			field = "starts_on"
		}
		return &domain.Error{
			Kind: domain.Rule, Code: "days_leave_out", Field: field, Args: map[string]any{"code": d.Code, "day": d.Day},
		}
	}
	return nil
}
