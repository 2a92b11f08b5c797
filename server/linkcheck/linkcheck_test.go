package linkcheck_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

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
