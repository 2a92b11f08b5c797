package tracker

import (
	"cmp"
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

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

// AddActionPlan adds a plan.
func AddActionPlan(ctx context.Context, w *ledger.Writer, p NewActionPlan) error {
	if err := cmp.Or(domain.CheckShape(p), checkPeriod(p.StartsOn, p.EndsOn, p.Cycle)); err != nil {
		return err
	}
	return w.Exec(ctx, `-- tracker.AddActionPlan
		insert into action_plans (code, state_code, number, title, cycle, starts_on, ends_on, url, source,
			demonstration) values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), $9, $10)`,
		p.Code, p.State, p.Number, p.Title, p.Cycle, p.StartsOn, p.EndsOn, p.URL, p.Source, p.Demonstration)
}

// NewCommitment is a promise of a plan to be entered. Its code is made of the plan's and its number.
type NewCommitment struct {
	Plan          string `validate:"required"`
	Number        int    `validate:"gte=1,lte=9999"`
	OGPID         string
	Title         domain.Text
	Description   domain.Text
	Problem       domain.Text
	Expected      domain.Text
	Relevance     domain.Text
	StartsOn      domain.Day
	EndsOn        domain.Day
	Areas         []string
	Values        []string
	Institutions  []Institution
	Continues     string // code of an earlier commitment
	Demonstration bool
}

// CommitmentCode is the public code of the commitment with that number in that plan ("CA-2018-C01").
func CommitmentCode(plan string, number int) string { return fmt.Sprintf("%s-C%02d", plan, number) }

// AddCommitment publishes a commitment and returns its code.
func AddCommitment(ctx context.Context, w *ledger.Writer, c NewCommitment) (string, error) {
	if err := domain.CheckShape(c); err != nil {
		return "", err
	}
	code := CommitmentCode(c.Plan, c.Number)
	id, err := w.Insert(ctx, `-- tracker.AddCommitment
		insert into commitments (code, plan_code, state_code, number, ogp_id, title, description, problem, expected,
			relevance, starts_on, ends_on, published_at, demonstration)
		select $1, p.code, p.state_code, $3, nullif($4, ''), $5, $6, $7, $8, $9, $10, $11, $12, $13 from action_plans p
		where p.code = $2 returning id`,
		code, c.Plan, c.Number, c.OGPID, c.Title, c.Description, c.Problem, c.Expected, c.Relevance,
		c.StartsOn, c.EndsOn, w.Now(), c.Demonstration)
	if err != nil {
		return "", fmt.Errorf("commitment %s: %w", code, err)
	}
	for _, area := range c.Areas {
		if err := w.Exec(
			ctx, `insert into commitment_areas (commitment_id, area_code) values ($1, $2)`, id, area,
		); err != nil {
			return "", err
		}
	}
	for _, value := range c.Values {
		if err := w.Exec(
			ctx, `insert into commitment_values (commitment_id, value) values ($1, $2)`, id, value,
		); err != nil {
			return "", err
		}
	}
	for _, body := range c.Institutions {
		if err := linkInstitution(ctx, w, id, body, c.Demonstration); err != nil {
			return "", err
		}
	}
	if c.Continues != "" {
		err = w.Exec(
			ctx,
			`insert into lineage (commitment_id, predecessor_id, kind) select $1, id, 'continues' from commitments
				where code = $2`,
			id, c.Continues,
		)
	}
	return code, err
}

func linkInstitution(
	ctx context.Context, w *ledger.Writer, commitment int64, body Institution, demonstration bool,
) error {
	id, err := w.Insert(ctx, `-- tracker.linkInstitution
		with c as (select state_code from commitments where id = $1),
		new as (insert into institutions (state_code, kind, name, demonstration) select state_code, $2, $3, $4 from c
			on conflict do nothing returning id)
		select id from new union all select i.id from institutions i join c on c.state_code = i.state_code
		where i.name ->> (i.name ->> 'original') = $3::jsonb ->> ($3::jsonb ->> 'original') limit 1`,
		commitment, body.Kind, body.Name, demonstration)
	if err != nil {
		return fmt.Errorf("institution: %w", err)
	}
	return w.Exec(
		ctx,
		`insert into commitment_institutions (commitment_id, institution_id, part) values ($1, $2, $3)
			on conflict do nothing`,
		commitment, id, body.Part,
	)
}

// NewMilestone is a step of a commitment to be entered. Its first promised date is its due date,
// unless FirstUnknown says that it came without its history.
type NewMilestone struct {
	Commitment   string `validate:"required"`
	Number       int    `validate:"gte=1,lte=9999"`
	Title        domain.Text
	Weight       int `validate:"gte=1,lte=3"`
	DueOn        domain.Day
	Precision    domain.Precision `validate:"precision"`
	Raw          domain.Text
	FirstUnknown bool
}

// AddMilestone publishes a milestone and returns its code.
func AddMilestone(ctx context.Context, w *ledger.Writer, m NewMilestone) (string, error) {
	if err := domain.CheckShape(m); err != nil {
		return "", err
	}
	code := fmt.Sprintf("%s.%d", m.Commitment, m.Number)
	_, err := w.Insert(ctx, `-- tracker.AddMilestone
		insert into milestones (code, commitment_id, state_code, number, title, weight, due_on, due_precision, due_raw,
			first_due_on, first_due_known, published_at)
		select $1, c.id, c.state_code, $3, $4, $5, $6, $7, $8, case when $9 then null else $6::date end, not $9, $10
		from commitments c where c.code = $2 returning id`,
		code, m.Commitment, m.Number, m.Title, m.Weight, m.DueOn, m.Precision, m.Raw, m.FirstUnknown, w.Now())
	if err != nil {
		return "", fmt.Errorf("milestone %s: %w", code, err)
	}
	return code, nil
}

// NewDateMove moves the date of a milestone or indicator; the first one is never lost. Precision says how
// much of the new date is meant, a day where it is empty; of a month, quarter or year the last day counts.
type NewDateMove struct {
	Target    string           `validate:"required"`
	NewOn     domain.Day       `validate:"required"`
	Precision domain.Precision `validate:"omitempty,calendar_precision"`
	Reason    string           `validate:"move_cause"`
	Note      domain.Text
}

// MoveDate moves a date with a reason.
func MoveDate(ctx context.Context, w *ledger.Writer, m NewDateMove) error {
	if err := domain.CheckShape(m); err != nil {
		return err
	}
	if m.Precision == "" {
		m.Precision = domain.PrecisionDay
	}
	m.NewOn = m.NewOn.LastOf(m.Precision)
	if _, err := w.Insert(ctx, `-- tracker.MoveDate
		insert into date_moves (milestone_id, indicator_id, old_on, new_on, reason, note, author_id, acting_as,
			recorded_at)
		select m.id, i.id, case when i.id is null then m.due_on else i.due_on end, $2, $3, $4, $5, $6, $7
		from milestones m left join indicators i on i.milestone_id = m.id and i.code = $1
		where m.code = $1 or i.id is not null returning id`,
		m.Target, m.NewOn, m.Reason, m.Note, w.Account, w.ActingAs, w.Now()); err != nil {
		return fmt.Errorf("date move %s: %w", m.Target, err)
	}
	for _, query := range []string{
		`update milestones set due_on = $2, due_precision = $3, version = version + 1 where code = $1`,
		`update indicators set due_on = $2, due_precision = $3, version = version + 1 where code = $1`,
	} {
		if err := w.Exec(ctx, query, m.Target, m.NewOn, m.Precision); err != nil {
			return fmt.Errorf("date move %s: %w", m.Target, err)
		}
	}
	return nil
}

// Withdraw takes a milestone out by a decision of a day; an empty day is a milestone dropped without one.
func Withdraw(
	ctx context.Context, w *ledger.Writer, milestone string, decidedOn domain.Day, decision domain.Text,
) error {
	_, err := w.Insert(ctx, `-- tracker.Withdraw
		insert into withdrawals (milestone_id, decided_on, decision, author_id, acting_as, recorded_at)
		select id, $2, $3, $4, $5, $6 from milestones where code = $1 returning id`,
		milestone, decidedOn, decision, w.Account, w.ActingAs, w.Now())
	if err != nil {
		return fmt.Errorf("withdrawal %s: %w", milestone, err)
	}
	return nil
}
