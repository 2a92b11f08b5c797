package jobs_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/jobs"
	"jalons/server/ledger"
)

// A periodic job runs once a period, on whichever of two servers asks first.
func TestPeriodicJobRunsOncePerPeriod(t *testing.T) {
	b, runs := newBench(t), 0
	work := map[jobs.Kind]jobs.Work{tick: {Every: every, Limit: time.Hour, Do: func(context.Context, jobs.Job) error {
		runs++
		return nil
	}}}
	one, other := b.server(work), b.server(work)
	b.ran(one, 0)
	for range 3 {
		b.pass(every)
		b.ran(one, 1)
		b.ran(other, 0)
		b.pass(every / 2)
		b.ran(other, 0)
		b.pass(every / 2)
		b.ran(other, 1)
		b.ran(one, 0)
	}
	if runs != 6 {
		t.Errorf("got %d runs, want 6", runs)
	}
}

// While one server does a job, however long, another leaves it alone and does the rest.
func TestRunningJobIsLocked(t *testing.T) {
	b, begun, end := newBench(t), make(chan bool), make(chan bool)
	long := b.server(map[jobs.Kind]jobs.Work{once: {
		Limit: time.Hour, Tries: 9, Do: func(context.Context, jobs.Job) error {
			begun <- true
			<-end
			return nil
		},
	}})
	nothing := func(context.Context, jobs.Job) error { return nil }
	other := b.server(map[jobs.Kind]jobs.Work{
		once: {Limit: time.Hour, Tries: 9, Do: nothing}, tick: {Every: every, Limit: time.Hour, Do: nothing},
	})
	b.ran(other, 0)
	b.add(once, "a")
	done := make(chan error, 1)
	go func() {
		_, err := long.RunDue(t.Context())
		done <- err
	}()
	<-begun
	b.pass(time.Hour)
	b.ran(other, 1) // the tick
	close(end)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	b.want(once, "none")
}

// A job whose server was killed is done by another, after a pause.
func TestJobOfKilledServerIsTakenUp(t *testing.T) {
	b := newBench(t)
	b.add(once, "a")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	killed := exec.CommandContext(t.Context(), self, "begin", databasetest.As(b.db.DSN, "jalons_writer"))
	killed.Stderr = os.Stderr
	out, err := killed.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "begun\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	b.want(once, "once after 10 s, 1 attempts, no error")
	other := b.server(map[jobs.Kind]jobs.Work{once: {Limit: time.Hour, Tries: 9, Do: func(_ context.Context,
		job jobs.Job,
	) error {
		if job.Key != "a" || job.Attempts != 2 {
			t.Errorf("got %+v", job)
		}
		return nil
	}}})
	b.pass(10 * time.Second)
	b.ran(other, 0) // it still runs
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := killed.Wait(); err == nil {
		t.Fatal("it ended by itself")
	}
	for done := 0; done == 0; { // until PostgreSQL has noticed
		if done, err = other.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	b.want(once, "none")
}

// What fails, or panics, is tried again later and later, and the others are done meanwhile. One that is done once is
// given up in the end; one that is periodic begins anew when it goes well.
func TestFailedJobIsRetriedWithBackoff(t *testing.T) {
	b := newBench(t)
	failing, ticks := errors.New("no\x00answer"), 0
	r := b.server(map[jobs.Kind]jobs.Work{
		once: {Limit: time.Hour, Tries: 3, Do: func(context.Context, jobs.Job) error { panic("broken") }},
		tick: {Every: every, Limit: time.Hour, Do: func(context.Context, jobs.Job) error { ticks++; return failing }},
	})
	b.ran(r, 0)
	b.pass(every)
	b.add(once, "a")
	b.ran(r, 2)
	for _, step := range []struct {
		after      time.Duration
		done       int
		tick, once string
	}{
		{0, 0, "tick after 70 s, 1 attempts, no?answer", "once after 70 s, 1 attempts, panic: broken"},
		{9 * time.Second, 0, "tick after 70 s, 1 attempts, no?answer", "once after 70 s, 1 attempts, panic: broken"},
		{time.Second, 2, "tick after 90 s, 2 attempts, no?answer", "once after 90 s, 2 attempts, panic: broken"},
		{20 * time.Second, 2, "tick after 130 s, 3 attempts, no?answer", "once after 130 s, 3 attempts, panic: broken"},
		{40 * time.Second, 1, "tick after 210 s, 4 attempts, no?answer", "none"},
		{80 * time.Second, 1, "tick after 370 s, 5 attempts, no?answer", "none"},
	} {
		t.Run(step.after.String(), func(t *testing.T) {
			b.t = t
			b.pass(step.after)
			b.ran(r, step.done)
			b.want(tick, step.tick)
			b.want(once, step.once)
		})
	}
	b.t = t
	if logged := b.log.String(); strings.Count(logged, "a job is given up") != 1 || ticks != 5 {
		t.Errorf("%d ticks: %s", ticks, logged)
	}
	failing = nil
	b.pass(time.Hour)
	b.ran(r, 1)
	b.want(tick, fmt.Sprintf("tick after %d s, 0 attempts, no error", 210+3600+60))
}

// A failure never waits longer than ten minutes, and a clock that ran ahead puts nothing off for long.
func TestPausesAreBounded(t *testing.T) {
	b := newBench(t)
	r := b.server(map[jobs.Kind]jobs.Work{tick: {Every: every, Limit: time.Hour, Do: func(
		context.Context, jobs.Job,
	) error {
		return errors.New("no answer")
	}}})
	b.ran(r, 0)
	for range 12 {
		b.pass(10 * time.Minute)
		b.ran(r, 1)
	}
	b.want(tick, fmt.Sprintf("tick after %d s, 12 attempts, no answer", 13*600))
	b.db.Owner.MustExecContext(t.Context(), `update jobs set run_at = run_at + interval '1 year'`)
	b.ran(r, 0)
	b.want(tick, fmt.Sprintf("tick after %d s, 12 attempts, no answer", 13*600))
}

// A kind may ask for a longer first pause.
func TestKindHasItsPause(t *testing.T) {
	b := newBench(t)
	r := b.server(map[jobs.Kind]jobs.Work{once: {
		Limit: time.Hour, Tries: 3, Pause: 4 * time.Minute, Do: func(context.Context, jobs.Job) error {
			return errors.New("no answer")
		},
	}})
	b.add(once, "a")
	for _, step := range []struct {
		after time.Duration
		want  string
	}{
		{0, "once after 240 s, 1 attempts, no answer"},
		{4 * time.Minute, "once after 720 s, 2 attempts, no answer"},
		{8 * time.Minute, "once after 1320 s, 3 attempts, no answer"},
	} {
		b.pass(step.after)
		b.ran(r, 1)
		b.want(once, step.want)
	}
}

// Jobs that were added, however many and however long they take, leave room for what is periodic: that goes first, and
// beside the one of their kind that a server does at a time.
func TestManyJobsLeaveRoom(t *testing.T) {
	b := newBench(t)
	var r *jobs.Runner
	var did []string
	r = b.server(map[jobs.Kind]jobs.Work{
		once: {Limit: time.Hour, Tries: 9, Do: func(ctx context.Context, job jobs.Job) error {
			did = append(did, "begin "+job.Key)
			b.pass(every)
			_, err := r.RunDue(ctx) // what the same server does meanwhile
			did = append(did, "end "+job.Key)
			return err
		}},
		tick: {Every: every, Limit: time.Hour, Do: func(context.Context, jobs.Job) error {
			did = append(did, "tick")
			return nil
		}},
	})
	b.ran(r, 0)
	b.add(once, "a")
	b.add(once, "b")
	b.pass(every)
	b.ran(r, 3)
	const want = "tick, begin a, tick, end a, begin b, tick, end b"
	if got := strings.Join(did, ", "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A server that ends hands on what it was doing: that is no failure, and due at once.
func TestEndingServerHandsItsJobOn(t *testing.T) {
	b, begun := newBench(t), make(chan bool)
	ctx, cancel := context.WithCancel(t.Context())
	one := b.server(map[jobs.Kind]jobs.Work{once: {
		Limit: time.Hour, Tries: 9, Do: func(ctx context.Context, _ jobs.Job) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		},
	}})
	b.add(once, "a")
	ended := make(chan bool)
	go func() {
		one.Run(ctx)
		close(ended)
	}()
	<-begun
	cancel()
	<-ended
	b.want(once, "once after 0 s, 0 attempts, no error")
	if b.log.Len() > 0 {
		t.Errorf("got %s, want nothing", b.log.String())
	}
}

// A job that takes longer than its limit is broken off, as a failure.
func TestLongJobIsBrokenOff(t *testing.T) {
	b := newBench(t)
	b.add(once, "a")
	b.ran(b.server(map[jobs.Kind]jobs.Work{once: {
		Limit: time.Millisecond, Tries: 9, Do: func(ctx context.Context, _ jobs.Job) error {
			<-ctx.Done()
			return ctx.Err()
		},
	}}), 1)
	b.want(once, "once after 10 s, 1 attempts, context deadline exceeded")
}

// A server leaves alone what it doesn't know: a newer one does it.
func TestUnknownKindWaits(t *testing.T) {
	b := newBench(t)
	b.add(once, "a")
	b.ran(b.server(map[jobs.Kind]jobs.Work{tick: {Every: every, Limit: time.Hour}}), 0)
	b.want(once, "once after 0 s, 0 attempts, no error")
}

// A job stands with the transaction of its cause, or not at all; the age of the oldest is known.
func TestJobIsAddedWithItsCause(t *testing.T) {
	b, refused := newBench(t), errors.New("refused")
	err := ledger.New(b.db.Write, b.db.Read, b.clock).Write(t.Context(), func(w *ledger.Writer) error {
		return errors.Join(jobs.Add(t.Context(), w, once, "a"), refused)
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	b.want(once, "none")
	r := b.server(map[jobs.Kind]jobs.Work{once: {}, tick: {}})
	b.add("unknown", "a")
	b.add(once, "b")
	b.pass(time.Minute)
	b.add(once, "c")
	ages, err := r.Ages(t.Context())
	if err != nil || ages[once] != time.Minute || ages[tick] != 0 || len(ages) != 2 {
		t.Errorf("got %v, %v", ages, err)
	}
}
