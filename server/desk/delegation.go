package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Delegate gives a delegation to the person with an e-mail address and returns its number. Who that is
// must be known already: an address without an account is told as missing.
func Delegate(ctx context.Context, w *ledger.Writer, email string, n tracker.NewDelegation) (int64, error) {
	err := w.Get(ctx, &n.To, `select id from accounts where lower(email) = lower($1)`, strings.TrimSpace(email))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &domain.Error{Kind: domain.Missing, Code: "missing_delegate", Field: "email"}
	}
	if err != nil {
		return 0, fmt.Errorf("delegation: %w", err)
	}
	return tracker.DelegateTo(ctx, w, n)
}
