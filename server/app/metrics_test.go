package app

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
)

// watched is a server whose metrics are asked for, on a record with an action plan.
func watched(t *testing.T) (*reach, *Server) {
	t.Helper()
	r := newReach(t)
	r.config.MetricsAddr, r.config.ReadRate = "localhost:0", 1
	r.config.Downloads, r.config.Uploads = atOnce{9, 9}, atOnce{9, 9}
	return r, r.serve(r.record)
}

// scraped gives what a scrape answers, by name and labels.
func scraped(t *testing.T, s *Server) map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	s.private().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	found := map[string]string{}
	for line := range strings.Lines(w.Body.String()) {
		if at := strings.LastIndexByte(line, ' '); at > 0 && line[0] != '#' {
			found[line[:at]] = strings.TrimSpace(line[at:])
		}
	}
	return found
}

func (r *reach) read(ctx context.Context, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil).WithContext(ctx))
	return w
}

func want(t *testing.T, found map[string]string, values map[string]string) {
	t.Helper()
	for name, value := range values {
		if found[name] != value {
			t.Errorf("%s is %q, want %q", name, found[name], value)
		}
	}
}

// Each metric is listed in the README, with what is normal, and each that is listed there is given.
func TestMetricsStandInTheReadme(t *testing.T) {
	r, s := watched(t)
	for range 11 {
		r.read(t.Context(), "/en/account") // goes to the handlers, which bear ten
	}
	given := map[string]bool{}
	families, err := s.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		name := family.GetName()
		if !strings.HasPrefix(name, "process_") &&
			(!strings.HasPrefix(name, "go_") || strings.HasPrefix(name, "go_sql_")) {
			given[name] = true
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, row := range regexp.MustCompile(
		"(?m)^\\| `((?:jalons|go)_[a-z_]+)` \\| .+ \\|$",
	).FindAllStringSubmatch(string(readme), -1) {
		listed[row[1]] = true
	}
	if got, want := slices.Sorted(maps.Keys(listed)), slices.Sorted(maps.Keys(given)); !slices.Equal(got, want) {
		t.Errorf("README lists %q, the server gives %q", got, want)
	}
}

// What waits in the database is seen: a write of another program until it has its place, a mail until it is sent.
func TestGauges(t *testing.T) {
	r, s := watched(t)
	s.look(t.Context())
	read := func() map[string]string {
		if err := s.readGauges(t.Context()); err != nil {
			t.Fatal(err)
		}
		return scraped(t, s)
	}
	want(t, read(), map[string]string{
		"jalons_sequencer_waiting": "0", "jalons_sequencer_age_seconds": "0", "jalons_outbox_waiting": "0",
		"jalons_outbox_age_seconds": "0",
	})
	r.must(`update action_plans set source = 'another program'`)
	r.must(`update unversioned_writes set since = since - interval '1 hour'`)
	r.must(
		`insert into mails (account_id, subject, body, created_at, due_at, good_until)
			select $1, 'x', 'x', $2::timestamptz - interval '1 hour', $2, $2::timestamptz + interval '1 day'`,
		r.author.Account, r.record.Now(),
	)
	found := read()
	want(t, found, map[string]string{"jalons_sequencer_waiting": "1", "jalons_outbox_waiting": "1"})
	for _, name := range []string{"jalons_sequencer_age_seconds", "jalons_outbox_age_seconds"} {
		if age := found[name]; !regexp.MustCompile(`^36\d\d`).MatchString(age) {
			t.Errorf("%s is %s", name, age)
		}
	}
	s.look(t.Context())
	r.must(`update mails set sent_at = '2026-01-01'`)
	want(t, read(), map[string]string{
		"jalons_sequencer_waiting": "0", "jalons_sequencer_age_seconds": "0", "jalons_outbox_waiting": "0",
	})
}

// Answers are counted by how they came about, and refusals by their cause: here a lock that somebody else holds.
func TestAnswersAreCounted(t *testing.T) {
	r, s := watched(t)
	for range 2 {
		r.read(t.Context(), "/api/v1/states")
	}
	r.must(`update action_plans set source = 'another program'`)
	s.look(t.Context())
	locked, err := r.owner.BeginTxx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	locked.MustExecContext(t.Context(), `lock table states in access exclusive mode`)
	r.record.ReadDB.SetMaxOpenConns(1)
	r.record.ReadDB.MustExecContext(t.Context(), `set lock_timeout = 50`) // as a server's own pool has one
	for path, status := range map[string]int{
		"/api/v1/states": http.StatusOK, "/api/v1/states/TN": http.StatusServiceUnavailable,
	} {
		if w := r.read(t.Context(), path); w.Code != status {
			t.Errorf("%s: %d, want %d: %s", path, w.Code, status, w.Body)
		}
	}
	if err := locked.Rollback(); err != nil {
		t.Fatal(err)
	}
	for range 11 {
		r.read(t.Context(), "/en/account")
	}
	found := scraped(t, s)
	want(t, found, map[string]string{
		`jalons_cache_answers_total{outcome="hit"}`: "1", `jalons_cache_answers_total{outcome="miss"}`: "1",
		`jalons_cache_answers_total{outcome="stale"}`:              "1",
		`jalons_refused_total{cause="database_locked",code="503"}`: "1",
	})
	if found[`jalons_refused_total{cause="too_many_reads",code="429"}`] == "" {
		t.Errorf("no 429 among %v", found)
	}
}

// A connection that is closed unanswered is counted by its cause, beside the answers of 429 and 503.
func TestClosedConnectionsAreCounted(t *testing.T) {
	_, s := watched(t)
	s.config.Connections, s.config.EachClient = 2, 1
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	bounded := s.connections().On(listener)
	go func() { // keeps what it is given open
		for {
			if _, err := bounded.Accept(); err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { bounded.Close() })
	for i, from := range []string{"127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.3"} {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		conn, err := dialer.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if i%2 == 1 { // it is closed by the server, after it is counted
			if _, err := conn.Read(make([]byte, 1)); err == nil {
				t.Errorf("%s is answered", from)
			}
		}
	}
	want(t, scraped(t, s), map[string]string{
		`jalons_refused_total{cause="too_many_connections",code="closed"}`:            "1",
		`jalons_refused_total{cause="too_many_connections_of_address",code="closed"}`: "1",
	})
}

// The pools show who waits for a connection, and the age of a job goes on when it fails.
func TestPoolsAndJobsAreWatched(t *testing.T) {
	r, s := watched(t)
	r.record.ReadDB.SetMaxOpenConns(1)
	held, err := r.record.ReadDB.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want(t, scraped(t, s), map[string]string{
		`go_sql_in_use_connections{db_name="read"}`: "1", `go_sql_wait_count_total{db_name="read"}`: "0",
	})
	done := make(chan error, 1)
	go func() { done <- sqlx.SelectContext(t.Context(), r.record.ReadDB, &[]int{}, `select 1`) }()
	for r.record.ReadDB.Stats().WaitCount == 0 {
		runtime.Gosched() // until the query waits
	}
	if err := errors.Join(held.Close(), <-done); err != nil {
		t.Fatal(err)
	}
	want(t, scraped(t, s), map[string]string{
		`go_sql_in_use_connections{db_name="read"}`: "0", `go_sql_wait_count_total{db_name="read"}`: "1",
	})
	age := func() string { return scraped(t, s)[`jalons_job_age_seconds{job="follow"}`] }
	long := time.Now().Add(-time.Hour)
	s.watch.done[followJob] = long
	s.ran(t.Context(), followJob, errors.New("no answer"))
	if got := age(); !strings.HasPrefix(got, "36") {
		t.Errorf("a job that failed is %s old", got)
	}
	s.ran(t.Context(), followJob, nil)
	if got := age(); strings.HasPrefix(got, "36") {
		t.Errorf("a job that went well is %s old", got)
	}
}

// The age of a job goes by when any server last did it.
func TestJobsOfAllServersAreWatched(t *testing.T) {
	r, s := watched(t)
	now := r.record.Now()
	s.runner.Now = func() time.Time { return now }
	ages := func(want map[string]string) {
		t.Helper()
		if err := s.readGauges(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := scraped(t, s)
		for kind, work := range s.runner.Work {
			if work.Every == 0 {
				continue // there is none
			}
			name := `jalons_job_age_seconds{job="` + string(kind) + `"}`
			if want := cmp.Or(want[string(kind)], want["other"]); got[name] != want {
				t.Errorf("%s: got %s, want %s", name, got[name], want)
			}
		}
	}
	due := func(want int) {
		t.Helper()
		if got, err := s.runner.RunDue(t.Context()); err != nil || got != want {
			t.Errorf("got %d jobs, %v; want %d", got, err, want)
		}
	}
	due(0) // the first of each is due after its pause
	now = now.Add(time.Hour)
	ages(map[string]string{"other": "3600"})
	due(len(s.runner.Work) - 1) // all but thumbnails
	ages(map[string]string{"other": "0"})
	now = now.Add(time.Minute)
	r.must(`update jobs set succeeded_at = $1 where kind = 'mails'`, now) // another server did
	ages(map[string]string{"other": "60", "mails": "0"})
}

// Profiles are where the metrics are, and nowhere else.
func TestProfilesArePrivate(t *testing.T) {
	r, s := watched(t)
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/metrics"} {
		w := httptest.NewRecorder()
		s.private().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if public := r.read(t.Context(), path); w.Code != http.StatusOK || public.Code != http.StatusNotFound {
			t.Errorf("%s: %d, and %d in public", path, w.Code, public.Code)
		}
	}
}
