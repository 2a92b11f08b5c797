package tracker

import "fmt"

// planMargin is how many days work may begin before the years of its plan, or be promised after them.
const planMargin = 365

// planDays are the first and the last day of a plan; an empty one is open.
type planDays struct {
	From Day `db:"plan_from"`
	To   Day `db:"plan_to"`
}

func yearsOf(first, last int) planDays {
	return planDays{Day(fmt.Sprintf("%d-01-01", first)), Day(fmt.Sprintf("%d-12-31", last))}
}

// begun says whether the plan's work can have begun on a day.
func (p planDays) begun(d Day) bool {
	return d == "" || p.From == "" || d >= p.From.AddDays(-planMargin)
}

// near says whether a day lies in the plan's years or at most a year beside them.
func (p planDays) near(d Day) bool {
	return p.begun(d) && (d == "" || p.To == "" || d <= p.To.AddDays(planMargin))
}

// check refuses days of a commitment or milestone that are not near the plan's years.
func (p planDays) check(field string, d Day) error {
	if p.near(d) {
		return nil
	}
	return &Error{Kind: Rule, Code: "outside_plan", Field: field, Args: map[string]any{"from": p.From.Year(), "to": p.To.Year()}}
}

// checkBoth refuses the first and last day of a commitment where one of them is not near the plan's years.
func (p planDays) checkBoth(starts, ends Day) error {
	if err := p.check("starts_on", starts); err != nil {
		return err
	}
	return p.check("ends_on", ends)
}

// checkStatement refuses a statement about a day long before the plan.
func (p planDays) checkStatement(field string, d Day) error {
	if p.begun(d) {
		return nil
	}
	return &Error{Kind: Rule, Code: "before_plan", Field: field, Args: map[string]any{"from": p.From.Year()}}
}
