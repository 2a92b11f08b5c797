package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewWithdrawal takes a milestone out by a decision of a day. Of people both are asked; a list that is brought in may
// have a milestone dropped on no day that is known.
type NewWithdrawal struct {
	Milestone string
	DecidedOn domain.Day
	Decision  domain.Text
}

// WithdrawMilestone withdraws a milestone as an actor who saw it at version, 0 for any.
func WithdrawMilestone(ctx context.Context, w *ledger.Writer, n NewWithdrawal, version int64) error {
	s, err := findSubject(ctx, w, n.Milestone, version, keeps)
	if err != nil {
		return err
	}
	asked := w.Rights != nil
	switch {
	case s.Milestone == nil || s.Indicator != nil:
		return domain.NotFound("milestone", n.Milestone)
	case s.Outside:
		return &domain.Error{Kind: domain.Conflict, Code: "target_outside", Args: map[string]any{"code": s.Code}}
	case asked && n.DecidedOn == "", n.DecidedOn > domain.DayOf(w.Now()):
		return &domain.Error{Kind: domain.Rule, Code: "in_the_future", Field: "decided_on"}
	case asked && n.Decision.IsZero():
		return &domain.Error{Kind: domain.Rule, Code: "reason_required", Field: "decision"}
	}
	if err := w.Exec(ctx, `-- tracker.WithdrawMilestone
		insert into withdrawals (milestone_id, decided_on, decision, author_id, acting_as, recorded_at)
		values ($1, $2, $3, $4, $5, $6)`,
		s.Milestone, n.DecidedOn, n.Decision, w.Account, w.ActingAs, w.Now()); err != nil {
		return fmt.Errorf("withdrawal %s: %w", n.Milestone, err)
	}
	return w.Audit(ctx, "withdrawn", s.Code, map[string]any{"decided_on": n.DecidedOn})
}
