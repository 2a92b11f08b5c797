package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewAssessment is the verdict of someone outside programme and government on a commitment, a milestone or an
// indicator, with the Open Government Partnership's codes where they are given. The institution under whose name it is
// published is the account's, never the person.
type NewAssessment struct {
	Target       string       `validate:"required"`
	Level        domain.Level `validate:"verdict"`
	On           domain.Day   `validate:"required"`
	EarlyResults string       `validate:"omitempty,early_results"`
	Ambition     string       `validate:"omitempty,ambition"`
	Verifiable   string       `validate:"omitempty,verifiable"`
	Verdict      domain.Text
	Evidence     []NewEvidence `validate:"max=20,dive"`
}

// checkAssessed refuses an assessment of a day long before the plan of what is assessed.
func checkAssessed(ctx context.Context, w *ledger.Writer, of target, on domain.Day) error {
	var days PlanDays
	if err := w.GetOrMissing(ctx, &days, "target", of.Code, `-- tracker.checkAssessed
		select p.starts_on as plan_from, p.ends_on as plan_to
		from commitments c join action_plans p on p.code = c.plan_code
		where c.id = coalesce($1, (select commitment_id from milestones where id = $2))`,
		of.Commitment, of.Milestone); err != nil {
		return err
	}
	return days.checkStatement("on", on)
}

// Assess records an assessment and returns the statement's number. Without a word on why, nobody could answer it:
// people give a verdict or a source.
func Assess(ctx context.Context, w *ledger.Writer, a NewAssessment) (int64, error) {
	var of target
	if err := w.GetOrMissing(ctx, &of, "target", a.Target, targetQuery, a.Target); err != nil {
		return 0, err
	}
	if of.Milestone == nil && of.Commitment == nil {
		return 0, domain.NotFound("target", a.Target)
	}
	if err := w.Allow(func(r *ledger.Rights) bool { return r.Assesses(of.State) }); err != nil {
		return 0, err
	}
	if err := domain.CheckShape(a); err != nil {
		return 0, err
	}
	if w.Rights != nil && a.Verdict.IsZero() && len(a.Evidence) == 0 {
		return 0, &domain.Error{Kind: domain.Rule, Code: "verdict_needed", Field: "verdict"}
	}
	if err := checkAssessed(ctx, w, of, a.On); err != nil {
		return 0, err
	}
	if of.Milestone != nil {
		if err := refuseIndicators(ctx, w, of); err != nil {
			return 0, err
		}
	}
	assessor, err := institutionOf(ctx, w)
	if err != nil {
		return 0, err
	}
	id, err := addStatement(ctx, w, of, NewStatement{
		Kind: "assessment", Speaker: "assessor", Level: a.Level, On: a.On, Note: a.Verdict, Evidence: a.Evidence,
	})
	if err != nil {
		return 0, err
	}
	if err := w.Exec(ctx, `-- tracker.Assess
		insert into assessment_details (statement_id, assessor, early_results, ambition, verifiable, verdict)
			values ($1, $2, nullif($3, ''), nullif($4, ''), nullif($5, ''), $6)`,
		id, assessor, a.EarlyResults, a.Ambition, a.Verifiable, a.Verdict); err != nil {
		return 0, fmt.Errorf("assessment: %w", err)
	}
	return id, w.Audit(ctx, "assessed", of.Code, map[string]any{"statement": id, "to": a.Level})
}

// institutionOf gives the institution of the actor's account, under whose name its verdicts are published.
func institutionOf(ctx context.Context, w *ledger.Writer) (domain.Text, error) {
	var institution struct {
		Name domain.Text `db:"name"`
	}
	if err := w.GetOrMissing(
		ctx, &institution, "account", "", `select institution as name from accounts where id = $1`, w.Account,
	); err != nil {
		return domain.Text{}, err
	}
	if institution.Name.IsZero() {
		return domain.Text{}, &domain.Error{Kind: domain.Rule, Code: "institution_missing"}
	}
	return institution.Name, nil
}

// Assessment is an assessment that a person gave and that stands.
type Assessment struct {
	ID     int64       `db:"id"`
	Target string      `db:"target"`
	Title  domain.Text `db:"title"`
	Level  string      `db:"level"`
	On     domain.Day  `db:"effective_on"`
}

// Assessments lists what an account has assessed, the newest first.
func (t *Tracker) Assessments(ctx context.Context, account int64) ([]Assessment, error) {
	list, err := ledger.SelectAll[Assessment](ctx, t.Primary, `-- tracker.Assessments
		select s.id, coalesce(i.code, m.code, c.code) as target, coalesce(i.title, m.title, c.title) as title, s.level,
			s.effective_on from statements s
		left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
			left join commitments c on c.id = s.commitment_id
		where s.author_id = $1 and s.kind = 'assessment'
			and not exists (select from retractions x where x.statement_id = s.id)
		order by s.recorded_at desc, s.id desc limit 50`, account)
	if err != nil {
		return nil, fmt.Errorf("assessments: %w", err)
	}
	return list, nil
}
