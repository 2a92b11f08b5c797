package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// Actor is who writes: the account and the capacity in which it acts, as the record shows it. One that
// WriteAs gives is held to its rights; the program's own loads are not.
type Actor struct {
	Account  int64
	ActingAs domain.Role

	Rights  *Rights
	request string
}

// Command is who runs a command on the server: there they may do what an admin may, and the audit log names nobody.
func Command() Actor {
	return Actor{ActingAs: "command", Rights: &Rights{Role: "admin", All: true}, request: "command"}
}

// Writer writes to the record inside one transaction, as an actor.
type Writer struct {
	Actor
	tx    *sqlx.Tx
	ready *prepared
	now   func() time.Time
	at    time.Time // where At moved the clock
	Batch string
}

// Write runs fn in one transaction and then gives what it changed its place in commit order. fn may
// run more than once and must have no effect outside the transaction. It is for the program's own
// loads, which reach all states; what a person asks for goes through WriteAs.
func (l *Ledger) Write(ctx context.Context, fn func(*Writer) error) error {
	return l.WriteBatch(ctx, "", fn)
}

// WriteBatch is Write for an import or another load: its statements carry the batch's name and stand
// as one line in feeds.
func (l *Ledger) WriteBatch(ctx context.Context, batch string, fn func(*Writer) error) error {
	err := InTx(ctx, l.Primary, func(tx *sqlx.Tx) error {
		w := &Writer{tx: tx, ready: prepare(tx), now: l.now, Batch: batch}
		if err := w.enter(ctx, everywhere, program); err != nil {
			return err
		}
		return fn(w)
	})
	if err != nil {
		return explain(err)
	}
	l.sequenceNow(ctx)
	return nil
}

// At moves the writer's clock, so that a history is recorded as it came about.
func (w *Writer) At(instant time.Time) *Writer {
	moved := *w
	moved.now, moved.at = func() time.Time { return instant }, instant
	return &moved
}

// As gives the same writer with another actor; the program's own loads write as many.
func (w *Writer) As(actor Actor) *Writer {
	other := *w
	other.Actor = actor
	return &other
}

// tell lets the database's triggers know the instant, where At has moved it since the last write.
func (w *Writer) tell(ctx context.Context) error {
	if w.ready.at.Equal(w.at) {
		return nil
	}
	w.ready.at = w.at
	_, err := w.ready.exec(ctx, `select set_config('app.at', $1, true)`, w.now().Format(time.RFC3339Nano))
	return err
}

// Get reads one value or one row; no row is sql.ErrNoRows.
func (w *Writer) Get(ctx context.Context, into any, query string, args ...any) error {
	if err := w.tell(ctx); err != nil {
		return err
	}
	return explain(w.ready.get(ctx, into, query, args...))
}

// Insert runs an insert that returns the number of its row.
func (w *Writer) Insert(ctx context.Context, query string, args ...any) (id int64, err error) {
	err = w.Get(ctx, &id, query, args...)
	return id, err
}

// Exec runs a statement.
func (w *Writer) Exec(ctx context.Context, query string, args ...any) error {
	_, err := w.Affect(ctx, query, args...)
	return err
}

// Affect runs a statement and returns how many rows it wrote.
func (w *Writer) Affect(ctx context.Context, query string, args ...any) (int64, error) {
	if err := w.tell(ctx); err != nil {
		return 0, err
	}
	result, err := w.ready.exec(ctx, query, args...)
	if err != nil {
		return 0, explain(err)
	}
	return result.RowsAffected()
}

// Query reads rows.
func (w *Writer) Query(ctx context.Context, query string, args ...any) (*sqlx.Rows, error) {
	if err := w.tell(ctx); err != nil {
		return nil, err
	}
	rows, err := w.ready.query(ctx, query, args...)
	return rows, explain(err)
}

// Select reads all rows into a slice.
func (w *Writer) Select(ctx context.Context, into any, query string, args ...any) error {
	if err := w.tell(ctx); err != nil {
		return err
	}
	return explain(w.tx.SelectContext(ctx, into, query, args...))
}

// GetOrMissing reads one row or says that the thing of that code is missing.
func (w *Writer) GetOrMissing(ctx context.Context, into any, word, code, query string, args ...any) error {
	rows, err := w.Query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", word, err)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", word, explain(err))
		}
		return domain.NotFound(word, code)
	}
	return rows.StructScan(into)
}

// Require says that the thing of that code is missing where the query, which says whether it is there, says no.
func (w *Writer) Require(ctx context.Context, word, code, query string, args ...any) error {
	var there bool
	if err := w.Get(ctx, &there, query, args...); err != nil {
		return fmt.Errorf("%s %s: %w", word, code, err)
	}
	if !there {
		return domain.NotFound(word, code)
	}
	return nil
}

// ExecOrMissing runs an insert that selects from what it belongs to, and says that this is missing where
// nothing was inserted.
func (w *Writer) ExecOrMissing(ctx context.Context, word, code, query string, args ...any) error {
	n, err := w.Affect(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s %s: %w", word, code, err)
	}
	if n == 0 {
		return domain.NotFound(word, code)
	}
	return nil
}

// ExecOrStale runs an update of the version that the actor saw, and says where nothing was written that what
// has this code was changed meanwhile.
func (w *Writer) ExecOrStale(ctx context.Context, code, query string, args ...any) error {
	n, err := w.Affect(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("version of %s: %w", code, err)
	}
	if n == 0 {
		return &domain.Error{Kind: domain.Stale, Code: "changed_meanwhile", Args: map[string]any{"code": code}}
	}
	return nil
}

// InsertOrMissing is ExecOrMissing for an insert that returns the number of its row.
func (w *Writer) InsertOrMissing(
	ctx context.Context, word, code, query string, args ...any,
) (id int64, err error) {
	if id, err = w.Insert(ctx, query, args...); errors.Is(err, sql.ErrNoRows) {
		return 0, domain.NotFound(word, code)
	}
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", word, code, err)
	}
	return id, nil
}
