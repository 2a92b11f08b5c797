package programme

import (
	"context"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Gates lists a programme's gates in the order of its phases.
func (p *Programmes) Gates(ctx context.Context, programme string) ([]Gate, error) {
	gates, err := ledger.SelectAll[Gate](ctx, p.Public, gatesQuery, programme)
	if err != nil {
		return nil, fmt.Errorf("gates: %w", err)
	}
	return gates, nil
}

// GateDecision is one decision of a gate; a later one stands beside it. A retracted one counts no more.
type GateDecision struct {
	Decision   string      `json:"decision" db:"decision"`
	On         domain.Day  `json:"on" db:"effective_on"`
	Note       domain.Text `json:"note" db:"note"`
	First      domain.Text `json:"first_signatory" db:"first_signatory"`
	Second     domain.Text `json:"second_signatory" db:"second_signatory"`
	Retracted  bool        `json:"retracted" db:"retracted"`
	RecordedAt time.Time   `json:"recorded_at" db:"recorded_at"`
}

const gateDecisionsQuery = `-- programme.GateDecisions
select s.decision, s.effective_on, s.note, g.first_signatory, g.second_signatory,
  exists (select from retractions x where x.statement_id = s.id) as retracted, s.recorded_at
from statements s left join gate_signatures g on g.statement_id = s.id where s.gate_code = $1
order by s.effective_on desc, s.recorded_at desc, s.id desc`

// GateDecisions lists all that a gate ever decided, newest first.
func (p *Programmes) GateDecisions(ctx context.Context, code string) ([]GateDecision, error) {
	decisions, err := ledger.SelectAll[GateDecision](ctx, p.Public, gateDecisionsQuery, code)
	if err != nil {
		return nil, fmt.Errorf("gate decisions: %w", err)
	}
	return decisions, nil
}

const gateEvidenceQuery = `-- programme.GateEvidence
select e.id, e.statement_id, s.gate_code as target, e.title, coalesce(e.url, '') as url,
  coalesce(e.file_sha256, '') as file, coalesce(e.publisher, '') as publisher, coalesce(e.lang, '') as lang, e.kind,
  coalesce(e.locator, '') as locator, e.accessed_on, coalesce(e.sha256, e.file_sha256, '') as sha256, e.seen_alive_on,
  e.dead_since
from evidence e join statements s on s.id = e.statement_id where s.gate_code = $1 order by e.id desc`

// GateEvidence lists what supports a gate's decisions, newest first.
func (p *Programmes) GateEvidence(ctx context.Context, code string) ([]tracker.Evidence, error) {
	list, err := ledger.SelectAll[tracker.Evidence](ctx, p.Public, gateEvidenceQuery, code)
	if err != nil {
		return nil, fmt.Errorf("gate evidence: %w", err)
	}
	return list, nil
}

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
	return w.ExecOrMissing(ctx, "phase", g.AfterPhase, `-- programme.AddGate
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
	return w.ExecOrMissing(ctx, "gate", c.Gate, `-- programme.AddGateCriterion
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
	return w.ExecOrMissing(ctx, "gate", l.Gate, `-- programme.AddGateLesson
		insert into gate_lessons (gate_code, kind, number, lesson, owner, due_on, done_on)
			select code, $2, $3, $4, $5, $6, $7 from gates where code = $1`,
		l.Gate, l.Kind, l.Number, l.Lesson, l.Owner, l.DueOn, l.DoneOn)
}
