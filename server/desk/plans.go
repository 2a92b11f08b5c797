package desk

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// NewPlan enters an action plan.
func (d *Desk) NewPlan(ctx context.Context, c ledger.Request, p tracker.NewActionPlan) error {
	return d.do(ctx, c, func(w *ledger.Writer) error { return tracker.NewPlan(ctx, w, p) })
}

// EditPlan corrects an action plan.
func (d *Desk) EditPlan(ctx context.Context, c ledger.Request, code string, e tracker.PlanEdit, version int64) error {
	return d.do(ctx, c, func(w *ledger.Writer) error { return tracker.EditPlan(ctx, w, code, e, version) })
}

// Publish publishes a commitment and returns its code.
func (d *Desk) Publish(ctx context.Context, c ledger.Request, n tracker.NewCommitment) (string, error) {
	return ledger.WriteAs(ctx, d.Ledger, c, func(w *ledger.Writer) (string, error) {
		return tracker.Publish(ctx, w, n)
	})
}

// PublishMilestone publishes a milestone and returns its code.
func (d *Desk) PublishMilestone(ctx context.Context, c ledger.Request, n tracker.NewMilestone) (string, error) {
	return ledger.WriteAs(ctx, d.Ledger, c, func(w *ledger.Writer) (string, error) {
		return tracker.PublishMilestone(ctx, w, n)
	})
}

// EditCommitment changes a commitment's texts in one language, and its days.
func (d *Desk) EditCommitment(
	ctx context.Context, c ledger.Request, code string, t tracker.CommitmentTexts, version int64,
) error {
	return d.do(ctx, c, func(w *ledger.Writer) error {
		return tracker.EditCommitment(ctx, w, code, t, version)
	})
}

// EditMilestone changes a milestone's title in one language and its weight.
func (d *Desk) EditMilestone(
	ctx context.Context, c ledger.Request, code, lang, title string, weight int, version int64,
) error {
	return d.do(ctx, c, func(w *ledger.Writer) error {
		return tracker.EditMilestone(ctx, w, code, lang, title, weight, version)
	})
}

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
func (d *Desk) EditIndicator(
	ctx context.Context, c ledger.Request, code string, e tracker.IndicatorEdit, version int64,
) error {
	return d.do(ctx, c, func(w *ledger.Writer) error {
		return tracker.EditIndicator(ctx, w, code, e, version)
	})
}

// EditTies changes what a commitment belongs to.
func (d *Desk) EditTies(ctx context.Context, c ledger.Request, code string, t tracker.Ties, version int64) error {
	return d.do(ctx, c, func(w *ledger.Writer) error { return tracker.EditRelations(ctx, w, code, t, version) })
}

// AddBody enters an institution of a state and returns its number.
func (d *Desk) AddBody(ctx context.Context, c ledger.Request, b tracker.NewBody) (int64, error) {
	return ledger.WriteAs(ctx, d.Ledger, c, func(w *ledger.Writer) (int64, error) {
		return tracker.AddInstitution(ctx, w, b)
	})
}

// EditBody changes an institution's kind and its name in one language.
func (d *Desk) EditBody(ctx context.Context, c ledger.Request, id int64, b tracker.NewBody, version int64) error {
	return d.do(ctx, c, func(w *ledger.Writer) error { return tracker.EditInstitution(ctx, w, id, b, version) })
}
