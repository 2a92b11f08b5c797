package tracker

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewMilestone is a step of a commitment to be entered. Its first promised date is its due date,
// unless FirstUnknown says that it came without its history.
type NewMilestone struct {
	Commitment   string `validate:"required"`
	Number       int    `validate:"gte=1,lte=9999"`
	Title        domain.Text
	Weight       int `validate:"gte=1,lte=3"`
	DueOn        domain.Day
	Precision    domain.Precision `validate:"precision"`
	Raw          domain.Text
	FirstUnknown bool
}

// AddMilestone publishes a milestone of a commitment whose record the actor keeps, under the next number of its
// commitment where none is given, and returns its code. Its date lies within its commitment's.
func AddMilestone(ctx context.Context, w *ledger.Writer, m NewMilestone) (string, error) {
	p, err := findCommitment(ctx, w, m.Commitment)
	if err != nil {
		return "", err
	}
	m.Number = cmp.Or(m.Number, p.Next)
	if m.DueOn = m.DueOn.LastOf(m.Precision); m.DueOn != "" {
		m.Precision = cmp.Or(m.Precision, domain.PrecisionDay)
	} else if w.Rights != nil {
		m.Precision = domain.PrecisionNone
	}
	if err := domain.CheckShape(m); err != nil {
		return "", err
	}
	switch {
	case m.Title.IsZero():
		return "", &domain.Error{Kind: domain.Rule, Code: "title_needed", Field: "title"}
	case !p.days().holds(dated{Day: m.DueOn}):
		return "", &domain.Error{Kind: domain.Rule, Code: "outside_commitment", Field: "due_on"}
	}
	if err := p.check("due_on", m.DueOn); err != nil {
		return "", err
	}
	code := fmt.Sprintf("%s.%d", m.Commitment, m.Number)
	_, err = w.Insert(ctx, `-- tracker.AddMilestone
		insert into milestones (code, commitment_id, state_code, number, title, weight, due_on, due_precision, due_raw,
			first_due_on, first_due_known, published_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10 then null else $7::date end, not $10, $11)
		on conflict (commitment_id, number) do nothing returning id`,
		code, p.ID, p.State, m.Number, m.Title, m.Weight, m.DueOn, m.Precision, m.Raw, m.FirstUnknown, w.Now())
	if errors.Is(err, sql.ErrNoRows) {
		return "", thereAlready("number", code)
	}
	if err != nil {
		return "", fmt.Errorf("milestone %s: %w", code, err)
	}
	return code, w.Audit(ctx, "milestone_added", code, nil)
}

// EditMilestone changes a milestone's title in one language and its weight, 0 for as it is, as a person who
// saw it at version.
func EditMilestone(
	ctx context.Context, w *ledger.Writer, code, lang, title string, weight int, version int64,
) error {
	var m struct {
		State string      `db:"state_code"`
		Title domain.Text `db:"title"`
	}
	if err := w.GetOrMissing(
		ctx, &m, "milestone", code, `select state_code, title from milestones where code = $1`, code,
	); err != nil {
		return err
	}
	if err := allowKeeper(w, m.State); err != nil {
		return err
	}
	edited, err := m.Title.Retitled(lang, title)
	if err != nil {
		return err
	}
	if err := w.ExecOrStale(
		ctx, code,
		`update milestones set title = $3, weight = coalesce(nullif($4, 0), weight), version = version + 1
			where code = $1 and version = $2 and in_scope(state_code)`,
		code, version, edited, weight,
	); err != nil {
		return err
	}
	return w.Audit(ctx, "milestone_edited", code, map[string]any{"lang": lang})
}

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
