// Package tracker is what Jalons knows: the words of the domain, their rules and their SQL, one word
// a file. It speaks neither HTTP nor file formats.
package tracker

import (
	"jalons/server/domain"
	"jalons/server/ledger"
)

// Tracker reads the record.
type Tracker struct{ *ledger.Ledger }

// New gives the tracker of a ledger.
func New(l *ledger.Ledger) *Tracker { return &Tracker{l} }

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
