//go:build unix

package database

import (
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
)

func TestConnectionTimesOut(t *testing.T) {
	t.Parallel()
	folder := filepath.Dir(options(t).DataDir)
	listener, err := net.Listen("unix", filepath.Join(folder, ".s.PGSQL."+port))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, err = Open(t.Context(), "user=a dbname=b host="+folder, "", Limits{Network: 20 * time.Millisecond})
	network, ok := errors.AsType[net.Error](err)
	if !ok || !network.Timeout() {
		t.Errorf("got %v, want a network error for lack of an answer", err)
	}
}

func TestStatementTimesOut(t *testing.T) {
	t.Parallel()
	cluster := begun(t, options(t))
	db, err := Open(t.Context(), cluster.DSN(Name, Superuser), "", Limits{Network: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `select pg_sleep(3600)`); err == nil {
		t.Error("got no error, want a timeout")
	}
	if err := db.PingContext(t.Context()); err != nil {
		t.Errorf("after the timeout: got %v, want a working pool", err)
	}
}

func TestSessionsSetRole(t *testing.T) {
	t.Parallel()
	cluster := begun(t, options(t))
	run(t, cluster, `create role "a b'c"`)
	db, err := Open(t.Context(), cluster.DSN(Name, Superuser), "a b'c", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var role string
	if err := db.GetContext(t.Context(), &role, `select current_user`); err != nil || role != "a b'c" {
		t.Errorf("got role %q, %v; want a b'c", role, err)
	}
	_, err = Open(t.Context(), cluster.DSN(Name, Superuser), "nobody_of_that_name", Limits{})
	if pq.As(err) == nil {
		t.Errorf("got %v, want PostgreSQL's error for a missing role", err)
	}
}

func TestBadURLErrorOmitsPassword(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{
		"postgres://u:secret@one:1,two:2/jalons",
		"postgres://u:secret@host:port/jalons",
		"password=secret nonsense",
		"postgres://u:secret%zz@host/jalons",
	} {
		_, err := Pool(dsn, "", Limits{})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want an error without the password", dsn, err)
		}
	}
}
