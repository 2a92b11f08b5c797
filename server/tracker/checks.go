package tracker

import (
	"jalons/server/domain"
	"jalons/server/ledger"
)

// keeps says whether the account keeps a state's record for the programme.
func keeps(r *ledger.Rights, state string) bool { return r.Keeps(state) }

// allowKeeper refuses an actor who doesn't keep a state's record.
func allowKeeper(w *ledger.Writer, state string) error {
	return w.Allow(func(r *ledger.Rights) bool { return r.Keeps(state) })
}

// thereAlready refuses a second thing of that code.
func thereAlready(field, code string) error {
	return &domain.Error{
		Kind: domain.Conflict, Code: "there_already", Field: field, Args: map[string]any{"code": code},
	}
}
