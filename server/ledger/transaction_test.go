package ledger

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"jalons/server/database/databasetest"
)

func TestInTxKeepsAllOrNothing(t *testing.T) {
	t.Parallel()
	db := notes(t)
	refused := errors.New("refused")
	if err := InTx(t.Context(), db, note(t, 1, nil)); err != nil {
		t.Fatal(err)
	}
	if err := InTx(t.Context(), db, note(t, 2, refused)); !errors.Is(err, refused) {
		t.Errorf("got %v, want the function's own error", err)
	}
	if got := noted(t, db); got != 1 {
		t.Errorf("the table holds notes that sum to %d, want 1", got)
	}
}

func TestInTxRollsBackAPanic(t *testing.T) {
	t.Parallel()
	db := notes(t)
	func() {
		defer func() { _ = recover() }()
		_ = InTx(t.Context(), db, func(tx *sqlx.Tx) error {
			tx.MustExecContext(t.Context(), `insert into notes values (1)`)
			panic("on purpose")
		})
	}()
	if got := noted(t, db); got != 0 || db.Stats().InUse != 0 {
		t.Errorf("notes sum to %d with %d connections in use, want none", got, db.Stats().InUse)
	}
}

func TestInTxRetriesConflictsAndNothingElse(t *testing.T) {
	t.Parallel()
	db := notes(t)
	for _, c := range []struct {
		code     pqerror.Code
		failures int
		attempts int
		kept     bool
	}{
		{pqerror.TRSerializationFailure, 2, 3, true},
		{pqerror.TRDeadlockDetected, 4, 5, true},
		{pqerror.TRSerializationFailure, 9, 5, false},
		{pqerror.UniqueViolation, 1, 1, false},
	} {
		t.Run(fmt.Sprint(c.code, " ", c.failures), func(t *testing.T) {
			attempts := 0
			err := InTx(t.Context(), db, func(tx *sqlx.Tx) error {
				attempts++
				if attempts > c.failures {
					return nil
				}
				return raise(t, tx, c.code)
			})
			if attempts != c.attempts || (err == nil) != c.kept || (!c.kept && pq.As(err, c.code) == nil) {
				t.Errorf("%s %d times: %d attempts, error %v", c.code, c.failures, attempts, err)
			}
		})
	}
}

// raise makes the server answer with an error of that code.
func raise(t *testing.T, tx *sqlx.Tx, code pqerror.Code) error {
	_, err := tx.ExecContext(
		t.Context(), `do $$ begin raise exception 'on purpose' using errcode = '`+string(code)+`'; end $$`,
	)
	return err
}

func TestInTxResolvesARealDeadlock(t *testing.T) {
	t.Parallel()
	db := notes(t)
	db.MustExecContext(t.Context(), `insert into notes values (1), (2)`)
	meet := make(chan struct{})
	done := make(chan error)
	for _, order := range [][2]int{{1, 2}, {2, 1}} {
		go func() {
			first := true
			done <- InTx(t.Context(), db, func(tx *sqlx.Tx) error {
				if err := lockNote(t, tx, order[0]); err != nil {
					return err
				}
				if first { // both hold their first row before either asks for its second
					first = false
					select {
					case meet <- struct{}{}:
					case <-meet:
					}
				}
				return lockNote(t, tx, order[1])
			})
		}()
	}
	if err := errors.Join(<-done, <-done); err != nil {
		t.Error(err)
	}
}

func lockNote(t *testing.T, tx *sqlx.Tx, n int) error {
	_, err := tx.ExecContext(t.Context(), `update notes set n = n where n = $1`, n)
	return err
}

func TestInTxEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	db := notes(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := InTx(ctx, db, func(tx *sqlx.Tx) error {
		defer cancel() // the function sees nothing of it and succeeds
		return note(t, 1, nil)(tx)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the end of the request", err)
	}
	if got := noted(t, db); got != 0 {
		t.Errorf("notes sum to %d, want none", got)
	}
}

func TestInTxCallsACancelledStatementADeadline(t *testing.T) {
	t.Parallel()
	db := notes(t)
	err := InTx(t.Context(), db, func(tx *sqlx.Tx) error {
		tx.MustExecContext(t.Context(), `set local statement_timeout = '1ms'`)
		_, err := tx.ExecContext(t.Context(), `select pg_sleep(3600)`)
		return err
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("statement timeout: got %v, want a deadline", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = InTx(ctx, db, func(tx *sqlx.Tx) error {
		cancel()
		_, err := tx.ExecContext(ctx, `select pg_sleep(3600)`)
		return err
	})
	if !errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("request given up: got %v, want just that", err)
	}
}

func TestInTxThrowsAwayConnectionsThatLeadNowhere(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*sqlx.Tx) error{
		"read-only server": func(tx *sqlx.Tx) error {
			return raise(t, tx, pqerror.ReadOnlySQLTransaction)
		},
		"server that shuts down": func(tx *sqlx.Tx) error {
			return raise(t, tx, pqerror.AdminShutdown)
		},
		"cut connection": func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(t.Context(), `select pg_terminate_backend(pg_backend_pid())`)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := notes(t)
			if err := InTx(t.Context(), db, fail); err == nil || errors.Is(err, ErrOutcomeUnknown) {
				t.Errorf("%s: got %v", name, err)
			}
			if open := db.Stats().OpenConnections; open != 0 {
				t.Errorf("%s: %d connections are kept", name, open)
			}
		})
	}
}

func TestInTxGetsPastConnectionsThatDiedInThePool(t *testing.T) {
	t.Parallel()
	data := databasetest.New(t)
	data.Owner.MustExecContext(t.Context(), `create table notes (n int)`)
	db := data.Owner
	fillPool(t, db)
	killOthers := `select count(pg_terminate_backend(pid, 60000)) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid()`
	other := databaseOf(t, data)
	other.MustExecContext(t.Context(), killOthers)
	if err := InTx(t.Context(), db, note(t, 1, nil)); err != nil {
		t.Errorf("after the server was back: %v", err)
	}
	if got := noted(t, db); got != 1 {
		t.Errorf("notes sum to %d, want 1", got)
	}
}

// fillPool leaves as many idle connections in the pool as it keeps.
func fillPool(t *testing.T, db *sqlx.DB) {
	t.Helper()
	var conns []*sqlx.Conn
	for range 2 {
		conn, err := db.Connx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	for _, conn := range conns {
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func databaseOf(t *testing.T, data *databasetest.Database) *sqlx.DB {
	t.Helper()
	db, err := sqlx.ConnectContext(t.Context(), "postgres", data.DSN)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// A commit that waits for a standby is cut off after its limit. The driver then reports success,
// which is not what the client may be told.
func TestInTxDoesNotCallAnUnconfirmedCommitASuccess(t *testing.T) {
	db := notes(t)
	setting := func(statement string) {
		if _, err := db.ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
			t.Error(err)
		}
	}
	setting(`alter system set synchronous_standby_names = 'nobody'`)
	setting(`select pg_reload_conf()`)
	t.Cleanup(func() {
		setting(`alter system reset synchronous_standby_names`)
		setting(`select pg_reload_conf()`)
	})
	// The server begins to wait for standbys a moment later, so the first commits may be kept.
	giveUp := time.After(time.Minute)
	for err := error(nil); !errors.Is(err, ErrOutcomeUnknown); {
		select {
		case <-giveUp:
			t.Fatalf("got %v, want an unknown outcome", err)
		default:
		}
		err = inTx(t.Context(), db, 50*time.Millisecond, func(tx *sqlx.Tx) error {
			tx.MustExecContext(t.Context(), `set local synchronous_commit = on`)
			return note(t, 1, nil)(tx)
		})
	}
}

func TestACommitThatTheServerRefusedIsKnownToHaveFailed(t *testing.T) {
	t.Parallel()
	db := notes(t)
	err := InTx(t.Context(), db, func(tx *sqlx.Tx) error {
		_ = raise(t, tx, pqerror.UniqueViolation) // ignored, as it should not be
		return nil
	})
	if err == nil || errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("failed transaction: got %v, want a plain error", err)
	}
	for err, want := range map[error]bool{
		&pq.Error{Code: pqerror.TRSerializationFailure}:       true,
		&pq.Error{Code: pqerror.TRStatementCompletionUnknown}: false,
		&pq.Error{Code: pqerror.TransactionResolutionUnknown}: false,
		&pq.Error{Code: pqerror.AdminShutdown}:                false,
		driver.ErrBadConn:                                     false,
		errors.New("unexpected command tag"):                  false,
	} {
		if got := rolledBack(err); got != want {
			t.Errorf("%v: certainly rolled back %t, want %t", err, got, want)
		}
	}
}

// notes gives a pool on a database with a table of notes.
func notes(t *testing.T) *sqlx.DB {
	t.Helper()
	db := databasetest.New(t).Owner
	db.MustExecContext(t.Context(), `create table notes (n int)`)
	return db
}

func note(t *testing.T, n int, then error) func(*sqlx.Tx) error {
	return func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `insert into notes values ($1)`, n)
		return errors.Join(err, then)
	}
}

func noted(t *testing.T, db *sqlx.DB) int {
	t.Helper()
	var sum int
	if err := db.GetContext(t.Context(), &sum, `select coalesce(sum(n), 0) from notes`); err != nil {
		t.Fatal(err)
	}
	return sum
}
