// Package testkit gives tests a database with facts and people in it.
package testkit

import (
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Noon is the instant of the tests' clock.
var Noon = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// AtNoon is that clock.
func AtNoon() time.Time { return Noon }

// New gives a tracker on a database of its own that holds the facts.
func New(t testing.TB) (*tracker.Tracker, *databasetest.Database) {
	t.Helper()
	return NewAt(t, Noon)
}

// NewAt is New with a clock that stands at an instant.
func NewAt(t testing.TB, instant time.Time) (*tracker.Tracker, *databasetest.Database) {
	t.Helper()
	db := databasetest.Facts(t)
	return tracker.New(ledger.New(db.Write, db.Read, func() time.Time { return instant })), db
}
