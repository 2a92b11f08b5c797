package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"jalons/server/database/databasetest"
	"jalons/server/testkit"
)

// opened is the record of a server or of another command on a database of its own.
func opened(t *testing.T, c Config, serving bool) *Store {
	t.Helper()
	c.Now = testkit.AtNoon
	r, err := Open(t.Context(), c, slog.New(slog.DiscardHandler), serving)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// allPools names the pools of a record.
func (r *Store) allPools() map[string]*sqlx.DB {
	return map[string]*sqlx.DB{
		"owner": r.OwnerDB, "write": r.WriteDB, "read": r.ReadDB,
		"bulk writing": r.bulkWrite, "bulk reading": r.bulkRead,
		"published files": r.shown, "all files": r.kept,
	}
}

// What answers a request has limits, what takes as long as it takes has none, and a command has none at all.
func TestSessionsHaveTheLimitsOfTheirPool(t *testing.T) {
	bounded := map[string][2]string{"read": {"5s", "2s"}, "write": {"10s", "2s"}}
	for name, serving := range map[string]bool{"server": true, "command": false} {
		t.Run(name, func(t *testing.T) {
			r := opened(t, Config{DatabaseURL: databasetest.New(t).DSN}, serving)
			for pool, db := range r.allPools() {
				if db == nil {
					continue // a command needs no pools beside its own
				}
				want := [2]string{"0", "0"}
				if limits, ok := bounded[pool]; ok && serving {
					want = limits
				}
				var got [2]string
				err := db.QueryRowContext(
					t.Context(), `select current_setting('statement_timeout'), current_setting('lock_timeout')`,
				).Scan(&got[0], &got[1])
				if err != nil || got != want {
					t.Errorf("%s: statement and lock %v, want %v (%v)", pool, got, want, err)
				}
			}
		})
	}
}

// README says how many connections a server opens, which is what its pools open.
func TestConnectionsOfAServer(t *testing.T) {
	c, err := ReadConfig(func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf(
		"A server opens at most %d connections to PostgreSQL", c.connections(),
	); !strings.Contains(string(readme), want) {
		t.Errorf("README doesn't say: %s", want)
	}
	for name, sizes := range map[string]Config{
		"as set by nobody": c, "as set": {WritePool: 7, ReadPool: 5, BulkPool: 3},
	} {
		t.Run(name, func(t *testing.T) {
			sizes.DatabaseURL = databasetest.New(t).DSN
			sum := 0
			for _, db := range opened(t, sizes, true).allPools() {
				sum += db.Stats().MaxOpenConnections
			}
			if sum != sizes.connections() {
				t.Errorf("pools of %d connections, want %d", sum, sizes.connections())
			}
		})
	}
}

// An export reads through a pool of its own, which goes on where that of the readers is exhausted.
func TestExportsHaveTheirOwnPool(t *testing.T) {
	c := Config{DatabaseURL: databasetest.Facts(t).DSN, ReadPool: 2, WritePool: 2, BulkPool: 2}
	r := opened(t, c, true)
	s := newTwin(t, r)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 2 {
		conn, err := r.ReadDB.Connx(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	if csv := s.shows(t, "/api/v1/states.csv"); strings.Count(csv, "\n") < 50 {
		t.Errorf("%.200s", csv)
	}
	if waited := r.ReadDB.Stats().WaitCount; waited != 0 {
		t.Errorf("%d reads have waited for the readers' pool", waited)
	}
}
