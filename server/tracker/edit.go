package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// keeps says whether the account keeps a state's record for the programme.
func keeps(r *ledger.Rights, state string) bool { return r.Keeps(state) }

// Postpone moves the date of a milestone or indicator as a person who saw it at version. A milestone that
// has no date of its own takes its indicators'.
func Postpone(ctx context.Context, w *ledger.Writer, m NewDateMove, version int64) error {
	if err := domain.CheckShape(m); err != nil {
		return err
	}
	s, err := findSubject(ctx, w, m.Target, version, keeps)
	switch {
	case err != nil:
		return err
	case s.Milestone == nil:
		return domain.NotFound("milestone", m.Target)
	case s.Outside:
		return &domain.Error{Kind: domain.Rule, Code: "target_outside", Args: map[string]any{"code": s.Code}}
	case m.NewOn.LastOf(m.Precision) == s.DueOn:
		return &domain.Error{Kind: domain.Rule, Code: "date_the_same", Field: "new_on"}
	case !s.Begun(m.NewOn):
		return s.check("new_on", m.NewOn)
	}
	if s.Indicator == nil {
		var borrowed bool
		if err := w.Get(
			ctx, &borrowed,
			`select due_on is null and exists (select from indicators i where i.milestone_id = m.id) from milestones m
				where m.id = $1`,
			*s.Milestone,
		); err != nil {
			return fmt.Errorf("indicators: %w", err)
		}
		if borrowed {
			return &domain.Error{
				Kind: domain.Rule, Code: "date_of_indicators", Field: "new_on", Args: map[string]any{"code": s.Code},
			}
		}
	}
	if err := MoveDate(ctx, w, m); err != nil {
		return err
	}
	return w.Audit(ctx, "moved", s.Code, map[string]any{
		"from": s.DueOn, "to": m.NewOn.LastOf(m.Precision), "reason": m.Reason,
	})
}

// TakeOut withdraws a milestone as a person who saw it at version, by a decision that is named and has a
// day that has come.
func TakeOut(
	ctx context.Context, w *ledger.Writer, milestone string, decidedOn domain.Day, decision domain.Text, version int64,
) error {
	s, err := findSubject(ctx, w, milestone, version, keeps)
	switch {
	case err != nil:
		return err
	case s.Milestone == nil || s.Indicator != nil:
		return domain.NotFound("milestone", milestone)
	case s.Outside:
		return &domain.Error{Kind: domain.Conflict, Code: "target_outside", Args: map[string]any{"code": s.Code}}
	case decidedOn == "" || decidedOn > domain.DayOf(w.Now()):
		return &domain.Error{Kind: domain.Rule, Code: "in_the_future", Field: "decided_on"}
	case decision.IsZero():
		return &domain.Error{Kind: domain.Rule, Code: "reason_required", Field: "decision"}
	}
	if err := Withdraw(ctx, w, milestone, decidedOn, decision); err != nil {
		return err
	}
	return w.Audit(ctx, "withdrawn", s.Code, map[string]any{"decided_on": decidedOn})
}
