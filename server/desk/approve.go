package desk

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/worklist"
)

// Approve approves statements that were ticked and named one by one. Each stands for itself; what is
// read alone is refused here.
func (d *Desk) Approve(ctx context.Context, c ledger.Request, read []tracker.Read) ([]tracker.Outcome, error) {
	rights, err := d.Rights(ctx, c.Account)
	if err != nil {
		return nil, err
	}
	waiting := worklist.New(d.Ledger)
	alone := map[int64]error{}
	for _, r := range read {
		reading, err := waiting.Reading(ctx, rights, r.Statement)
		switch {
		case domain.CodeOf(err) != "":
			alone[r.Statement] = err
		case err != nil:
			return nil, err
		case reading.Alone != "":
			alone[r.Statement] = &domain.Error{Kind: domain.Rule, Code: "alone_" + reading.Alone}
		}
	}
	return ledger.WriteAs(ctx, d.Ledger, c, func(w *ledger.Writer) ([]tracker.Outcome, error) {
		return tracker.Each(ctx, w, read, func(r tracker.Read) (string, func() (int64, error)) {
			return r.Code, func() (int64, error) {
				if err := alone[r.Statement]; err != nil {
					return 0, err
				}
				return tracker.Review(ctx, w, tracker.NewReview{
					Statement: r.Statement, Outcome: "approved", Hash: r.Hash,
				})
			}
		})
	})
}
