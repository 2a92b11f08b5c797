package tracker

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Judgement is an assessment as a person gives it: the body that assesses is the account's.
type Judgement struct {
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

// Judge records the assessment of a person who belongs to neither side, and returns its number. Without
// a word on why, nobody could answer it: a verdict or a source is needed.
func Judge(ctx context.Context, w *ledger.Writer, j Judgement) (int64, error) {
	if err := domain.CheckShape(j); err != nil {
		return 0, err
	}
	var of target
	if err := w.GetOrMissing(ctx, &of, "target", j.Target, targetQuery, j.Target); err != nil {
		return 0, err
	}
	if of.Milestone == nil && of.Commitment == nil {
		return 0, domain.NotFound("target", j.Target)
	}
	if err := w.Allow(func(r *ledger.Rights) bool { return r.Assesses(of.State) }); err != nil {
		return 0, err
	}
	if j.Verdict.IsZero() && len(j.Evidence) == 0 {
		return 0, &domain.Error{Kind: domain.Rule, Code: "verdict_needed", Field: "verdict"}
	}
	if err := checkAssessed(ctx, w, of, j.On); err != nil {
		return 0, err
	}
	if of.Milestone != nil {
		if err := refuseIndicators(ctx, w, of); err != nil {
			return 0, err
		}
	}
	var body struct {
		Name domain.Text `db:"name"`
	}
	// Only the institution is published, never the person.
	if err := w.GetOrMissing(
		ctx, &body, "account", "", `select institution as name from accounts where id = $1`, w.Account,
	); err != nil {
		return 0, err
	}
	if body.Name.IsZero() {
		return 0, &domain.Error{Kind: domain.Rule, Code: "institution_missing"}
	}
	id, err := Assess(ctx, w, NewAssessment{
		Target: j.Target, Level: j.Level, On: j.On, Assessor: body.Name, EarlyResults: j.EarlyResults,
		Ambition: j.Ambition, Verifiable: j.Verifiable, Verdict: j.Verdict, Evidence: j.Evidence,
	})
	if err != nil {
		return 0, err
	}
	return id, w.Audit(ctx, "assessed", of.Code, map[string]any{"statement": id, "to": j.Level})
}
