package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// reader reads what is published: through a pool that bounds each statement or, for an export, through one that
// doesn't.
type reader struct{ bounded, exports sqlx.QueryerContext }

type exportKey struct{}

// Exporting marks what is asked for as an export, whose statements may take as long as they take.
func Exporting(ctx context.Context) context.Context {
	return context.WithValue(ctx, exportKey{}, true)
}

func exporting(ctx context.Context) bool { return ctx.Value(exportKey{}) != nil }

func (r reader) pool(ctx context.Context) sqlx.QueryerContext {
	if exporting(ctx) {
		return r.exports
	}
	return r.bounded
}

// QueryContext is that of the pool.
func (r reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return r.pool(ctx).QueryContext(ctx, query, args...)
}

// QueryxContext is that of the pool.
func (r reader) QueryxContext(ctx context.Context, query string, args ...any) (*sqlx.Rows, error) {
	return r.pool(ctx).QueryxContext(ctx, query, args...)
}

// QueryRowxContext is that of the pool.
func (r reader) QueryRowxContext(ctx context.Context, query string, args ...any) *sqlx.Row {
	return r.pool(ctx).QueryRowxContext(ctx, query, args...)
}

// GetContext is that of the pool.
func (r reader) GetContext(ctx context.Context, to any, query string, args ...any) error {
	return sqlx.GetContext(ctx, r.pool(ctx), to, query, args...)
}

// Snapshot lets read see the record as it stood at one moment, at one instant of the clock, however long it takes.
func (l *Ledger) Snapshot(ctx context.Context, read func(*Ledger) error) error {
	pool := l.Public.exports.(*sqlx.DB)
	tx, err := pool.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	now := l.now()
	return read(&Ledger{Primary: l.Primary, Public: reader{tx, tx}, now: func() time.Time { return now }})
}
