package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/testkit"
	"jalons/server/web"
)

// twin is a server of its own, with its own cache, on a database that it shares.
type twin struct{ *Server }

func newTwin(t *testing.T, r *Store) *twin {
	t.Helper()
	s, err := New(r, quick(account.New(r.WriteDB, r.Now)), Config{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return &twin{s}
}

// shows gives a public page as this server answers it.
func (s *twin) shows(t *testing.T, address string) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	if w.Code >= http.StatusInternalServerError {
		t.Fatalf("%s: %d %s", address, w.Code, w.Body)
	}
	if w.Code != http.StatusOK {
		return fmt.Sprint(w.Code) // what goes wrong has the number of its request
	}
	return w.Body.String()
}

func (s *twin) showsAll(t *testing.T, addresses []string) map[string]string {
	all := map[string]string{}
	for _, address := range addresses {
		all[address] = s.shows(t, address)
	}
	return all
}

// publicAddresses are all that anybody may read about what the attempts write, pages in one language.
func publicAddresses(routes []web.Route) (addresses []string) {
	about := map[string][]string{
		"regions": {"west-africa"}, "states": {"TN", "SN"}, "commitments": {"TN-2024-C01", "TN-2024-C50"},
		"milestones": {"TN-2024-C01.1"},
		"cities":     {"TN-001"}, "rollouts": {"TN"}, "reports": {"TN-R1"}, "sitemaps": {"1.xml"},
	}
	for _, route := range routes {
		lang := route.Path == "/en" || route.Path == "/ar" || strings.HasPrefix(route.Path, "/en/") ||
			strings.HasPrefix(route.Path, "/ar/")
		if lang || route.Policy != web.Public || route.Method != http.MethodGet ||
			strings.HasPrefix(route.Path, "/assets/") {
			continue
		}
		before, _, placed := strings.Cut(route.Path, "/:")
		if !placed {
			addresses = append(addresses, route.Path)
			continue
		}
		for _, code := range about[before[strings.LastIndex(before, "/")+1:]] {
			addresses = append(addresses, before+"/"+code)
		}
	}
	return addresses
}

// Whatever is written raises the version that servers keep public pages by, or leaves every public page as it was.
func TestEveryWriteIsSeen(t *testing.T) {
	t.Parallel()
	r := newReach(t)
	servers, fresh := []*twin{newTwin(t, r.record), newTwin(t, r.record)}, newTwin(t, r.record)
	addresses := publicAddresses(fresh.routes)
	if len(addresses) < 40 {
		t.Fatalf("%d addresses", len(addresses))
	}
	const page = "/api/v1/progress"
	var quiet []quietWrite
	for _, a := range attempts(r.record.Today()) {
		i := slices.IndexFunc(r.persons, func(p *person) bool { return slices.Contains(a.may, p.name) })
		if i < 0 {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			if r.raises(servers, a, r.persons[i]) {
				fresh.version.Add(1) // what it has kept is of an older version
				for n, s := range servers {
					if s.shows(t, page) != fresh.shows(t, page) {
						t.Errorf("server %d keeps an old %s", n+1, page)
					}
				}
				return
			}
			quiet = append(quiet, quietWrite{a, r.persons[i], object{}})
		})
	}
	r.showNothing(fresh, addresses, quiet)
}

// quietWrite is an attempt that raises no version, and what it is about.
type quietWrite struct {
	attempt
	by *person
	object
}

// showNothing tries all writes that raise no version once more, and holds every public page against what it was
// before. Which of them one tells of is found by running the test for each of their names.
func (r *reach) showNothing(fresh *twin, addresses []string, quiet []quietWrite) {
	r.t.Helper()
	var names []string
	for i := range quiet {
		quiet[i].object = r.object()
		names = append(names, quiet[i].name)
	}
	if _, err := r.record.Follow(r.t.Context()); err != nil { // what it is about has its place in the history
		r.t.Fatal(err)
	}
	fresh.version.Add(1)
	before := fresh.showsAll(r.t, addresses)
	for _, q := range quiet {
		r.tried(q.by, q.attempt, q.object)
	}
	fresh.version.Add(1)
	for address, now := range fresh.showsAll(r.t, addresses) {
		if before[address] != now {
			r.t.Errorf("%s changes, and the version does not: %s", address, strings.Join(names, ", "))
		}
	}
}

// raises says whether one attempt raises the version on every server.
func (r *reach) raises(servers []*twin, a attempt, by *person) bool {
	r.t.Helper()
	o := r.object()
	look := func() {
		for _, s := range servers {
			if s.look(r.t.Context()); s.sight.failed.Load() {
				r.t.Fatalf("before or after %s nothing was seen", a.name)
			}
		}
	}
	look()
	known := servers[0].version.Load()
	r.tried(by, a, o)
	look()
	return servers[0].version.Load() > known && servers[1].version.Load() > known
}

// tried is an attempt that has to succeed.
func (r *reach) tried(by *person, a attempt, o object) {
	r.t.Helper()
	if w := r.try(by, a, o); w.Code >= http.StatusBadRequest {
		r.t.Fatalf("%s: %d %s", a.name, w.Code, w.Body)
	}
}

// A state that gets somebody who speaks for it, and loses them again, is shown so at once on every server.
func TestAppointmentsAreSeen(t *testing.T) {
	r := newReach(t)
	servers := []*twin{newTwin(t, r.record), newTwin(t, r.record)}
	admin := r.persons[slices.IndexFunc(r.persons, func(p *person) bool { return p.name == "admin" })]
	o := r.object()
	const address = "/api/v1/states/SN"
	last := servers[0].shows(t, address)
	mandate := func() (id int64) {
		if err := r.owner.GetContext(t.Context(), &id, `select max(id) from mandates`); err != nil {
			t.Fatal(err)
		}
		return id
	}
	appoint := attempt{"appoint", nil, func(o object) (string, string, string, string) {
		return asked(
			fmt.Sprintf("/accounts/%d/rights", o.pawn),
			map[string]any{"state": "SN", "capacity": "liaison", "from": r.record.Today()},
		)
	}}
	for _, step := range []attempt{
		appoint,
		{"end the mandate", nil, func(o object) (string, string, string, string) {
			return asked(
				fmt.Sprintf("/accounts/%d/rights/end", o.pawn), map[string]any{"kind": "mandate", "right": mandate()},
			)
		}},
		appoint,
		{"close the account", nil, func(o object) (string, string, string, string) {
			return asked(fmt.Sprintf("/accounts/%d/closing", o.pawn), map[string]any{})
		}},
	} {
		t.Run(step.name, func(t *testing.T) {
			for _, s := range servers {
				s.shows(t, address)
			}
			r.tried(admin, step, o)
			var now string
			for n, s := range servers {
				s.look(t.Context())
				if now = s.shows(t, address); now == last {
					t.Errorf("server %d keeps what was so before", n+1)
				}
			}
			last = now
		})
	}
}

// Who has written something reads it at once, before the server looks for changes by itself.
func TestOwnWritesAreReadAtOnce(t *testing.T) {
	r := newReach(t)
	own := newTwin(t, r.record)
	r.Handler = own.Handler
	const address = "/api/v1/states/SN"
	before := own.shows(t, address)
	admin := r.persons[slices.IndexFunc(r.persons, func(p *person) bool { return p.name == "admin" })]
	r.tried(admin, attempt{"appoint", nil, func(o object) (string, string, string, string) {
		office := map[string]any{"state": "SN", "capacity": "liaison", "from": r.record.Today()}
		return asked(fmt.Sprintf("/accounts/%d/rights", o.pawn), office)
	}}, r.object())
	if own.shows(t, address) == before {
		t.Error("the server that was written to shows what was so before")
	}
}

// Every table that the public's role may read raises the version, but for what follows from other rows or is in
// no kept page.
func TestWhatThePublicReadsRaisesTheVersion(t *testing.T) {
	_, db := testkit.New(t)
	var silent []string
	err := db.Owner.SelectContext(t.Context(), &silent, `
		select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		  and has_any_column_privilege('jalons_reader', c.oid, 'select')
		  and 28 <> (select coalesce(bit_or(t.tgtype) & 28, 0) from pg_trigger t
		    where t.tgrelid = c.oid and t.tgname like '%\_raise\_version') -- 28: insert, update and delete
		order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"aliases", "change_positions", "changes", "commitment_standings", "deployment_standings", "milestone_standings",
		"sequencer", "totals",
	}
	if !slices.Equal(silent, want) {
		t.Errorf("without a trigger: %v, want %v", silent, want)
	}
}
