// Package tracker is what Jalons knows: the words of the domain, their rules and their SQL, one word
// a file. It speaks neither HTTP nor file formats.
package tracker

import "jalons/server/ledger"

// Tracker reads the record.
type Tracker struct{ *ledger.Ledger }

// New gives the tracker of a ledger.
func New(l *ledger.Ledger) *Tracker { return &Tracker{l} }
