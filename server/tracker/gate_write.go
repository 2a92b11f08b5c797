package tracker

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewGate is the decision to be taken after a phase, on the day it is planned for.
type NewGate struct {
	Code       string `validate:"required"`
	AfterPhase string `validate:"required"`
	Name       domain.Text
	PlannedOn  domain.Day `validate:"required"`
}

// AddGate adds a gate to the programme of its phase; it is open until it is decided.
func AddGate(ctx context.Context, w *ledger.Writer, g NewGate) error {
	if err := domain.CheckShape(g); err != nil {
		return err
	}
	return w.ExecOrMissing(ctx, "phase", g.AfterPhase, `-- tracker.AddGate
		insert into gates (code, programme_code, after_phase, name, planned_on) select $2, programme_code, code, $3, $4
		from phases where code = $1`,
		g.AfterPhase, g.Code, g.Name, g.PlannedOn)
}

// NewCriterion is one exit criterion of a gate. Figure says what was looked at; unknown is not met.
type NewCriterion struct {
	Gate      string `validate:"required"`
	Number    int    `validate:"gte=1,lte=99"`
	Criterion domain.Text
	Critical  bool
	Figure    domain.Text
	Met       string `validate:"criterion"`
}

// AddGateCriterion adds an exit criterion to a gate.
func AddGateCriterion(ctx context.Context, w *ledger.Writer, c NewCriterion) error {
	if err := domain.CheckShape(c); err != nil {
		return err
	}
	return w.ExecOrMissing(ctx, "gate", c.Gate, `-- tracker.AddGateCriterion
		insert into gate_criteria (gate_code, number, criterion, critical, figure, met) select code, $2, $3, $4, $5, $6
		from gates where code = $1`,
		c.Gate, c.Number, c.Criterion, c.Critical, c.Figure, c.Met)
}

// NewLesson is a strength, weakness or adjustment; an adjustment has an owner and a day.
type NewLesson struct {
	Gate   string `validate:"required"`
	Kind   string `validate:"lesson"`
	Number int    `validate:"gte=1,lte=99"`
	Lesson domain.Text
	Owner  domain.Text
	DueOn  domain.Day
	DoneOn domain.Day
}

// AddGateLesson adds what a gate learnt.
func AddGateLesson(ctx context.Context, w *ledger.Writer, l NewLesson) error {
	if err := domain.CheckShape(l); err != nil {
		return err
	}
	return w.ExecOrMissing(ctx, "gate", l.Gate, `-- tracker.AddGateLesson
		insert into gate_lessons (gate_code, kind, number, lesson, owner, due_on, done_on)
			select code, $2, $3, $4, $5, $6, $7 from gates where code = $1`,
		l.Gate, l.Kind, l.Number, l.Lesson, l.Owner, l.DueOn, l.DoneOn)
}

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
