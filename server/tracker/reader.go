package tracker

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
)

// reader reads what is published: through a pool that bounds each statement or, for an export, through one that
// doesn't.
type reader struct{ bounded, exports *sqlx.DB }

type exportKey struct{}

// Exporting marks what is asked for as an export, whose statements may take as long as they take.
func Exporting(ctx context.Context) context.Context {
	return context.WithValue(ctx, exportKey{}, true)
}

func (r reader) pool(ctx context.Context) *sqlx.DB {
	if ctx.Value(exportKey{}) != nil {
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
	return r.pool(ctx).GetContext(ctx, to, query, args...)
}

// BeginTxx is that of the pool.
func (r reader) BeginTxx(ctx context.Context, options *sql.TxOptions) (*sqlx.Tx, error) {
	return r.pool(ctx).BeginTxx(ctx, options)
}
