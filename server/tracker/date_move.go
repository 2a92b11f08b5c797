package tracker

import (
	"cmp"
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewDateMove moves the date of a milestone or indicator; the first one is never lost. Precision says how
// much of the new date is meant, a day where it is empty; of a month, quarter or year the last day counts.
type NewDateMove struct {
	Target    string           `validate:"required"`
	NewOn     domain.Day       `validate:"required"`
	Precision domain.Precision `validate:"omitempty,calendar_precision"`
	Reason    domain.Cause     `validate:"move_cause"`
	Note      domain.Text
}

// MoveDate moves the date of a milestone or indicator as an actor who saw it at version, 0 for any. A milestone that
// has no date of its own takes its indicators'. What the actor had typed about it is taken along to the new version.
func MoveDate(ctx context.Context, w *ledger.Writer, m NewDateMove, version int64) error {
	s, err := findSubject(ctx, w, m.Target, version, keeps)
	if err != nil {
		return err
	}
	if err := domain.CheckShape(m); err != nil {
		return err
	}
	m.Precision = cmp.Or(m.Precision, domain.PrecisionDay)
	m.NewOn = m.NewOn.LastOf(m.Precision)
	switch {
	case s.Milestone == nil:
		return domain.NotFound("milestone", m.Target)
	case s.Outside:
		return &domain.Error{Kind: domain.Rule, Code: "target_outside", Args: map[string]any{"code": s.Code}}
	case m.NewOn == s.DueOn:
		return &domain.Error{Kind: domain.Rule, Code: "date_the_same", Field: "new_on"}
	case !s.Begun(m.NewOn):
		return s.check("new_on", m.NewOn)
	}
	if err := refuseBorrowedDate(ctx, w, s); err != nil {
		return err
	}
	if err := w.Exec(ctx, `-- tracker.MoveDate
		insert into date_moves (milestone_id, indicator_id, old_on, new_on, reason, note, author_id, acting_as,
			recorded_at)
		values ($1, $2, coalesce((select due_on from indicators where id = $2),
			(select due_on from milestones where id = $1 and $2::bigint is null)), $3, $4, $5, $6, $7, $8)`,
		s.Milestone, s.Indicator, m.NewOn, m.Reason, m.Note, w.Account, w.ActingAs, w.Now()); err != nil {
		return fmt.Errorf("date move %s: %w", m.Target, err)
	}
	query, id := `update milestones set due_on = $2, due_precision = $3 where id = $1`, s.Milestone
	if s.Indicator != nil {
		query, id = `update indicators set due_on = $2, due_precision = $3, version = version + 1 where id = $1`,
			s.Indicator
	}
	if err := w.Exec(ctx, query, id, m.NewOn, m.Precision); err != nil {
		return fmt.Errorf("date move %s: %w", m.Target, err)
	}
	if err := keepDraft(ctx, w, m.Target, version); err != nil {
		return err
	}
	return w.Audit(ctx, "moved", s.Code, map[string]any{"from": s.DueOn, "to": m.NewOn, "reason": m.Reason})
}

// refuseBorrowedDate refuses to move the date of a milestone that has only those of its indicators.
func refuseBorrowedDate(ctx context.Context, w *ledger.Writer, s *subject) error {
	if s.Indicator != nil {
		return nil
	}
	var borrowed bool
	if err := w.Get(ctx, &borrowed, `-- tracker.refuseBorrowedDate
		select due_on is null and exists (select from indicators i where i.milestone_id = m.id)
		from milestones m where m.id = $1`, *s.Milestone); err != nil {
		return fmt.Errorf("indicators: %w", err)
	}
	if borrowed {
		return &domain.Error{
			Kind: domain.Rule, Code: "date_of_indicators", Field: "new_on", Args: map[string]any{"code": s.Code},
		}
	}
	return nil
}
