//go:build unix

package database

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// told records what a Watch reports.
type told struct {
	mu    sync.Mutex
	names []string
}

func (l *told) tell(_ context.Context, statement string, _ time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names = append(l.names, statement)
}

func (l *told) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() { l.names = nil }()
	return l.names
}

// Each way to run a statement reports it once, by the name in its first line and without its text.
func TestSlowStatementsAreLogged(t *testing.T) {
	t.Parallel()
	cluster, log := begun(t, options(t)), &told{}
	open := func(over time.Duration) *sqlx.DB {
		db, err := Open(t.Context(), cluster.DSN(Name, Superuser), "", Limits{Watch: Watch{Over: over, Tell: log.tell}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	slow, fast, off := open(20*time.Millisecond), open(time.Hour), open(0)
	const query = "-- test.Sleep of one\nselect pg_sleep(0.05), $1::text as value"
	for name, run := range map[string]func(*sqlx.DB) error{
		"exec": func(db *sqlx.DB) error { _, err := db.ExecContext(t.Context(), query, "secret"); return err },
		"one row": func(db *sqlx.DB) error {
			var sleep, value string
			return db.QueryRowContext(t.Context(), query, "secret").Scan(&sleep, &value)
		},
		"a later row": func(db *sqlx.DB) error {
			var rows []string
			return db.SelectContext(
				t.Context(), &rows,
				"-- test.Sleep of one\nselect repeat($1::text, 9000) || "+
					"coalesce(pg_sleep(case when n = 40 then 0.05 else 0 end)::text, '') from generate_series(1, 40) n",
				"secret",
			)
		},
		"prepared": func(db *sqlx.DB) error {
			stmt, err := db.PreparexContext(t.Context(), query)
			if err != nil {
				return err
			}
			defer stmt.Close()
			_, err = stmt.ExecContext(t.Context(), "secret")
			return err
		},
		"failing": func(db *sqlx.DB) error {
			_, err := db.ExecContext(
				t.Context(), "-- test.Sleep of one\nselect 1 / (length(pg_sleep(0.05)::text) - length($1))", "",
			)
			if pq.As(err) == nil {
				return err
			}
			return nil
		},
	} {
		if err := run(slow); err != nil {
			t.Fatalf("%s: got %v, want no error", name, err)
		}
		if got := log.take(); !slices.Equal(got, []string{"test.Sleep of one"}) {
			t.Errorf("%s: got reports %q, want one of test.Sleep of one", name, got)
		}
		if err := errors.Join(run(fast), run(off)); err != nil {
			t.Fatalf("%s: got %v, want no error", name, err)
		}
		if got := log.take(); got != nil {
			t.Errorf("%s: got reports %q, want none of a fast statement or without a watch", name, got)
		}
	}
}

// A commit that waits, for a trigger here and for a standby elsewhere, is reported; COPY still works.
func TestSlowCommitIsLogged(t *testing.T) {
	t.Parallel()
	cluster, log := begun(t, options(t)), &told{}
	run(t, cluster, `create table slow (value text)`)
	run(
		t, cluster,
		`create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.05); return null; end'`,
	)
	run(
		t, cluster,
		`create constraint trigger slow after insert on slow deferrable initially deferred for each row
			execute function slow()`,
	)
	db, err := Open(
		t.Context(), cluster.DSN(Name, Superuser), "",
		Limits{Watch: Watch{Over: 20 * time.Millisecond, Tell: log.tell}},
	)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTxx(t.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		t.Fatal(err)
	}
	stmt, err := tx.PrepareContext(t.Context(), `copy slow (value) from stdin`)
	if err != nil {
		t.Fatal(err)
	}
	for _, values := range [][]any{{"a"}, nil} {
		if _, err := stmt.ExecContext(t.Context(), values...); err != nil {
			t.Fatal(err)
		}
	}
	if err := stmt.Close(); err != nil {
		t.Fatal(err)
	}
	log.take()
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := log.take(); !slices.Equal(got, []string{"commit"}) {
		t.Errorf("got reports %q, want one of commit", got)
	}
}

// A first line that is no name is ignored: statement text stays out of the log.
func TestStatementNames(t *testing.T) {
	for query, want := range map[string]string{
		"-- tracker.Follow\nselect 1":                   "tracker.Follow",
		"-- tracker.ImportPlan new milestones \nselect": "tracker.ImportPlan new milestones",
		"-- tracker.Follow":                             "tracker.Follow",
		"-- Adds what is missing.\nselect 1":            "a statement without a name",
		"-- tracker.Follow of 'x@example.org'\nselect":  "a statement without a name",
		"select 1 -- tracker.Follow":                    "a statement without a name",
	} {
		if got := (Watch{}).nameOf(query); got != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
}

func TestFunctionNames(t *testing.T) {
	for function, want := range map[string]string{
		"jalons/server/tracker.(*Tracker).Follow":                   "tracker.Follow",
		"jalons/server/tracker.selectAll[...]":                      "tracker.selectAll",
		"jalons/server/worklist.(*Worklist).Part.func1":             "worklist.Part",
		"jalons/server/account.(*Accounts).Tidy.func1.2":            "account.Tidy",
		"jalons/server/notify.(*Outbox).sendOne.InTx.func1":         "notify.sendOne",
		"jalons/server/tracker.InTx":                                "tracker.InTx",
		"main.(*server).look":                                       "main.look",
		"main.main":                                                 "main.main",
		"jalons/server.newReach":                                    "server.newReach",
		"jalons/server/web.ReadYourWrites.ServeHTTP":                "web.ServeHTTP",
		"jalons/server/web.(*Writer[...]).Add.func1":                "web.Add",
		"jalons/server/database.(*watchedConn).QueryContext":        "",
		"github.com/jmoiron/sqlx.GetContext":                        "",
		"database/sql.(*DB).queryDC":                                "",
		"github.com/alexedwards/scs/postgresstore.(*PostgresStore)": "",
	} {
		if got := functionName(function); got != want {
			t.Errorf("%s: got %q, want %q", function, got, want)
		}
	}
}
