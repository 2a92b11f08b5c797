// Package jobs runs what the server does by itself. Each piece of work is a row of the table jobs, so that several
// servers share it, no two do the same at once, and what one leaves unfinished another takes up.
package jobs

import (
	"context"
	"fmt"
	"time"

	"jalons/server/ledger"
)

// Kind says what a job does.
type Kind string

// Job is one row that is due.
type Job struct {
	ID       int64  `db:"id"`
	Kind     Kind   `db:"kind"`
	Key      string `db:"key"`      // what it is about; empty where it is periodic
	Attempts int    `db:"attempts"` // this one included, since it was added or went well

	heldUntil time.Time // when it is due again if nothing more is heard of this attempt
}

// Work is how jobs of one kind are done. Do may be interrupted at any point and is run again then, at worst beside an
// attempt whose connection to the database broke: what it writes has to bear both.
type Work struct {
	Every time.Duration // pause after a periodic job went well; 0 for jobs that are added and done once
	Limit time.Duration // longest time of one attempt
	Pause time.Duration // after a failure, twice as long after the next one; 0 is firstPause
	Tries int           // attempts after which a job that is done once is given up
	Do    func(context.Context, Job) error
}

// Add adds a job about key in the transaction of its cause. Two about the same are done one after the other.
func Add(ctx context.Context, w *ledger.Writer, kind Kind, key string) error {
	if err := w.Exec(
		ctx, `insert into jobs (kind, key, run_at, added_at) values ($1, $2, $3, $3)`, kind, key, w.Now(),
	); err != nil {
		return fmt.Errorf("job %s: %w", kind, err)
	}
	return nil
}
