// Package desk is what signed-in people work with: what waits for them, and what they say, answer and
// correct. Rules and history are the tracker's; here is who sees what of it.
package desk

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"jalons/server/files"
	"jalons/server/tracker"
)

// Desk reads and writes for people who have signed in.
type Desk struct {
	*tracker.Tracker
	// Files is where what is sent is put, before the write that names it.
	Files *files.Store
	db    *sqlx.DB
}

// New gives the desk of a record, through the pool that writes: who has just written reads it back.
func New(t *tracker.Tracker, db *sqlx.DB, store *files.Store) *Desk {
	return &Desk{Tracker: t, Files: store, db: db}
}

func list[T any](ctx context.Context, d *Desk, what, query string, args ...any) ([]T, error) {
	rows := []T{}
	if err := d.db.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return rows, nil
}
