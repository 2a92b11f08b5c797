package tracker

import "context"

// NewDelegation lets another account speak for a state from a day until a day, half-open, at most 90
// days. It covers one commitment where one is named.
type NewDelegation struct {
	From       int64  `validate:"required"`
	To         int64  `validate:"required"`
	State      string `validate:"required"`
	Commitment string
	FromDay    Day    `validate:"required"`
	UntilDay   Day    `validate:"required"`
	Reason     string `validate:"required,max=400"`
}

// Delegate begins a delegation and returns its number. Only who holds a mandate of the state on the
// first day delegates, so a chain is never longer than one and never a cycle.
func (w *Writer) Delegate(ctx context.Context, d NewDelegation) (int64, error) {
	if err := checkShape(d); err != nil {
		return 0, err
	}
	id, err := w.addOne(ctx, "mandate", d.State, `-- tracker.Delegate
		insert into delegations (from_account_id, to_account_id, state_code, commitment_code, from_day, until_day, reason)
		select m.account_id, $2, m.state_code, nullif($4, ''), $5, $6, $7 from mandates m
		where m.account_id = $1 and m.state_code = $3 and m.capacity in ('liaison', 'alternate') and m.from_day <= $5 and (m.until_day is null or m.until_day > $5)
		limit 1 returning id`, d.From, d.To, d.State, d.Commitment, d.FromDay, d.UntilDay, d.Reason)
	if KindOf(err) == Missing {
		return 0, &Error{Kind: Forbidden, Code: "out_of_scope", Field: "state", Err: err}
	}
	return id, err
}
