package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/i18n/i18ntest"
	"jalons/server/web"
)

// counted gives the rows of refusals and how often they were counted.
func (m *matrix) counted() (rows, times int) {
	m.t.Helper()
	err := m.owner.QueryRowContext(
		m.t.Context(), `select count(*), coalesce(sum(times), 0) from refusals`,
	).Scan(&rows, &times)
	if err != nil {
		m.t.Fatal(err)
	}
	return rows, times
}

// Every role at every route: who is turned away stands in the audit log once, with account, address, method
// and the route's template; who is let in doesn't.
func TestRefusalsAreAudited(t *testing.T) {
	m := newMatrix(t)
	distinct := map[string]bool{}
	for _, route := range m.routes {
		for _, c := range m.callers {
			if c.role == "" || route.Policy == web.Public || strings.HasSuffix(route.Path, "/sign-out") {
				continue
			}
			_, before := m.counted()
			w := m.ask(c, route.Method, sampled(route), nil)
			_, after := m.counted()
			refused := !slices.Contains(web.RolesOf(route.Policy), c.role)
			if (w.Code == http.StatusForbidden) != refused || after-before != map[bool]int{true: 1}[refused] {
				t.Errorf(
					"%s %s as %s: %d, %d refusals recorded", route.Method, route.Path, c.role, w.Code, after-before,
				)
			}
			if refused {
				distinct[string(c.role)+" "+bare(route)] = true
			}
		}
	}
	var kept []string
	err := m.owner.SelectContext(t.Context(), &kept,
		`select a.role || ' ' || r.method || ' ' || r.route from refusals r join accounts a on a.id = r.account_id
		where r.peer = '192.0.2.1' and r.code = 'not_your_role' and not r.by_token and r.request <> ''
			and r.last_at >= r.first_at order by 1`)
	if err != nil || len(distinct) < 100 {
		t.Fatalf("%d routes turn somebody away: %v", len(distinct), err)
	}
	want := make([]string, 0, len(distinct))
	for row := range distinct {
		want = append(want, row)
	}
	slices.Sort(want)
	slices.Sort(kept)
	if !slices.Equal(kept, want) {
		t.Errorf("%d rows of %d", len(kept), len(want))
	}
}

// Whoever is turned away over and over, from however many addresses, fills nothing, and is counted to the end.
func TestRefusalsAreBounded(t *testing.T) {
	m := newMatrix(t)
	staff := m.callers[slices.IndexFunc(m.callers, func(c caller) bool { return c.role == domain.RoleStaff })]
	for i := range 1000 {
		r := httptest.NewRequest(http.MethodGet, "/fr/accounts", nil)
		r.RemoteAddr = fmt.Sprintf("[2001:db8::%x]:1", i%400)
		for _, cookie := range staff.cookies {
			r.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		m.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if rows, times := m.counted(); rows != 301 || times != 1000 {
		t.Errorf("%d rows that count %d", rows, times)
	}
	var rest int
	if err := m.owner.GetContext(
		t.Context(), &rest, `select times from refusals where peer = '' and method = '' and route = ''`,
	); err != nil || rest != 200 {
		t.Errorf("the hundred other addresses, twice: %d, %v", rest, err)
	}
	if _, err := m.on.WriteDB.ExecContext(t.Context(), `delete from refusals`); err == nil {
		t.Error("the server takes refusals away")
	}
	if _, err := m.on.WriteDB.ExecContext(t.Context(), `update refusals set peer = '192.0.2.9'`); err == nil {
		t.Error("the server changes where refusals came from")
	}
}

// What the record refuses is audited as what a policy refuses, with its reason, for a token too, and from
// the address that a trusted proxy names; administrators and the log see it.
func TestRefusalsAreSeen(t *testing.T) {
	r := newReach(t)
	o := r.object()
	var log bytes.Buffer
	r.config.Proxies, _ = web.ParseProxies("192.0.2.1")
	r.log = slog.New(slog.NewJSONHandler(&log, nil))
	r.serve(r.record)
	holder := &account.Person{ID: r.one("staff of BJ").account, Role: domain.RoleStaff}
	secret, err := r.people.NewToken(t.Context(), holder, "tableur", []string{"declare"}, 30, "test")
	if err != nil {
		t.Fatal(err)
	}
	_, address, kind, body := asked(
		"/milestones/"+o.milestone+"/moves", map[string]any{"new_on": "2031-01-01", "reason": "law", "lang": "fr"},
	)
	request := httptest.NewRequest(http.MethodPost, address, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+secret)
	request.Header.Set("Content-Type", kind)
	request.Header.Set("If-Match", fmt.Sprintf(`"%d"`, o.version))
	request.Header.Set("X-Forwarded-For", "203.0.113.7")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	if w.Code != http.StatusForbidden {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for _, want := range []string{
		`"account":` + fmt.Sprint(holder.ID), `"peer":"203.0.113.7"`, `"route":"/api/v1/milestones/:id/moves"`,
		`"code":"out_of_scope"`, `"token":true`,
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, &log)
		}
	}
	admin := caller{cookies: r.one("admin").cookies}
	for lang, title := range map[string]string{
		"fr": i18ntest.French("refusal.title"), "en": i18ntest.English("refusal.title"),
		"ar": i18ntest.Arabic("refusal.title"),
	} {
		page := r.ask(admin, http.MethodGet, "/"+lang+"/audit-log", nil).Body.String()
		for _, want := range []string{
			title, "203.0.113.7", "POST /api/v1/milestones/:id/moves", i18ntest.T(lang, "error.out_of_scope"),
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the page in %s lacks %q", lang, want)
			}
		}
	}
	var given struct {
		Refusals []struct{ Peer, Route, Code, Name string }
	}
	answer := r.ask(admin, http.MethodGet, "/api/v1/audit-log?q=203.0.113.7", nil).Body.Bytes()
	if err := json.Unmarshal(answer, &given); err != nil || len(given.Refusals) != 1 ||
		given.Refusals[0].Code != "out_of_scope" {
		t.Errorf("%v %s", err, answer)
	}
}
