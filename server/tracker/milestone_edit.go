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
