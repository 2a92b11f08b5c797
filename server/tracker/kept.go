package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Versions gives the versions of a commitment and of its milestones, by code.
func (t *Tracker) Versions(ctx context.Context, commitment string) (map[string]int64, error) {
	type versioned struct {
		Code    string `db:"code"`
		Version int64  `db:"version"`
	}
	rows, err := ledger.SelectAll[versioned](ctx, t.Primary, `-- tracker.Versions
		select code, version from commitments where code = $1
		union all select m.code, m.version from milestones m join commitments c on c.id = m.commitment_id
		where c.code = $1`, commitment)
	if err != nil {
		return nil, fmt.Errorf("versions: %w", err)
	}
	versions := map[string]int64{}
	for _, row := range rows {
		versions[row.Code] = row.Version
	}
	return versions, nil
}

// KeptActionPlan gives an action plan to who keeps its state's record.
func (t *Tracker) KeptActionPlan(ctx context.Context, r *ledger.Rights, code string) (*ActionPlan, error) {
	plan, err := t.ActionPlan(ctx, code)
	if err != nil {
		return nil, err
	}
	if !r.Keeps(plan.State) {
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	return plan, nil
}

// KeptIndicator gives an indicator to who keeps its state's record.
func (t *Tracker) KeptIndicator(ctx context.Context, r *ledger.Rights, code string) (*EditedIndicator, error) {
	indicator, err := t.EditedIndicator(ctx, code)
	if err != nil {
		return nil, err
	}
	if !r.Keeps(indicator.State) {
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	return indicator, nil
}
