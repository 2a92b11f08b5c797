package linkcheck_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/ledger"
	"jalons/server/linkcheck"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// bench is a database with links, a checker that may dial what the test says, and a clock.
type bench struct {
	*linkcheck.Checker
	t       *testing.T
	db      *databasetest.Database
	now     time.Time
	allowed []string // addresses with their port
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: databasetest.New(t), now: noon}
	l := ledger.New(b.db.Write, b.db.Read, func() time.Time { return b.now })
	b.Checker = linkcheck.New(l, "https://jalons.example", func(network, address string, c syscall.RawConn) error {
		if slices.Contains(b.allowed, address) {
			return nil
		}
		return linkcheck.PublicOnly(network, address, c)
	})
	b.must(`insert into accounts (id, email, name, role, created_at, demonstration) overriding system value
		values (1, 'a@example.org', 'A', 'staff', '2026-01-01', false),
			(2, 'b@example.org', 'B', 'staff', '2026-01-01', true)`)
	for statement, author := range map[int]int{1: 1, 2: 1, 3: 2} {
		b.must(`insert into statements (id, kind, milestone_id, speaker, level, effective_on, recorded_at, author_id,
			acting_as, content_hash) overriding system value values ($1, 'update', 1, 'programme', 'completed',
			'2026-01-01', '2026-01-02', $2, 'staff', repeat('0', 64))`, statement, author)
	}
	return b
}

// must runs SQL as the owner, with triggers and foreign keys disabled.
func (b *bench) must(query string, args ...any) {
	b.t.Helper()
	tx, err := b.db.Owner.BeginTxx(b.t.Context(), nil)
	if err == nil {
		_, err = tx.Exec(`set local session_replication_role = replica`)
	}
	if err == nil {
		_, err = tx.Exec(query, args...)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) cite(statement int, url string) {
	b.t.Helper()
	b.must(`insert into evidence (statement_id, url, title, kind)
		values ($1, $2, '{"original":"fr","fr":"x"}', 'law')`, statement, url)
}

// round lets so long pass and does one round.
func (b *bench) round(after time.Duration) {
	b.t.Helper()
	b.now = b.now.Add(after)
	if err := b.Check(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// want holds what is said of a link against what is expected: days since the first round, or -.
func (b *bench) want(url, want string) {
	b.t.Helper()
	var got string
	if err := b.db.Owner.GetContext(b.t.Context(), &got, `select string_agg(format('alive %s, dead %s',
			coalesce((seen_alive_on - $2::date)::text, '-'), coalesce((dead_since - $2::date)::text, '-')),
		'; ' order by id) from evidence where url = $1`, url, noon); err != nil || got != want {
		b.t.Errorf("%s on day %d: got %s, %v; want %s", url, int(b.now.Sub(noon)/day), got, err, want)
	}
}

// site is a web server that notes what it is asked.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func (b *bench) site(answer http.HandlerFunc) *site {
	b.t.Helper()
	s := &site{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.Path)
		s.mu.Unlock()
		if got := r.Header.Get("User-Agent"); got != "Jalons link checker (+https://jalons.example)" {
			b.t.Errorf("got User-Agent %q", got)
		}
		answer(w, r)
	}))
	b.t.Cleanup(s.Close)
	b.allowed = append(b.allowed, s.Listener.Addr().String())
	return s
}

// took gives what was asked since the last call.
func (s *site) took() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := strings.Join(s.asked, ", ")
	s.asked = nil
	return asked
}

func (b *bench) took(s *site, want string) {
	b.t.Helper()
	if got := s.took(); got != want {
		b.t.Errorf("got %q, want %q", got, want)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}
