package faults_test

import (
	"errors"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/database"
	"jalons/server/database/databasetest"
	"jalons/server/database/faults"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// behind returns a proxy in front of the test's own database, and one connection through it.
func behind(t *testing.T) (*faults.Proxy, *sqlx.DB) {
	t.Helper()
	data := databasetest.New(t)
	data.Owner.MustExecContext(t.Context(), `create table notes (n int)`)
	proxy := faults.New(t, data.DSN)
	db, err := database.Pool(proxy.DSN(data.DSN), "", database.Limits{Connections: 1, Network: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return proxy, db
}

func TestFaultsAreInjectedAndRestored(t *testing.T) {
	for name, c := range map[string]struct {
		begin func(*faults.Proxy)
		want  func(error) bool
	}{
		"refused": {(*faults.Proxy).Refuse, func(err error) bool {
			return errors.Is(err, syscall.ENOENT) || errors.Is(err, syscall.ECONNREFUSED)
		}},
		"frozen": {(*faults.Proxy).Freeze, func(err error) bool {
			network, ok := errors.AsType[net.Error](err)
			return ok && network.Timeout()
		}},
		"cut": {(*faults.Proxy).Cut, func(err error) bool { return err == nil }}, // the pool takes another connection
	} {
		t.Run(name, func(t *testing.T) {
			proxy, db := behind(t)
			db.MustExecContext(t.Context(), `insert into notes values (1)`)
			c.begin(proxy)
			if _, err := db.ExecContext(t.Context(), `select 1`); !c.want(err) {
				t.Errorf("got %v, want the error of the fault", err)
			}
			proxy.Restore(t)
			if _, err := db.ExecContext(t.Context(), `select 1`); err != nil {
				t.Errorf("after Restore: got %v, want no error", err)
			}
		})
	}
}

// A statement that was forwarded takes effect; one before which the connection was cut does not.
func TestConnectionIsCutAtMessage(t *testing.T) {
	const query = 'Q' // a statement without arguments
	for name, c := range map[string]struct {
		verdict faults.Verdict
		kept    int
	}{"before it": {faults.CutBefore, 0}, "after it": {faults.CutAfter, 1}} {
		t.Run(name, func(t *testing.T) {
			proxy, db := behind(t)
			conn, err := db.Connx(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			proxy.Judge(func(m faults.Message) faults.Verdict {
				if m.ToServer && m.Kind == query {
					return c.verdict
				}
				return faults.Pass
			})
			if _, err := conn.ExecContext(t.Context(), `insert into notes values (1)`); err == nil {
				t.Error("got no error, want the cut connection")
			}
			_ = conn.Close() // it is broken
			proxy.Restore(t)
			awaitCount(t, db, c.kept)
		})
	}
}

// awaitCount polls until the server has executed what it was sent.
func awaitCount(t *testing.T, db *sqlx.DB, want int) {
	t.Helper()
	got := -1
	for giveUp := time.After(time.Minute); got != want; {
		select {
		case <-giveUp:
			t.Fatalf("got %d rows, want %d", got, want)
		default:
		}
		if err := db.GetContext(t.Context(), &got, `select count(*) from notes`); err != nil {
			t.Fatal(err)
		}
	}
}
