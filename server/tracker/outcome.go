package tracker

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

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
	return Each(ctx, w, targets, func(t Seen) (string, func() (int64, error)) {
		u := NewUpdate{Target: t.Code, Confirmed: true, On: domain.DayOf(w.Now())}
		return t.Code, func() (int64, error) { return Declare(ctx, w, u, t.Version) }
	})
}

// Each does something for every row, and tells for each what came of it. What a person can be told
// leaves the other rows as they are; a row out of their scope, or anything else, ends all.
func Each[Row any](
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
