package tracker

import (
	"context"
	"fmt"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// actorIsInvented says whether an account is; what it enters is invented too, and labelled as such.
func actorIsInvented(ctx context.Context, w *ledger.Writer) (yes bool, err error) {
	if err = w.Get(ctx, &yes, `select demonstration from accounts where id = $1`, w.Account); err != nil {
		err = fmt.Errorf("account: %w", err)
	}
	return yes, err
}

// allowKeeper refuses an actor who doesn't keep a state's record.
func allowKeeper(w *ledger.Writer, state string) error {
	return w.Allow(func(r *ledger.Rights) bool { return r.Keeps(state) })
}

// NewPlan enters an action plan as a person who keeps the state's record.
func NewPlan(ctx context.Context, w *ledger.Writer, p NewActionPlan) (err error) {
	if err = allowKeeper(w, p.State); err != nil {
		return err
	}
	if p.Title.IsZero() {
		return &domain.Error{Kind: domain.Rule, Code: "title_needed", Field: "title"}
	}
	if p.Demonstration, err = actorIsInvented(ctx, w); err != nil {
		return err
	}
	if p.StartsOn == "" || !strings.HasPrefix(p.Code, p.State+"-") || p.Code != p.State+"-"+string(p.StartsOn[:4]) {
		return &domain.Error{Kind: domain.Rule, Code: "plan_code", Field: "starts_on"}
	}
	if err = w.GetOrMissing(ctx, &struct {
		Code string `db:"code"`
	}{}, "state", p.State, `select code from states where code = $1`, p.State); err != nil {
		return err
	}
	var there bool
	if err = w.Get(
		ctx, &there, `select exists (select from action_plans where code = $1)`, p.Code,
	); err == nil && there {
		err = &domain.Error{
			Kind: domain.Conflict, Code: "there_already", Field: "starts_on", Args: map[string]any{"code": p.Code},
		}
	}
	if err == nil {
		err = AddActionPlan(ctx, w, p)
	}
	if err != nil {
		return err
	}
	return w.Audit(ctx, "plan_added", p.Code, nil)
}

// Publish publishes a commitment as a person who keeps the state's record, under the next number of its
// plan where none is given, and returns its code.
func Publish(ctx context.Context, w *ledger.Writer, c NewCommitment) (string, error) {
	var plan struct {
		State string `db:"state_code"`
		Next  int    `db:"next"`
		PlanDays
	}
	if err := w.GetOrMissing(
		ctx, &plan, "plan", c.Plan,
		`select p.state_code, coalesce((select max(number) from commitments c where c.plan_code = p.code),
			0) + 1 as next, p.starts_on as plan_from, p.ends_on as plan_to from action_plans p
			where p.code = $1 for share of p`,
		c.Plan,
	); err != nil {
		return "", err
	}
	if err := allowKeeper(w, plan.State); err != nil {
		return "", err
	}
	if c.Number == 0 {
		c.Number = plan.Next
	}
	if c.Title.IsZero() {
		return "", &domain.Error{Kind: domain.Rule, Code: "title_needed", Field: "title"}
	}
	if err := plan.checkBoth(c.StartsOn, c.EndsOn); err != nil {
		return "", err
	}
	var err error
	if c.Demonstration, err = actorIsInvented(ctx, w); err != nil {
		return "", err
	}
	var there bool
	if err := w.Get(
		ctx, &there, `select exists (select from commitments where plan_code = $1 and number = $2)`, c.Plan, c.Number,
	); err != nil {
		return "", err
	}
	if there {
		return "", &domain.Error{
			Kind: domain.Conflict, Code: "there_already", Field: "number",
			Args: map[string]any{"code": CommitmentCode(c.Plan, c.Number)},
		}
	}
	code, err := AddCommitment(ctx, w, c)
	if err != nil {
		return "", err
	}
	return code, w.Audit(ctx, "commitment_added", code, nil)
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

// PublishMilestone publishes a milestone as a person who keeps the state's record, under the next number of
// its commitment where none is given, and returns its code. Its date lies within its commitment's.
func PublishMilestone(ctx context.Context, w *ledger.Writer, m NewMilestone) (string, error) {
	p, err := findCommitment(ctx, w, m.Commitment)
	if err != nil {
		return "", err
	}
	if m.Number == 0 {
		m.Number = p.Next
	}
	if m.DueOn = m.DueOn.LastOf(m.Precision); m.DueOn == "" {
		m.Precision = domain.PrecisionNone
	} else if m.Precision == "" {
		m.Precision = domain.PrecisionDay
	}
	switch {
	case m.Title.IsZero():
		return "", &domain.Error{Kind: domain.Rule, Code: "title_needed", Field: "title"}
	case !p.days().holds(dated{Day: m.DueOn}):
		return "", &domain.Error{Kind: domain.Rule, Code: "outside_commitment", Field: "due_on"}
	}
	if err := p.check("due_on", m.DueOn); err != nil {
		return "", err
	}
	var there bool
	if err := w.Get(
		ctx, &there, `select exists (select from milestones where commitment_id = $1 and number = $2)`, p.ID, m.Number,
	); err != nil {
		return "", err
	}
	if there {
		return "", &domain.Error{
			Kind: domain.Conflict, Code: "there_already", Field: "number",
			Args: map[string]any{"code": fmt.Sprintf("%s.%d", m.Commitment, m.Number)},
		}
	}
	code, err := AddMilestone(ctx, w, m)
	if err != nil {
		return "", err
	}
	return code, w.Audit(ctx, "milestone_added", code, nil)
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
	if err := domain.CheckShape(t); err != nil {
		return err
	}
	p, err := findCommitment(ctx, w, code)
	if err != nil {
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
		code, version, title, p.Description.Edited(
			t.Lang, t.Description,
		), p.Problem.Edited(t.Lang, t.Problem), p.Expected.Edited(t.Lang, t.Expected), p.Relevance.Edited(
			t.Lang, t.Relevance,
		), t.StartsOn, t.EndsOn, t.OGPID); err != nil {
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

// EditMilestone changes a milestone's title in one language and its weight, 0 for as it is, as a person who
// saw it at version.
func EditMilestone(
	ctx context.Context, w *ledger.Writer, code, lang, title string, weight int, version int64,
) error {
	var m struct {
		State string      `db:"state_code"`
		Title domain.Text `db:"title"`
	}
	if err := w.GetOrMissing(
		ctx, &m, "milestone", code, `select state_code, title from milestones where code = $1`, code,
	); err != nil {
		return err
	}
	if err := allowKeeper(w, m.State); err != nil {
		return err
	}
	edited, err := m.Title.Retitled(lang, title)
	if err != nil {
		return err
	}
	if err := w.ExecOrStale(
		ctx, code,
		`update milestones set title = $3, weight = coalesce(nullif($4, 0), weight), version = version + 1
			where code = $1 and version = $2 and in_scope(state_code)`,
		code, version, edited, weight,
	); err != nil {
		return err
	}
	return w.Audit(ctx, "milestone_edited", code, map[string]any{"lang": lang})
}
