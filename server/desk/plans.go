package desk

import (
	"context"

	"jalons/server/domain"
	"jalons/server/tracker"
)

// NewPlan enters an action plan.
// EditPlan corrects an action plan.
// Publish publishes a commitment and returns its code.
// PublishMilestone publishes a milestone and returns its code.
// EditCommitment changes a commitment's texts in one language, and its days.
// EditMilestone changes a milestone's title in one language and its weight.
// Versions gives the versions of a commitment and of its milestones, by code.
func (d *Desk) Versions(ctx context.Context, commitment string) (map[string]int64, error) {
	type versioned struct {
		Code    string `db:"code"`
		Version int64  `db:"version"`
	}
	rows, err := list[versioned](
		ctx, d, "versions",
		`select code, version from commitments where code = $1
			union all select m.code, m.version from milestones m join commitments c on c.id = m.commitment_id
			where c.code = $1`,
		commitment,
	)
	versions := map[string]int64{}
	for _, row := range rows {
		versions[row.Code] = row.Version
	}
	return versions, err
}

// Plan gives an action plan to who keeps its state's record.
func (d *Desk) Plan(ctx context.Context, account int64, code string) (*tracker.ActionPlan, error) {
	rights, err := d.Rights(ctx, account)
	if err != nil {
		return nil, err
	}
	plan, err := d.Tracker.ActionPlan(ctx, code)
	if err == nil && !rights.Keeps(plan.State) {
		err = &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	return plan, err
}

// Indicator gives an indicator to who keeps its state's record.
func (d *Desk) Indicator(ctx context.Context, account int64, code string) (*tracker.EditedIndicator, error) {
	rights, err := d.Rights(ctx, account)
	if err != nil {
		return nil, err
	}
	indicator, err := d.Tracker.EditedIndicator(ctx, code)
	if err == nil && !rights.Keeps(indicator.State) {
		err = &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	return indicator, err
}

// EditIndicator corrects an indicator.
// EditTies changes what a commitment belongs to.
// AddBody enters an institution of a state and returns its number.
// EditBody changes an institution's kind and its name in one language.
