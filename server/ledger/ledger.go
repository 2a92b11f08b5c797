package ledger

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// Ledger is the open database: the pool that writes, the one that reads what is published, and the clock.
type Ledger struct {
	// Primary is the pool of the role that writes. Who has just written reads it back through it.
	Primary *sqlx.DB
	// Public is the pool of the role that sees what is published.
	Public reader

	now func() time.Time
}

// New gives a ledger that writes through one pool and reads what is published through another. What is
// recorded is recorded at the instant of now.
func New(write, read *sqlx.DB, now func() time.Time) *Ledger {
	return &Ledger{Primary: write, Public: reader{read, read}, now: now}
}

// ExportBy gives the same ledger with a pool of its own for exports.
func (l *Ledger) ExportBy(read *sqlx.DB) *Ledger {
	return &Ledger{Primary: l.Primary, Public: reader{l.Public.bounded, read}, now: l.now}
}

// At gives the same ledger with another clock; a history is written by moving it.
func (l *Ledger) At(now func() time.Time) *Ledger {
	return &Ledger{Primary: l.Primary, Public: l.Public, now: now}
}

// Now is the instant of the ledger's clock.
func (l *Ledger) Now() time.Time { return l.now() }

// Today is the UTC date of the ledger's clock.
func (l *Ledger) Today() domain.Day { return domain.DayOf(l.now()) }

// SelectAll reads rows into a slice that is never nil, so that an empty list is [] in JSON.
func SelectAll[T any](ctx context.Context, db sqlx.QueryerContext, query string, args ...any) ([]T, error) {
	rows := []T{}
	if err := sqlx.SelectContext(ctx, db, &rows, query, args...); err != nil {
		return nil, err
	}
	return rows, nil
}
