package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// poll is how long a server that has nothing to do waits on average before it looks again.
const poll = time.Second

// Runner does the jobs of one server, each kind one at a time.
type Runner struct {
	DB     *sqlx.DB // without limits of time; each job that runs holds one connection
	Now    func() time.Time
	Log    *slog.Logger
	Work   map[Kind]Work
	AtOnce int // jobs

	mu   sync.Mutex
	busy map[Kind]bool
}

// Run does what is due until ctx ends, and returns when nothing runs any more.
func (r *Runner) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	for err := r.schedule(ctx); err != nil; err = r.schedule(ctx) {
		r.Log.WarnContext(ctx, "jobs can't be scheduled", "error", err)
		if !rest(ctx, nil) {
			return
		}
	}
	ended := make(chan struct{}, 1) // a job, so that the next of its kind may follow at once
	slots := make(chan struct{}, r.AtOnce)
	for ctx.Err() == nil {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		job := r.next(ctx)
		if job == nil {
			<-slots
			rest(ctx, ended)
			continue
		}
		running.Go(func() {
			r.run(ctx, *job)
			<-slots
			select {
			case ended <- struct{}{}:
			default:
			}
		})
	}
}

// RunDue does what is due now, one after the other, and returns how many jobs that were.
func (r *Runner) RunDue(ctx context.Context) (done int, err error) {
	if err := r.schedule(ctx); err != nil {
		return 0, err
	}
	for {
		job, err := r.claim(ctx)
		if err != nil || job == nil {
			return done, err
		}
		r.run(ctx, *job)
		done++
	}
}

// next claims a job; nil where none is due or the database doesn't answer.
func (r *Runner) next(ctx context.Context) *Job {
	job, err := r.claim(ctx)
	if err != nil && ctx.Err() == nil {
		r.Log.WarnContext(ctx, "jobs can't be read", "error", err)
	}
	return job
}

// run makes one attempt and writes down how it went.
func (r *Runner) run(ctx context.Context, job Job) {
	defer r.free(job.Kind)
	failed, err := r.attempt(ctx, job)
	if ctx.Err() != nil {
		return // the server ends; the job is taken up by the next
	}
	if failed != nil {
		r.Log.WarnContext(ctx, "a job failed", "job", string(job.Kind), "key", job.Key, "attempt", job.Attempts,
			"error", failed)
	}
	if err != nil {
		r.Log.WarnContext(ctx, "a job's end is not on record", "job", string(job.Kind), "key", job.Key, "error", err)
	}
}

// do runs the work within its time. A panic is a failure like others: it would end the server again and again.
func (r *Runner) do(ctx context.Context, job Job) (err error) {
	work := r.Work[job.Kind]
	ctx, cancel := context.WithTimeout(ctx, work.Limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return work.Do(ctx, job)
}

// kinds names all kinds that are done here.
func (r *Runner) kinds() []string {
	var all []string
	for kind := range r.Work {
		all = append(all, string(kind))
	}
	return all
}

// freeKinds names the kinds of which no job runs here, so that many of one kind leave room for the others.
func (r *Runner) freeKinds() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(r.kinds(), func(kind string) bool { return r.busy[Kind(kind)] })
}

func (r *Runner) take(kind Kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy == nil {
		r.busy = map[Kind]bool{}
	}
	r.busy[kind] = true
}

func (r *Runner) free(kind Kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.busy, kind)
}

// rest waits before the next look, or until enough is received, and says whether ctx goes on. Its length varies, so
// that servers which were started together don't ask together.
func rest(ctx context.Context, enough <-chan struct{}) bool {
	timer := time.NewTimer(poll/2 + rand.N(poll))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-enough:
		return true
	case <-ctx.Done():
		return false
	}
}
