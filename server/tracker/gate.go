package tracker

import (
	"context"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Gates lists a programme's gates in the order of its phases.
func (t *Tracker) Gates(ctx context.Context, programme string) ([]Gate, error) {
	gates, err := ledger.SelectAll[Gate](ctx, t.Public, gatesQuery, programme)
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

const gateDecisionsQuery = `-- tracker.GateDecisions
select s.decision, s.effective_on, s.note, g.first_signatory, g.second_signatory,
  exists (select from retractions x where x.statement_id = s.id) as retracted, s.recorded_at
from statements s left join gate_signatures g on g.statement_id = s.id where s.gate_code = $1
order by s.effective_on desc, s.recorded_at desc, s.id desc`

// GateDecisions lists all that a gate ever decided, newest first.
func (t *Tracker) GateDecisions(ctx context.Context, code string) ([]GateDecision, error) {
	decisions, err := ledger.SelectAll[GateDecision](ctx, t.Public, gateDecisionsQuery, code)
	if err != nil {
		return nil, fmt.Errorf("gate decisions: %w", err)
	}
	return decisions, nil
}

const gateEvidenceQuery = `-- tracker.GateEvidence
select e.id, e.statement_id, s.gate_code as target, e.title, coalesce(e.url, '') as url,
  coalesce(e.file_sha256, '') as file, coalesce(e.publisher, '') as publisher, coalesce(e.lang, '') as lang, e.kind,
  coalesce(e.locator, '') as locator, e.accessed_on, coalesce(e.sha256, e.file_sha256, '') as sha256, e.seen_alive_on,
  e.dead_since
from evidence e join statements s on s.id = e.statement_id where s.gate_code = $1 order by e.id desc`

// GateEvidence lists what supports a gate's decisions, newest first.
func (t *Tracker) GateEvidence(ctx context.Context, code string) ([]Evidence, error) {
	list, err := ledger.SelectAll[Evidence](ctx, t.Public, gateEvidenceQuery, code)
	if err != nil {
		return nil, fmt.Errorf("gate evidence: %w", err)
	}
	return list, nil
}
