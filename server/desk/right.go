package desk

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// AddRight begins a mandate; without a capacity it lets the account reach a state from today, which has
// neither days nor a reason.
func AddRight(ctx context.Context, w *ledger.Writer, m tracker.NewMandate, reason string) error {
	switch {
	case m.Capacity != "":
		return tracker.Appoint(ctx, w, m, reason)
	case m.From != "":
		return domain.NotAsked("from")
	case m.Until != "":
		return domain.NotAsked("until")
	case reason != "":
		return domain.NotAsked("reason")
	}
	return tracker.GiveScope(ctx, w, m.Account, m.State)
}

// EndRight ends a mandate or a scope today.
func EndRight(ctx context.Context, w *ledger.Writer, kind string, id int64) error {
	if kind == "mandate" {
		return tracker.EndMandate(ctx, w, id)
	}
	return tracker.EndScope(ctx, w, id)
}
