package tracker

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
)

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

// AddCommitment publishes a commitment of a plan of a state whose record the actor keeps, under the next number of its
// plan where none is given, and returns its code. What an invented account enters is invented too.
func AddCommitment(ctx context.Context, w *ledger.Writer, c NewCommitment) (string, error) {
	var plan struct {
		State string `db:"state_code"`
		Next  int    `db:"next"`
		PlanDays
	}
	if err := w.GetOrMissing(ctx, &plan, "plan", c.Plan, `-- tracker.AddCommitment
		select p.state_code,
			coalesce((select max(number) from commitments c where c.plan_code = p.code), 0) + 1 as next,
			p.starts_on as plan_from, p.ends_on as plan_to
		from action_plans p where p.code = $1 for share of p`, c.Plan); err != nil {
		return "", err
	}
	if err := allowKeeper(w, plan.State); err != nil {
		return "", err
	}
	c.Number = cmp.Or(c.Number, plan.Next)
	if err := domain.CheckShape(c); err != nil {
		return "", err
	}
	if c.Title.IsZero() {
		return "", &domain.Error{Kind: domain.Rule, Code: "title_needed", Field: "title"}
	}
	if err := plan.checkBoth(c.StartsOn, c.EndsOn); err != nil {
		return "", err
	}
	var err error
	if c.Demonstration, err = account.IsInvented(ctx, w, c.Demonstration); err != nil {
		return "", err
	}
	code := CommitmentCode(c.Plan, c.Number)
	id, err := w.Insert(ctx, `-- tracker.AddCommitment
		insert into commitments (code, plan_code, state_code, number, ogp_id, title, description, problem, expected,
			relevance, starts_on, ends_on, published_at, demonstration)
		values ($1, $2, $3, $4, nullif($5, ''), $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (plan_code, number) do nothing returning id`,
		code, c.Plan, plan.State, c.Number, c.OGPID, c.Title, c.Description, c.Problem, c.Expected, c.Relevance,
		c.StartsOn, c.EndsOn, w.Now(), c.Demonstration)
	if errors.Is(err, sql.ErrNoRows) {
		return "", thereAlready("number", code)
	}
	if err != nil {
		return "", fmt.Errorf("commitment %s: %w", code, err)
	}
	if err := relate(ctx, w, id, c); err != nil {
		return "", err
	}
	return code, w.Audit(ctx, "commitment_added", code, nil)
}

// relate records what a new commitment belongs to.
func relate(ctx context.Context, w *ledger.Writer, id int64, c NewCommitment) error {
	for _, area := range c.Areas {
		if err := w.Exec(
			ctx, `insert into commitment_areas (commitment_id, area_code) values ($1, $2)`, id, area,
		); err != nil {
			return err
		}
	}
	for _, value := range c.Values {
		if err := w.Exec(
			ctx, `insert into commitment_values (commitment_id, value) values ($1, $2)`, id, value,
		); err != nil {
			return err
		}
	}
	for _, institution := range c.Institutions {
		if err := linkInstitution(ctx, w, id, institution, c.Demonstration); err != nil {
			return err
		}
	}
	if c.Continues == "" {
		return nil
	}
	return w.Exec(ctx, `-- tracker.relate
		insert into lineage (commitment_id, predecessor_id, kind)
		select $1, id, 'continues' from commitments where code = $2`, id, c.Continues)
}

func linkInstitution(
	ctx context.Context, w *ledger.Writer, commitment int64, institution Institution, demonstration bool,
) error {
	id, err := w.Insert(ctx, `-- tracker.linkInstitution
		with c as (select state_code from commitments where id = $1),
		new as (insert into institutions (state_code, kind, name, demonstration) select state_code, $2, $3, $4 from c
			on conflict do nothing returning id)
		select id from new union all select i.id from institutions i join c on c.state_code = i.state_code
		where i.name ->> (i.name ->> 'original') = $3::jsonb ->> ($3::jsonb ->> 'original') limit 1`,
		commitment, institution.Kind, institution.Name, demonstration)
	if err != nil {
		return fmt.Errorf("institution: %w", err)
	}
	return w.Exec(
		ctx,
		`insert into commitment_institutions (commitment_id, institution_id, part) values ($1, $2, $3)
			on conflict do nothing`,
		commitment, id, institution.Part,
	)
}

// promise is a commitment as its editors find it.
type promise struct {
	ID          int64       `db:"id"`
	State       string      `db:"state_code"`
	StartsOn    domain.Day  `db:"starts_on"`
	EndsOn      domain.Day  `db:"ends_on"`
	Next        int         `db:"next"`
	Title       domain.Text `db:"title"`
	Description domain.Text `db:"description"`
	Problem     domain.Text `db:"problem"`
	Expected    domain.Text `db:"expected"`
	Relevance   domain.Text `db:"relevance"`
	Version     int64       `db:"version"`
	PlanDays
}

// days are the commitment's own.
func (p *promise) days() PlanDays { return PlanDays{p.StartsOn, p.EndsOn} }

const commitmentDatesQuery = `-- tracker.EditCommitment dates
select m.code, m.due_on as day, false as said from milestones m join commitments c on c.id = m.commitment_id
where c.code = $1 and m.due_on is not null order by 2, 1`

// findCommitment holds a commitment for this transaction.
func findCommitment(ctx context.Context, w *ledger.Writer, code string) (*promise, error) {
	var p promise
	err := w.GetOrMissing(ctx, &p, "commitment", code, `-- tracker.findCommitment
		select c.id, c.state_code, c.starts_on, c.ends_on,
			coalesce((select max(number) from milestones m where m.commitment_id = c.id), 0) + 1 as next, c.title,
			c.description, c.problem, c.expected, c.relevance, c.version, p.starts_on as plan_from, p.ends_on as plan_to
		from commitments c join action_plans p on p.code = c.plan_code where c.code = $1`, code)
	if err != nil {
		return nil, err
	}
	return &p, allowKeeper(w, p.State)
}

// CommitmentTexts are the texts of a commitment in one language, its days and its id elsewhere. Where that is the
// original language, its translations are outdated until they are made anew; in another one it is a translation of
// what is the original now. An empty text takes it away, but a title is never empty.
type CommitmentTexts struct {
	Lang                                             string `validate:"language"`
	Title, Description, Problem, Expected, Relevance string
	StartsOn, EndsOn                                 domain.Day
	OGPID                                            string // the Open Government Partnership's own; empty is none
}

// EditCommitment changes a commitment's texts in one language as a person who saw it at version.
func EditCommitment(ctx context.Context, w *ledger.Writer, code string, t CommitmentTexts, version int64) error {
	p, err := findCommitment(ctx, w, code)
	if err != nil {
		return err
	}
	if err := domain.CheckShape(t); err != nil {
		return err
	}
	title, err := p.Title.Retitled(t.Lang, t.Title)
	if err != nil {
		return err
	}
	if err := checkDays(ctx, w, code, p, PlanDays{t.StartsOn, t.EndsOn}); err != nil {
		return err
	}
	if err := w.ExecOrStale(ctx, code, `-- tracker.EditCommitment
		update commitments set title = $3, description = $4, problem = $5, expected = $6, relevance = $7,
			starts_on = $8, ends_on = $9, ogp_id = nullif($10, ''), version = version + 1
		where code = $1 and version = $2 and in_scope(state_code)`,
		code, version, title, p.Description.Edited(t.Lang, t.Description), p.Problem.Edited(t.Lang, t.Problem),
		p.Expected.Edited(t.Lang, t.Expected), p.Relevance.Edited(t.Lang, t.Relevance), t.StartsOn, t.EndsOn,
		t.OGPID); err != nil {
		return err
	}
	return w.Audit(ctx, "commitment_edited", code, map[string]any{"lang": t.Lang})
}

// checkDays refuses new days of a commitment that are not near its plan's, or that leave milestones out.
func checkDays(ctx context.Context, w *ledger.Writer, code string, p *promise, days PlanDays) error {
	if days == p.days() {
		return nil
	}
	if err := p.checkBoth(days.From, days.To); err != nil {
		return err
	}
	return leavesNothingOut(ctx, w, redating{commitmentDatesQuery, code, days.From, p.days().holds, days.holds})
}
