package tracker

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// ExampleMilestone is a made-up milestone with what each voice says of it; unknown or empty is nothing.
// Withdrawn is in_time, late or empty.
type ExampleMilestone struct {
	Weight    int          `json:"weight"`
	Declared  domain.Level `json:"declared"`
	Approved  domain.Level `json:"approved"`
	Assessed  domain.Level `json:"assessed"`
	Withdrawn string       `json:"withdrawn"`
}

// ExampleResult is what the formula makes of the milestones of one made-up commitment.
type ExampleResult struct {
	Levels            Sources `db:"levels"`
	Milestones        int     `db:"milestones"`
	Withdrawn         int     `db:"withdrawn"`
	CompletedDeclared int     `db:"completed_declared"`
	CompletedApproved int     `db:"completed_approved"`
	CompletedAssessed int     `db:"completed_assessed"`
	HighApproved      int     `db:"high_approved"`
	Awaiting          int     `db:"awaiting"`
	Weight            int     `db:"weight"`
	WeightCompleted   int     `db:"weight_completed"`
	Overclaimed       int     `db:"overclaimed"`
	Assessed          int     `db:"assessed_milestones"`
}

// Numbers below zero are in no record. An approved update is also a declared one.
const examplesQuery = `-- tracker.Examples
with given as (
  select g.* from jsonb_to_recordset($1) g (commitment bigint, weight int, declared text, approved text, assessed text,
    withdrawn text)
),
standings as (
  select jsonb_populate_record(null::milestone_standings,
    jsonb_build_object('commitment_id', commitment, 'milestone_id', commitment, 'weight', weight,
    'outside', case when withdrawn = 'in_time' then 'withdrawn' end,
    'declared', counted_level(coalesce(nullif(nullif(declared, 'unknown'), ''), nullif(approved, '')),
      withdrawn = 'late'),
    'approved', counted_level(nullif(approved, ''), withdrawn = 'late'),
    'assessed', counted_level(nullif(assessed, ''), false))) as s
  from given
)
select coalesce(s.declared, 'none') as "levels.declared", coalesce(s.approved, 'none') as "levels.approved",
  coalesce(s.assessed, 'none') as "levels.assessed",
  s.milestones, s.withdrawn, s.completed_declared, s.completed_approved, s.completed_assessed, s.high_approved,
  s.awaiting, s.weight, s.weight_completed,
  s.overclaimed, s.assessed_milestones
from commitment_standings_of($2, array(select s from standings)) s order by s.commitment_id desc`

// Examples computes made-up commitments by the functions that keep the record's own figures.
func (t *Tracker) Examples(ctx context.Context, commitments [][]ExampleMilestone) ([]ExampleResult, error) {
	type row struct {
		Commitment int `json:"commitment"`
		ExampleMilestone
	}
	rows, ids := []row{}, pq.Int64Array{}
	for i, milestones := range commitments {
		ids = append(ids, int64(-1-i))
		for _, m := range milestones {
			rows = append(rows, row{-1 - i, m})
		}
	}
	given, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	results, err := ledger.SelectAll[ExampleResult](ctx, t.Public, examplesQuery, string(given), ids)
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	return results, nil
}
