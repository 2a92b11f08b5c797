package desk

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/worklist"
)

// Said is what came of a statement: its number, and the target's version after it.
type Said struct {
	Statement int64 `json:"statement" doc:"number of the statement"`
}

// Declare records an update and forgets the draft it was made from.
func Declare(ctx context.Context, w *ledger.Writer, u tracker.NewUpdate, version int64) (Said, error) {
	id, err := tracker.Declare(ctx, w, u, version)
	if err != nil {
		return Said{}, err
	}
	return Said{id}, worklist.DropDraft(ctx, w, u.Target)
}

// DeclareStage records a city's stage and forgets the draft it was made from.
func DeclareStage(ctx context.Context, w *ledger.Writer, s tracker.NewStage, version int64) (Said, error) {
	id, err := tracker.DeclareStage(ctx, w, s, version)
	if err != nil {
		return Said{}, err
	}
	return Said{id}, worklist.DropDraft(ctx, w, s.City)
}

// Seen is a target at the version at which somebody saw it.
type Seen struct {
	Code    string
	Version int64
}

// Outcome is what came of one row of several: the number of what was recorded, or the code of the
// language files that says why it was not.
type Outcome struct {
	Code   string `json:"code" doc:"code of the target"`
	ID     int64  `json:"id" doc:"number of what was recorded; 0 where nothing was"`
	Reason string `json:"reason" doc:"why nothing was recorded, as a code; empty where something was"`
}

// Confirm says of each target that nothing has changed. Each stands for itself: one that is refused
// keeps no other from being recorded.
func Confirm(ctx context.Context, w *ledger.Writer, targets []Seen) ([]Outcome, error) {
	return each(ctx, w, targets, func(t Seen) (string, func() (int64, error)) {
		u := tracker.NewUpdate{Target: t.Code, Confirmed: true, On: domain.DayOf(w.Now())}
		return t.Code, func() (int64, error) { return tracker.Declare(ctx, w, u, t.Version) }
	})
}

// each does something for every row, and tells for each what came of it. What a person can be told
// leaves the other rows as they are; a row out of their scope, or anything else, ends all.
func each[Row any](
	ctx context.Context, w *ledger.Writer, rows []Row, do func(Row) (string, func() (int64, error)),
) ([]Outcome, error) {
	outcomes := make([]Outcome, 0, len(rows))
	for _, row := range rows {
		code, act := do(row)
		o := Outcome{Code: code}
		err := w.Try(ctx, func() (err error) { o.ID, err = act(); return err })
		if err != nil {
			if o.Reason = domain.CodeOf(err); o.Reason == "" || o.Reason == "out_of_scope" {
				return nil, err
			}
			o.ID = 0
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// Correct takes a statement back; where instead names another milestone it is made again about that one.
func Correct(ctx context.Context, w *ledger.Writer, statement int64, reason, instead string) (Said, error) {
	id, err := tracker.Correct(ctx, w, statement, reason, instead)
	return Said{id}, err
}

// Move moves a milestone's date with a reason; the first one is never lost.
func Move(ctx context.Context, w *ledger.Writer, m tracker.NewDateMove, version int64) error {
	if err := tracker.Postpone(ctx, w, m, version); err != nil {
		return err
	}
	return worklist.KeepDraft(ctx, w, m.Target, version)
}
