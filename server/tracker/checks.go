package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// keeps says whether the account keeps a state's record for the programme.
func keeps(r *ledger.Rights, state string) bool { return r.Keeps(state) }

// allowKeeper refuses an actor who doesn't keep a state's record.
func allowKeeper(w *ledger.Writer, state string) error {
	return w.Allow(func(r *ledger.Rights) bool { return r.Keeps(state) })
}

// isInvented says whether what an actor enters is labelled as invented: all that an invented account enters is. Only
// the program itself says so otherwise.
func isInvented(ctx context.Context, w *ledger.Writer, said bool) (invented bool, err error) {
	if w.Rights == nil {
		return said, nil
	}
	if err := w.Get(
		ctx, &invented, `select coalesce((select demonstration from accounts where id = $1), false)`, w.Account,
	); err != nil {
		return false, fmt.Errorf("account: %w", err)
	}
	return invented, nil
}

// checkState says that a state is missing where there is none of that code.
func checkState(ctx context.Context, w *ledger.Writer, code string) error {
	var there bool
	if err := w.Get(ctx, &there, `select exists (select from states where code = $1)`, code); err != nil {
		return fmt.Errorf("state %s: %w", code, err)
	}
	if !there {
		return domain.NotFound("state", code)
	}
	return nil
}

// thereAlready refuses a second thing of that code.
func thereAlready(field, code string) error {
	return &domain.Error{
		Kind: domain.Conflict, Code: "there_already", Field: field, Args: map[string]any{"code": code},
	}
}
