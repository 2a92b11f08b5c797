//go:build unix

package main

import (
	"log/slog"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/database/faults"
)

// Whether the server is ready is answered before a database that is frozen is given up.
func TestReadyDoesNotWaitForAFrozenDatabase(t *testing.T) {
	t.Parallel()
	db := databasetest.New(t)
	proxy := faults.New(t, db.DSN)
	r, err := openRecord(t.Context(),
		config{DatabaseURL: proxy.DSN(db.DSN), Now: atNoon, waits: waits{network: time.Hour}},
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
