package linkcheck_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
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

// A link that leads somewhere is asked for once a week by HEAD, for all the evidence that cites it.
func TestAliveLink(t *testing.T) {
	b := newBench(t)
	s := b.site(status(http.StatusOK))
	link := s.URL + "/law?a=1#page"
	b.cite(1, link)
	b.cite(2, link)
	b.round(0)
	b.took(s, "HEAD /law")
	b.want(link, "alive 0, dead -; alive 0, dead -")
	b.round(7*day - time.Second)
	b.took(s, "")
	b.round(time.Second)
	b.took(s, "HEAD /law")
	b.want(link, "alive 7, dead -; alive 7, dead -")
}

// Where HEAD fails, GET decides; its answer is not read.
func TestGetWhereHeadFails(t *testing.T) {
	for name, head := range map[string]http.HandlerFunc{
		"refused": status(http.StatusMethodNotAllowed), "missing": status(http.StatusNotFound),
		"forbidden": status(http.StatusForbidden),
		"broken off": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				err = conn.Close()
			}
			if err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			s := b.site(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodHead {
					head(w, r)
					return
				}
				for { // as long as somebody reads
					if _, err := w.Write(make([]byte, 1<<20)); err != nil {
						return
					}
				}
			})
			b.cite(1, s.URL)
			b.round(0)
			b.took(s, "HEAD /, GET /")
			b.want(s.URL, "alive 0, dead -")
		})
	}
}

// A link is dead, since its first failure, after four failures in a row over three days; it is alive at its first
// answer. What refuses us says nothing either way.
func TestDeadLink(t *testing.T) {
	b, code := newBench(t), 0
	s := b.site(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	b.cite(1, s.URL)
	for _, step := range []struct {
		day, code int
		want      string
	}{
		{0, 404, "alive -, dead -"},
		{1, 410, "alive -, dead -"},
		{2, 200, "alive 2, dead -"},
		{9, 500, "alive 2, dead -"},
		{10, 404, "alive 2, dead -"},
		{11, 403, "alive 2, dead -"},
		{12, 429, "alive 2, dead -"},
		{13, 503, "alive 2, dead -"},
		{14, 404, "alive 2, dead 9"},
		{15, 200, "alive 2, dead 9"}, // it is asked for every week now
		{21, 401, "alive 2, dead 9"},
		{22, 404, "alive 2, dead 9"},
		{29, 200, "alive 29, dead -"},
		{36, 404, "alive 29, dead -"},
	} {
		t.Run(fmt.Sprint(step.day), func(t *testing.T) {
			b.t, code = t, step.code
			b.round(noon.Add(time.Duration(step.day) * day).Sub(b.now))
			b.want(s.URL, step.want)
		})
	}
	b.t = t
}

// Four failures within a day are no death, and what cites a dead link later is told at its next failure.
func TestDeathTakesDays(t *testing.T) {
	b := newBench(t)
	s := b.site(status(http.StatusNotFound))
	b.cite(1, s.URL)
	for range 6 {
		b.round(time.Hour)
		b.must(`update link_checks set due_at = '2026-01-01'`)
	}
	b.want(s.URL, "alive -, dead -")
	b.round(3 * day)
	b.want(s.URL, "alive -, dead 0")
	b.cite(2, s.URL)
	b.round(7 * day)
	b.want(s.URL, "alive -, dead 0; alive -, dead 0")
}

// A round asks for one link of a host, and a host is left alone for the pause of the job.
func TestHostsAreAskedOneLinkARound(t *testing.T) {
	b := newBench(t)
	one, other := b.site(status(http.StatusOK)), b.site(status(http.StatusOK))
	for _, link := range []string{one.URL + "/a", one.URL + "/b", one.URL + "/c", other.URL + "/d"} {
		b.cite(1, link)
	}
	for _, step := range []struct {
		after       time.Duration
		here, there int
	}{
		{0, 1, 1}, {0, 0, 0}, {30 * time.Second, 0, 0}, {30 * time.Second, 1, 0}, {time.Minute, 1, 0},
		{time.Hour, 0, 0},
	} {
		b.round(step.after)
		if here, there := strings.Count(one.took(), "HEAD"), strings.Count(other.took(), "HEAD"); here != step.here ||
			there != step.there {
			t.Errorf("after %s: got %d and %d, want %d and %d", step.after, here, there, step.here, step.there)
		}
	}
}

// A round is bounded; what is left over comes next.
func TestRoundIsBounded(t *testing.T) {
	b := newBench(t)
	for i := range 25 {
		b.cite(1, fmt.Sprintf("http://127.1.1.%d/", i+1))
	}
	for i, want := range []int{20, 25} {
		b.round(0)
		var got int
		if err := b.db.Owner.GetContext(
			t.Context(), &got, `select count(*) from link_checks where checked_at is not null`,
		); err != nil || got != want {
			t.Errorf("round %d: got %d links, %v; want %d", i, got, err, want)
		}
	}
}

// Where nobody answers, a host that answered before is asked: it tells a dead host from a server without a line.
func TestSilenceNeedsAWitness(t *testing.T) {
	for name, c := range map[string]struct {
		other, up bool
		want      string
	}{
		"another answers":          {true, true, "alive -, dead 1"},
		"nobody answers":           {true, false, "alive -, dead -"},
		"there is no other to ask": {false, false, "alive -, dead -"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			other := b.site(status(http.StatusOK))
			if c.other {
				b.cite(2, other.URL)
				b.round(0)
			}
			if !c.up {
				other.Close()
			}
			s := b.site(status(http.StatusOK))
			s.Close()
			b.cite(1, s.URL)
			for range 4 {
				b.round(day)
			}
			b.want(s.URL, c.want)
		})
	}
}

// What is retracted or invented is not asked for, and what nothing cites any more is forgotten.
func TestOnlyCitedLinksAreAsked(t *testing.T) {
	b := newBench(t)
	s := b.site(status(http.StatusOK))
	b.cite(1, s.URL+"/stands")
	b.cite(2, s.URL+"/retracted")
	b.cite(3, s.URL+"/invented")
	b.must(`insert into retractions (statement_id, reason, author_id, acting_as, recorded_at)
		values (2, 'x', 1, 'staff', '2026-01-01')`)
	for range 3 {
		b.round(time.Hour)
	}
	b.took(s, "HEAD /stands")
	b.must(`delete from evidence where statement_id = 1`)
	b.round(8 * day)
	b.took(s, "")
	var left int
	if err := b.db.Owner.GetContext(t.Context(), &left, `select count(*) from link_checks`); err != nil || left != 0 {
		t.Errorf("got %d links, %v; want none", left, err)
	}
}

// Who writes may change of evidence what the checker found out and nothing else, and only as the program.
func TestOnlyTheProgramSaysThatALinkIsDead(t *testing.T) {
	b := newBench(t)
	b.cite(1, "https://example.org/")
	for name, c := range map[string]struct {
		role, set string
		want      string
	}{
		"program":              {"program", `dead_since = '2026-01-01'`, "1"},
		"administrator":        {"admin", `dead_since = '2026-01-01'`, "0"},
		"liaison":              {"liaison", `seen_alive_on = '2026-01-01'`, "0"},
		"nobody":               {"", `seen_alive_on = '2026-01-01'`, "0"},
		"program, the address": {"program", `url = 'https://example.com/'`, "pq: permission denied for table evidence"},
	} {
		t.Run(name, func(t *testing.T) {
			tx, err := b.db.Write.BeginTxx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback() }()
			if _, err := tx.Exec(
				`select set_config('app.role', $1, true), set_config('app.scope', '*', true)`, c.role,
			); err != nil {
				t.Fatal(err)
			}
			var got string
			done, err := tx.Exec(`update evidence set ` + c.set)
			if err != nil {
				got, _, _ = strings.Cut(err.Error(), " (")
			} else if n, err := done.RowsAffected(); err == nil {
				got = fmt.Sprint(n)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// Of all addresses only public ones are dialled, and only on the ports of the web.
func TestPublicOnly(t *testing.T) {
	for address, allowed := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true,
		"127.0.0.1": false, "127.8.8.8": false, "0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false,
		"172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "192.0.0.1": false, "192.0.2.1": false, "198.18.0.1": false, "198.51.100.1": false,
		"203.0.113.1": false, "224.0.0.1": false, "239.1.1.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false,
		"fe80::1": false, "fc00::1": false, "fd12:3456::1": false, "fec0::1": false, "ff02::1": false,
		"64:ff9b::7f00:1": false, "64:ff9b:1::1": false, "100::1": false, "2001::1": false, "2001:db8::1": false,
		"2002:7f00:1::": false, "3fff::1": false, "5f00::1": false,
	} {
		t.Run(address, func(t *testing.T) {
			network := "tcp4"
			if strings.Contains(address, ":") {
				network = "tcp6"
			}
			for port, web := range map[uint16]bool{80: true, 443: true, 22: false, 5432: false, 8080: false} {
				at := netip.AddrPortFrom(netip.MustParseAddr(address), port).String()
				if err := linkcheck.PublicOnly(network, at, nil); (err == nil) != (allowed && web) {
					t.Errorf("%s: got %v", at, err)
				}
			}
		})
	}
}

// A link that leads to this machine is never followed, neither at once nor by a name or a redirect, and nothing is said
// of it.
func TestPrivateAddressesAreNotAsked(t *testing.T) {
	b := newBench(t)
	secret := b.site(status(http.StatusOK))
	b.allowed = nil
	_, port, _ := strings.Cut(secret.Listener.Addr().String(), ":")
	to := map[string]string{
		"/address": secret.URL, "/name": "http://localhost:" + port, "/mapped": "http://[::ffff:127.0.0.1]:" + port,
		"/file": "file:///etc/passwd", "/port": "http://93.184.215.14:22/",
		"/user": "http://user:word@93.184.215.14/", "/scheme": "gopher://93.184.215.14/",
	}
	door := b.site(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to[r.URL.Path])
		w.WriteHeader(http.StatusFound)
	})
	b.cite(1, secret.URL)
	b.cite(1, "http://localhost:"+port+"/")
	for path := range to {
		b.cite(1, door.URL+path)
	}
	for range 12 {
		b.round(time.Hour)
	}
	b.took(secret, "")
	if asked := door.took(); strings.Count(asked, "HEAD") != len(to) {
		t.Errorf("got %s", asked)
	}
	for _, link := range append([]string{secret.URL}, door.URL+"/address", door.URL+"/file", door.URL+"/port") {
		b.want(link, "alive -, dead -")
	}
	var failures int
	if err := b.db.Owner.GetContext(
		t.Context(), &failures, `select sum(failures) from link_checks`,
	); err != nil || failures != 0 {
		t.Errorf("got %d failures, %v", failures, err)
	}
}

// Redirects are followed, but not for ever.
func TestRedirectsAreBounded(t *testing.T) {
	b := newBench(t)
	s := b.site(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/end" {
			return
		}
		http.Redirect(w, r, map[string]string{"/moved": "/end", "/loop": "/loop"}[r.URL.Path], http.StatusFound)
	})
	b.cite(1, s.URL+"/moved")
	b.round(0)
	b.took(s, "HEAD /moved, HEAD /end")
	b.want(s.URL+"/moved", "alive 0, dead -")
	b.cite(1, s.URL+"/loop")
	b.round(time.Hour)
	if asked := s.took(); strings.Count(asked, "HEAD /loop") != 11 || strings.Contains(asked, "GET") {
		t.Errorf("got %s", asked)
	}
	b.want(s.URL+"/loop", "alive -, dead -")
}
