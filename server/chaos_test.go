//go:build chaos

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/app"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/testkit/client"
	"jalons/server/tracker"
)

// While 32 clients update, review, import and migrate, the server, its PostgreSQL, single backends and commands are
// killed at random, KILLS times. Afterwards each write that a client was told of is there, each once, and the totals
// are those of the statements. SEED repeats an order of kills.
func TestKills(t *testing.T) {
	kills, seed := intFrom(t, "KILLS", 12), intFrom(t, "SEED", int(time.Now().UnixNano()%1e6))
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	w, clients := newWorld(t)
	w.start()
	ctx, giveUp := context.WithCancelCause(t.Context())
	defer giveUp(nil)
	done, finish := &tally{}, make(chan struct{})
	failed := w.work(ctx, clients, done, finish)
	began := time.Now()
	for n := range kills {
		for range 1 + random.IntN(200) { // the next one comes amid the work
			select {
			case err := <-failed:
				t.Fatalf("after %d kills (SEED=%d): %v", n, seed, err)
			case <-w.answers:
			case <-w.ended:
				w.start()
			case <-time.After(patience):
				t.Fatalf("after %d kills (SEED=%d) the server answers nobody", n, seed)
			}
		}
		w.kill(random)
	}
	close(finish)
	timer := time.AfterFunc(patience, func() { giveUp(errors.New("the clients don't come to an end")) })
	for running := true; running; {
		select {
		case err, more := <-failed:
			if running = more; more {
				t.Errorf("SEED=%d: %v", seed, err)
			}
		case <-w.ended:
			w.start()
		}
	}
	timer.Stop()
	w.stop()
	t.Logf("SEED=%d: %d kills in %v: %v", seed, kills, time.Since(began).Round(time.Second), w.killed)
	w.check(done)
}

func intFrom(t *testing.T, variable string, fallback int) int {
	t.Helper()
	value := os.Getenv(variable)
	if value == "" {
		return fallback
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// work has each client do its work until finish is closed; the channel is closed when all have ended.
func (w *world) work(ctx context.Context, clients []*worker, done *tally, finish chan struct{}) <-chan error {
	failed := make(chan error, len(clients))
	var running sync.WaitGroup
	for i, c := range clients {
		c.ctx, c.done = ctx, done
		act := []func(int) error{c.declare, c.review, c.fill, c.declare}[i%4]
		switch i {
		case 0:
			act = c.bring
		case 1:
			act = c.migrate
		}
		running.Go(func() {
			for n := 1; ; n++ {
				if err := act(n); err != nil {
					failed <- fmt.Errorf("%s: %w", c.name, err)
					return
				}
				select {
				case <-finish:
					return
				default:
				}
			}
		})
	}
	go func() { running.Wait(); close(failed) }()
	return failed
}

const clientsAtOnce = 32

// newWorld makes a record with the facts, people with their tokens, and a milestone for each client.
func newWorld(t *testing.T) (*world, []*worker) {
	t.Helper()
	folder, err := os.MkdirTemp("", "chaos-") // PostgreSQL's account must reach it
	if err == nil {
		err = os.Chmod(folder, 0o711)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	t.Setenv("DATA_DIR", folder)
	w := &world{
		t: t, data: folder, answers: make(chan struct{}), commands: map[*exec.Cmd]bool{}, killed: map[string]int{},
	}
	clients := make([]*worker, clientsAtOnce)
	w.open(func(r *app.Store) {
		if _, err := seedWith(t.Context(), r, seedOptions{referenceOnly: true}); err != nil {
			t.Fatal(err)
		}
		token, staff := w.enter(r, "staff")
		_, liaison := w.enter(r, "liaison", "TN")
		for i := range clients {
			clients[i] = &worker{
				world: w, name: fmt.Sprintf("client %02d", i), token: token, staff: staff, liaison: liaison,
			}
		}
		if err := r.Write(t.Context(), func(wr *ledger.Writer) error {
			return promises(t.Context(), wr, clients)
		}); err != nil {
			t.Fatal(err)
		}
	})
	return w, clients
}

// promises enters a milestone for each client.
func promises(ctx context.Context, w *ledger.Writer, clients []*worker) error {
	text := func(s string) domain.Text { return domain.NewText("fr", s) }
	plan := tracker.NewActionPlan{
		Code: "TN-2024", State: "TN", Title: text("Plan"), Cycle: "2024", StartsOn: "2024-01-01", Source: "test",
	}
	if err := tracker.AddActionPlan(ctx, w, plan); err != nil {
		return err
	}
	code, err := tracker.AddCommitment(ctx, w, tracker.NewCommitment{
		Plan: plan.Code, Number: 1, Title: text("Publier"),
	})
	for i, c := range clients {
		if err != nil {
			return err
		}
		c.milestone, err = tracker.AddMilestone(ctx, w, tracker.NewMilestone{
			Commitment: code, Number: i + 1, Title: text("Jalon"), Weight: 1, DueOn: "2030-12-31", Precision: "day",
		})
	}
	return err
}

// open has an act done on the record while no server runs.
func (w *world) open(act func(*app.Store)) {
	w.t.Helper()
	c, err := app.ConfigFromEnvironment()
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := app.Open(w.t.Context(), c, slog.New(slog.DiscardHandler), true)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			w.t.Error(err)
		}
	}()
	act(r)
}

// enter adds a person and gives a token to declare with, and the cookies of a session.
func (w *world) enter(r *app.Store, role string, states ...string) (string, []*http.Cookie) {
	w.t.Helper()
	in := client.On(w.t, r).SignIn(testkit.Person{Email: role + "@example.org", Role: role, States: states})
	token, err := account.New(r.WriteDB, time.Now).NewToken(
		w.t.Context(), &account.Person{ID: in.Account, Role: domain.Role(role)}, "chaos", []string{"declare"}, 30,
		"test",
	)
	if err != nil {
		w.t.Fatal(err)
	}
	return token, in.Cookies()
}
