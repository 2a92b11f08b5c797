package tracker

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewDecision is what a gate decided on a day, with the functions of its two signatories.
type NewDecision struct {
	Gate     string          `validate:"required"`
	Decision domain.Decision `validate:"decision"`
	On       domain.Day      `validate:"required"`
	Note     domain.Text
	First    domain.Text
	Second   domain.Text
	Evidence []NewEvidence `validate:"dive"`
}

// DecideGate records a gate's decision and returns the statement's number. A later decision stands
// beside an earlier one: a gate that was held may pass.
func DecideGate(ctx context.Context, w *ledger.Writer, d NewDecision) (int64, error) {
	if err := domain.CheckShape(d); err != nil {
		return 0, err
	}
	var of target
	if err := w.GetOrMissing(
		ctx, &of, "gate", d.Gate, `select code, code as gate_code from gates where code = $1`, d.Gate,
	); err != nil {
		return 0, err
	}
	id, err := addStatement(ctx, w, of, NewStatement{
		Kind: "decision", Speaker: domain.SpeakerProgramme, Decision: d.Decision, On: d.On, Note: d.Note,
		Evidence: d.Evidence,
	})
	if err != nil {
		return 0, err
	}
	return id, w.Exec(
		ctx, `insert into gate_signatures (statement_id, first_signatory, second_signatory) values ($1, $2, $3)`, id,
		d.First, d.Second,
	)
}
