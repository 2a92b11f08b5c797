//go:build unix

package app

import (
	"log/slog"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/database/faults"
	"jalons/server/testkit"
)

// Whether the server is ready is answered before a database that is frozen is given up.
func TestReadyDoesNotWaitForAFrozenDatabase(t *testing.T) {
	t.Parallel()
	db := databasetest.New(t)
	proxy := faults.New(t, db.DSN)
	r, err := Open(t.Context(),
		Config{DatabaseURL: proxy.DSN(db.DSN), Now: testkit.AtNoon, waits: waits{network: time.Hour}},
		slog.New(slog.DiscardHandler), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() }) // of connections that gave no answer
	s := newTwin(t, r)
	if _, err := s.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	proxy.Freeze()
	if _, err := s.ready(t.Context()); err == nil {
		t.Error("ready on a frozen database")
	}
	s.readiness.mu.Lock()
	waits := s.readiness.look != nil
	s.readiness.mu.Unlock()
	if !waits {
		t.Error("the answer has waited for the database")
	}
	proxy.Restore(t)
	giveUp := time.After(time.Minute)
	for {
		_, err := s.ready(t.Context())
		if err == nil {
			return
		}
		select {
		case <-giveUp:
			t.Fatal(err)
		default:
		}
	}
}
