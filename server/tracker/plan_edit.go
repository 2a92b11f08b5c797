package tracker

import (
	"cmp"
	"context"
	"regexp"

	"jalons/server/domain"
	"jalons/server/ledger"
)

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
	if err := cmp.Or(domain.CheckShape(e), checkPeriod(e.StartsOn, e.EndsOn, e.Cycle)); err != nil {
		return err
	}
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
