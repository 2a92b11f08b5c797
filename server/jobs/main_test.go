package jobs_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/database/databasetest"
	"jalons/server/jobs"
	"jalons/server/ledger"
)

const (
	tick  jobs.Kind = "tick"
	once  jobs.Kind = "once"
	every           = time.Minute
)

// The test's program is a server too, which a test kills: it begins a job and never ends it.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "begin" {
		begin(os.Args[2])
	}
	databasetest.Main(m)
}

func begin(dsn string) {
	db, err := sqlx.Open("postgres", dsn)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	r := &jobs.Runner{DB: db, Now: func() time.Time { return noon }, Log: slog.Default(), Work: map[jobs.Kind]jobs.Work{
		once: {Limit: time.Hour, Tries: 9, Do: func(context.Context, jobs.Job) error {
			fmt.Println("begun")
			select {}
		}},
	}}
	_, err = r.RunDue(context.Background())
	fmt.Fprintln(os.Stderr, "it came back", err)
	os.Exit(1)
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// bench is a database with a clock, and what each kind of work does.
type bench struct {
	t   *testing.T
	db  *databasetest.Database
	log strings.Builder

	mu  sync.Mutex
	now time.Time
}

func newBench(t *testing.T) *bench { return &bench{t: t, db: databasetest.New(t), now: noon} }

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

// server is one of several on the database.
func (b *bench) server(work map[jobs.Kind]jobs.Work) *jobs.Runner {
	return &jobs.Runner{
		DB: b.db.Write, Now: b.clock, Log: slog.New(slog.NewTextHandler(&b.log, nil)), Work: work, AtOnce: 2,
	}
}

func (b *bench) add(kind jobs.Kind, key string) {
	b.t.Helper()
	if err := ledger.New(b.db.Write, b.db.Read, b.clock).Write(b.t.Context(), func(w *ledger.Writer) error {
		return jobs.Add(b.t.Context(), w, kind, key)
	}); err != nil {
		b.t.Fatal(err)
	}
}

// ran holds how many jobs a server does now against what is expected.
func (b *bench) ran(r *jobs.Runner, want int) {
	b.t.Helper()
	if got, err := r.RunDue(b.t.Context()); err != nil || got != want {
		b.t.Errorf("at %s: got %d jobs, %v; want %d", b.clock().Sub(noon), got, err, want)
	}
}

// row is what the table says of the only job of a kind.
func (b *bench) row(kind jobs.Kind) string {
	b.t.Helper()
	var row string
	if err := b.db.Owner.GetContext(b.t.Context(), &row, `select coalesce(string_agg(
		format('%s after %s s, %s attempts, %s', kind, extract(epoch from run_at - $2)::int, attempts,
			coalesce(last_error, 'no error')), '; '), 'none') from jobs where kind = $1`, kind, noon); err != nil {
		b.t.Fatal(err)
	}
	return row
}

func (b *bench) want(kind jobs.Kind, want string) {
	b.t.Helper()
	if got := b.row(kind); got != want {
		b.t.Errorf("got %s, want %s", got, want)
	}
}
