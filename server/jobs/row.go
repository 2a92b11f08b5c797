package jobs

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"jalons/server/ledger"
)

// What failed is tried again after firstPause, then after twice as long, up to longestPause. endLimit is how long
// the end of an attempt may take to be written down.
const (
	firstPause   = 10 * time.Second
	longestPause = 10 * time.Minute
	endLimit     = 10 * time.Second
	errorMost    = 1000
)

func (r *Runner) pause(job Job) time.Duration {
	first := cmp.Or(r.Work[job.Kind].Pause, firstPause)
	return min(longestPause, first<<min(job.Attempts-1, 10))
}

// schedule adds the periodic jobs that have no row. One that is due later than its period allows was put off by
// another clock and is moved up.
func (r *Runner) schedule(ctx context.Context) error {
	now := r.Now()
	for kind, work := range r.Work {
		if work.Every == 0 {
			continue
		}
		err := ledger.InTx(ctx, r.DB, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(ctx, `-- jobs.schedule
				insert into jobs (kind, run_at, added_at) values ($1, $2, $3) on conflict do nothing`,
				kind, now.Add(work.Every), now)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `-- jobs.schedule
				update jobs set run_at = $2 where id in (select id from jobs
					where kind = $1 and key = '' and run_at > $2 for update skip locked)`,
				kind, now.Add(max(work.Every, longestPause)))
			return err
		})
		if err != nil {
			return fmt.Errorf("job %s: %w", kind, err)
		}
	}
	return nil
}

const dueQuery = `-- jobs.claim
select id, kind, key, attempts from jobs where run_at <= $1 and kind = any($2)
order by key <> '', run_at, id limit 1 for update skip locked`

// claim takes the job that is due longest, of a kind that this server knows and does nothing of; nil where there is
// none. Periodic ones go first, so that however many were added keep no mail waiting. The attempt is committed before
// it is made: what ends the process is tried later and later, and doesn't keep the rest from being done.
func (r *Runner) claim(ctx context.Context) (job *Job, err error) {
	kinds, now := r.freeKinds(), r.Now()
	for again := true; again && err == nil; {
		err = ledger.InTx(ctx, r.DB, func(tx *sqlx.Tx) error {
			var due Job
			job, again = nil, false
			err := tx.GetContext(ctx, &due, dueQuery, now, pq.Array(kinds))
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			if err != nil {
				return err
			}
			if work := r.Work[due.Kind]; due.Key != "" && due.Attempts >= work.Tries {
				again = true
				return r.giveUp(ctx, tx, due)
			}
			due.Attempts++
			due.heldUntil = now.Add(r.pause(due)).Truncate(time.Microsecond) // as the database keeps it
			job = &due
			_, err = tx.ExecContext(
				ctx, `update jobs set attempts = $2, run_at = $3 where id = $1`, due.ID, due.Attempts, due.heldUntil,
			)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	if job != nil {
		r.take(job.Kind)
	}
	return job, nil
}

func (r *Runner) giveUp(ctx context.Context, tx *sqlx.Tx, job Job) error {
	var reason sql.NullString
	err := tx.GetContext(ctx, &reason, `delete from jobs where id = $1 returning last_error`, job.ID)
	if err != nil {
		return err
	}
	r.Log.ErrorContext(ctx, "a job is given up", "job", string(job.Kind), "key", job.Key, "attempts", job.Attempts,
		"error", reason.String)
	return nil
}

// attempt runs a job while it holds the lock of its row. The transaction outlasts ctx, so that a server which ends
// can hand the job on.
func (r *Runner) attempt(ctx context.Context, job Job) (failed, err error) {
	life, end := context.WithTimeout(context.WithoutCancel(ctx), r.Work[job.Kind].Limit+endLimit)
	defer end()
	err = ledger.InTx(life, r.DB, func(tx *sqlx.Tx) error {
		var held []int64
		err := tx.SelectContext(
			life, &held, `select id from jobs where id = $1 and run_at = $2 for update skip locked`, job.ID,
			job.heldUntil,
		)
		if err != nil || len(held) == 0 {
			return err // it took so long to get here that another server has it
		}
		failed = r.do(ctx, job)
		return r.settle(life, tx, job, result{failed: failed, ended: ctx.Err() != nil})
	})
	return failed, err
}

// result is how an attempt went, and whether the server ended meanwhile.
type result struct {
	failed error
	ended  bool
}

func (r *Runner) settle(ctx context.Context, tx *sqlx.Tx, job Job, how result) error {
	work, now := r.Work[job.Kind], r.Now()
	var err error
	switch {
	case how.failed == nil && job.Key != "":
		_, err = tx.ExecContext(ctx, `delete from jobs where id = $1`, job.ID)
	case how.failed == nil:
		_, err = tx.ExecContext(ctx, `-- jobs.settle
			update jobs set run_at = $2, attempts = 0, last_error = null, succeeded_at = $3 where id = $1`,
			job.ID, now.Add(work.Every), now)
	case how.ended: // it was no failure: another server takes it up at once
		_, err = tx.ExecContext(
			ctx, `update jobs set run_at = $2, attempts = attempts - 1 where id = $1`, job.ID, now,
		)
	default:
		_, err = tx.ExecContext(ctx, `update jobs set run_at = $2, last_error = left($3, $4) where id = $1`,
			job.ID, now.Add(r.pause(job)), storable(how.failed), errorMost)
	}
	return err
}

// storable is the text of an error without what the database refuses: bytes of others may stand in it.
func storable(err error) string {
	text := err.Error()
	return strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), 4*errorMost)], "?"), "\x00", "?")
}

// Ages are how long ago each kind of work last went well; of jobs that are done once, how long the oldest waits.
func (r *Runner) Ages(ctx context.Context) (map[Kind]time.Duration, error) {
	var rows []struct {
		Kind    Kind    `db:"kind"`
		Seconds float64 `db:"seconds"`
	}
	err := r.DB.SelectContext(ctx, &rows, `-- jobs.Ages
		select kind, max(extract(epoch from $1::timestamptz - coalesce(succeeded_at, added_at))) as seconds
		from jobs where kind = any($2) group by kind`, r.Now(), pq.Array(r.kinds()))
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	ages := map[Kind]time.Duration{}
	for kind := range r.Work {
		ages[kind] = 0
	}
	for _, row := range rows {
		ages[row.Kind] = time.Duration(row.Seconds * float64(time.Second))
	}
	return ages, nil
}
