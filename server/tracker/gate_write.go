package tracker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// NewGate is the decision to be taken after a phase, on the day it is planned for.
type NewGate struct {
	Code       string `validate:"required"`
	AfterPhase string `validate:"required"`
	Name       Text
	PlannedOn  Day `validate:"required"`
}

// AddGate adds a gate to the programme of its phase; it is open until it is decided.
func AddGate(ctx context.Context, w *Writer, g NewGate) error {
	if err := checkShape(g); err != nil {
		return err
	}
	return w.add(ctx, "phase", g.AfterPhase, `-- tracker.AddGate
		insert into gates (code, programme_code, after_phase, name, planned_on) select $2, programme_code, code, $3, $4
		from phases where code = $1`,
		g.AfterPhase, g.Code, g.Name, g.PlannedOn)
}

// NewCriterion is one exit criterion of a gate. Figure says what was looked at; unknown is not met.
type NewCriterion struct {
	Gate      string `validate:"required"`
	Number    int    `validate:"gte=1,lte=99"`
	Criterion Text
	Critical  bool
	Figure    Text
	Met       string `validate:"oneof=met not_met unknown"`
}

// AddGateCriterion adds an exit criterion to a gate.
func AddGateCriterion(ctx context.Context, w *Writer, c NewCriterion) error {
	if err := checkShape(c); err != nil {
		return err
	}
	return w.add(ctx, "gate", c.Gate, `-- tracker.AddCriterion
		insert into gate_criteria (gate_code, number, criterion, critical, figure, met) select code, $2, $3, $4, $5, $6
		from gates where code = $1`,
		c.Gate, c.Number, c.Criterion, c.Critical, c.Figure, c.Met)
}

// NewLesson is a strength, weakness or adjustment; an adjustment has an owner and a day.
type NewLesson struct {
	Gate   string `validate:"required"`
	Kind   string `validate:"oneof=strength weakness adjustment"`
	Number int    `validate:"gte=1,lte=99"`
	Lesson Text
	Owner  Text
	DueOn  Day
	DoneOn Day
}

// AddGateLesson adds what a gate learnt.
func AddGateLesson(ctx context.Context, w *Writer, l NewLesson) error {
	if err := checkShape(l); err != nil {
		return err
	}
	return w.add(ctx, "gate", l.Gate, `-- tracker.AddLesson
		insert into gate_lessons (gate_code, kind, number, lesson, owner, due_on, done_on)
			select code, $2, $3, $4, $5, $6, $7 from gates where code = $1`,
		l.Gate, l.Kind, l.Number, l.Lesson, l.Owner, l.DueOn, l.DoneOn)
}

// NewDecision is what a gate decided on a day, with the functions of its two signatories.
type NewDecision struct {
	Gate     string `validate:"required"`
	Decision string `validate:"oneof=passed passed_with_conditions held"`
	On       Day    `validate:"required"`
	Note     Text
	First    Text
	Second   Text
	Evidence []NewEvidence `validate:"dive"`
}

// DecideGate records a gate's decision and returns the statement's number. A later decision stands
// beside an earlier one: a gate that was held may pass.
func DecideGate(ctx context.Context, w *Writer, d NewDecision) (int64, error) {
	if err := checkShape(d); err != nil {
		return 0, err
	}
	var of target
	if err := w.one(
		ctx, &of, "gate", d.Gate, `select code, code as gate_code from gates where code = $1`, d.Gate,
	); err != nil {
		return 0, err
	}
	id, err := addStatement(ctx, w, of, statement{
		Kind: "decision", Speaker: "programme", Decision: d.Decision, On: d.On, Note: d.Note, Evidence: d.Evidence,
	})
	if err != nil {
		return 0, err
	}
	return id, w.exec(
		ctx, `insert into gate_signatures (statement_id, first_signatory, second_signatory) values ($1, $2, $3)`, id,
		d.First, d.Second,
	)
}

// add runs an insert that selects from what it belongs to, and says that this is missing where
// nothing was inserted.
func (w *Writer) add(ctx context.Context, word, code, query string, args ...any) error {
	result, err := w.ready.exec(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s %s: %w", word, code, named(err))
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return missing(word, code)
}

// addOne is add for an insert that returns the new row's number.
func (w *Writer) addOne(ctx context.Context, word, code, query string, args ...any) (id int64, err error) {
	if id, err = w.insert(ctx, query, args...); errors.Is(err, sql.ErrNoRows) {
		return 0, missing(word, code)
	}
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", word, code, err)
	}
	return id, nil
}
