package tracker

import (
	"context"
	"slices"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewStage is a statement that a city's deployment is at a stage. A stage below the one before is a setback.
type NewStage struct {
	City     string         `validate:"required"`
	Speaker  domain.Speaker `validate:"omitempty,speaker"`
	Stage    domain.Stage   `validate:"stage"`
	On       domain.Day     `validate:"required"`
	Note     domain.Text
	Evidence []NewEvidence `validate:"dive"`
}

// AsStage is what was typed about a city at a stage; what is asked about milestones only is refused.
func (u NewUpdate) AsStage(stage domain.Stage) (NewStage, error) {
	switch {
	case u.Level != "":
		return NewStage{}, domain.NotAsked("level")
	case u.Confirmed:
		return NewStage{}, domain.NotAsked("confirmed")
	case u.Value != nil:
		return NewStage{}, domain.NotAsked("value")
	case u.Blocker != "":
		return NewStage{}, domain.NotAsked("blocker")
	case u.Unproven != "":
		return NewStage{}, domain.NotAsked("unproven")
	}
	return NewStage{City: u.Target, Speaker: u.Speaker, Stage: stage, On: u.On, Note: u.Note, Evidence: u.Evidence}, nil
}

// DeclareStage records that a city is at a stage, as an actor says who saw it at version, 0 for any, and returns the
// statement's number. A stage below the one before is a setback; people give a note with one, and with a pause or an
// end.
func DeclareStage(ctx context.Context, w *ledger.Writer, n NewStage, version int64) (int64, error) {
	s, err := findSubject(ctx, w, n.City, version, speaks)
	if err != nil {
		return 0, err
	}
	if s.Deployment == nil {
		return 0, domain.NotFound("city", n.City)
	}
	if err := domain.CheckShape(n); err != nil {
		return 0, err
	}
	if n.Speaker, err = speaker(w, s.State, n.Speaker); err != nil {
		return 0, err
	}
	now, before := slices.Index(domain.Ladder(), n.Stage), slices.Index(domain.Ladder(), domain.Stage(s.Stands))
	setback := now >= 0 && now < before
	if w.Rights != nil && n.Note.IsZero() && (setback || now < 0) {
		return 0, &domain.Error{Kind: domain.Rule, Code: "setback_needs_reason", Field: "note"}
	}
	id, err := addStatement(ctx, w, s.target, NewStatement{
		Kind: "stage", Speaker: n.Speaker, Stage: n.Stage, Setback: setback, On: n.On, Note: n.Note,
		Evidence: n.Evidence,
	})
	if err != nil {
		return 0, err
	}
	if err := DropDraft(ctx, w, n.City); err != nil {
		return 0, err
	}
	return id, w.Audit(
		ctx, "declared", s.Code, map[string]any{"statement": id, "from": s.Declared, "to": n.Stage},
	)
}
