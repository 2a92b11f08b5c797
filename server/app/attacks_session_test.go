package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"jalons/server/i18n"
	"jalons/server/web"
)

// send asks with headers and cookies of the test's own choice.
func (m *matrix) send(
	method, address string, form url.Values, cookies []*http.Cookie, headers ...string,
) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	return w
}

// liaison is the caller of that role, who is signed in.
func (m *matrix) liaison() caller {
	for _, c := range m.callers {
		if c.role == "liaison" {
			return c
		}
	}
	m.t.Fatal("no liaison")
	return caller{}
}

func right(password string) url.Values {
	return url.Values{"email": {"liaison@example.org"}, "password": {password}, "next": {""}}
}

// B1: an address that the client writes itself counts for nothing.
func TestForwardedAddressesAreNotBelieved(t *testing.T) {
	m := newMatrix(t) // whose clock stands: a guess is let through again after a while
	refused := 0
	for i := range 40 {
		form := url.Values{
			"email": {string(rune('a'+i%26)) + strings.Repeat("x", i) + "@example.org"}, "password": {"wrong"},
			"next": {""},
		}
		if w := m.send(
			http.MethodPost, "/fr/sign-in", form, nil, "X-Forwarded-For", "198.51.100."+string(rune('1'+i%9)),
			"X-Real-Ip", "198.51.100.7",
		); w.Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 20 {
		t.Errorf("%d of 40 guesses from one peer are refused, want 20", refused)
	}
}

// Behind a proxy each client has its own count: a stranger's wrong guesses, whatever he writes into the
// header, slow neither sign-in nor recovery of the others.
func TestStrangerBehindAProxySlowsHimselfOnly(t *testing.T) {
	m := newMatrix(t)
	var err error
	if m.config.Proxies, err = web.ParseProxies("192.0.2.0/24"); err != nil {
		t.Fatal(err)
	}
	m.serve(m.on)
	refused := 0
	for i := range 40 {
		form := url.Values{"email": {strings.Repeat("x", i+1) + "@example.org"}, "password": {"wrong"}, "next": {""}}
		from := "203.0.113." + string(rune('1'+i%9)) + ", 198.51.100.66"
		if w := m.send(
			http.MethodPost, "/fr/sign-in", form, nil, "X-Forwarded-For", from,
		); w.Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 20 {
		t.Errorf("%d of the stranger's 40 guesses are refused, want 20", refused)
	}
	if w := m.send(
		http.MethodPost, "/fr/sign-in", right("une phrase de passe"), nil, "X-Forwarded-For", "203.0.113.5",
	); w.Code != http.StatusSeeOther {
		t.Errorf("another client's sign-in: %d", w.Code)
	}
	asks := url.Values{"email": {"liaison@example.org"}}
	if w := m.send(
		http.MethodPost, "/fr/recover", asks, nil, "X-Forwarded-For", "203.0.113.5",
	); w.Code != http.StatusSeeOther {
		t.Errorf("another client's recovery: %d", w.Code)
	}
}

// B4, B5, B8: a session that somebody planted is not the one that signs in, signing out ends it on the
// server, and no cookie is readable by scripts or sent from elsewhere.
func TestSessionsAreTheirOwn(t *testing.T) {
	m := newMatrix(t)
	planted := []*http.Cookie{{Name: "jalons", Value: strings.Repeat("A", 43)}}
	w := m.send(http.MethodPost, "/fr/sign-in", right("une phrase de passe"), planted)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	cookies := w.Result().Cookies()
	for _, c := range cookies {
		if c.Value == planted[0].Value || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" ||
			c.Domain != "" {
			t.Errorf("the cookie %v", c)
		}
	}
	if got := m.send(http.MethodGet, "/fr/account", nil, planted); got.Code != http.StatusSeeOther {
		t.Errorf("the planted session opens the account: %d", got.Code)
	}
	if got := m.send(http.MethodGet, "/fr/account", nil, cookies); got.Code != http.StatusOK {
		t.Fatalf("the new session: %d", got.Code)
	}
	m.send(http.MethodPost, "/fr/sign-out", url.Values{}, cookies)
	if got := m.send(http.MethodGet, "/fr/account", nil, cookies); got.Code != http.StatusSeeOther {
		t.Errorf("after signing out the cookie still opens the account: %d", got.Code)
	}
}

// B10: the address in a letter is the configured one, whatever host the request names.
func TestLettersNameTheConfiguredOrigin(t *testing.T) {
	m := newMatrix(t)
	if w := m.send(
		http.MethodPost, "/fr/recover", url.Values{"email": {"liaison@example.org"}}, nil, "Host", "evil.example",
		"X-Forwarded-Host", "evil.example",
	); w.Code >= http.StatusBadRequest {
		t.Fatalf("%d", w.Code)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	if err := m.people.AnswerRecoveries(
		t.Context(), web.Inviter{Texts: texts, Origin: m.config.Origin}.Recovery,
	); err != nil {
		t.Fatal(err)
	}
	var bodies []string
	if err := m.owner.SelectContext(
		t.Context(), &bodies, `select coalesce(body, '') from mails`,
	); err != nil || len(bodies) == 0 {
		t.Fatalf("%d letters: %v", len(bodies), err)
	}
	for _, body := range bodies {
		if strings.Contains(body, "evil.example") {
			t.Errorf("a letter says %s", body)
		}
	}
}

// I1, I3, I5, I6: writes from other sites are refused on every route, and every answer, errors among them,
// carries the headers that keep a browser from framing, guessing, running and keeping it.
func TestEveryRouteIsSafeInABrowser(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	who := m.liaison()
	for _, route := range m.routes {
		address := sampled(route)
		if route.Method == http.MethodPost {
			for name, headers := range map[string][]string{
				"another site":   {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
				"another origin": {"Origin", "https://jalons.example.evil.example"}, "no origin": {"Origin", "null"},
			} {
				t.Run(name, func(t *testing.T) {
					if w := m.send(
						http.MethodPost, address, url.Values{}, who.cookies, headers...,
					); w.Code != http.StatusForbidden {
						t.Errorf("POST %s from %s: %d", address, name, w.Code)
					}
				})
			}
			continue
		}
		w := m.send(http.MethodGet, address, nil, who.cookies, "Origin", "https://evil.example")
		h := w.Header()
		csp := h.Get("Content-Security-Policy")
		if h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(csp, "frame-ancestors 'none'") && !strings.Contains(csp, "sandbox") ||
			strings.Contains(csp, "unsafe-inline") || h.Get("Referrer-Policy") == "" {
			t.Errorf("GET %s: %d %v", address, w.Code, h)
		}
		if h.Get("Access-Control-Allow-Credentials") != "" ||
			h.Get("Access-Control-Allow-Origin") == "https://evil.example" {
			t.Errorf("GET %s lets another site read with a session: %v", address, h)
		}
		if private := route.Policy != web.Public; private && h.Get("Cache-Control") != "no-store" {
			t.Errorf("GET %s is kept: %s", address, h.Get("Cache-Control"))
		}
	}
}

// A8, A9: what an administrator takes away is gone at the next request, in the middle of a session.
func TestRightsAreReadAtEachRequest(t *testing.T) {
	r := newReach(t)
	var staff, liaison *person
	for _, p := range r.persons {
		switch p.name {
		case "staff of TN":
			staff = p
		case "liaison of TN":
			liaison = p
		}
	}
	remind := func() int {
		w := r.post(staff, "/follow-ups", `{"state":"TN","action":"relancer","due_on":"2031-01-01"}`, 1, "")
		return w.Code
	}
	if got := remind(); got != http.StatusOK {
		t.Fatalf("staff of the state: %d", got)
	}
	r.must(`update scopes set state_code = 'BJ' where account_id = $1`, staff.account)
	if got := remind(); got != http.StatusForbidden {
		t.Errorf("A9: after the scope has changed: %d", got)
	}
	if w := r.send(http.MethodGet, "/fr/inbox", nil, liaison.cookies); w.Code != http.StatusOK {
		t.Fatalf("liaison: %d", w.Code)
	}
	r.must(`update accounts set disabled_at = '2026-01-01' where id = $1`, liaison.account)
	if w := r.send(http.MethodGet, "/fr/inbox", nil, liaison.cookies); w.Code != http.StatusSeeOther {
		t.Errorf("A8: after the account was closed: %d", w.Code)
	}
	if w := r.post(liaison, "/approvals", `{"statements":[]}`, 1, ""); w.Code != http.StatusUnauthorized {
		t.Errorf("A8 by the API: %d", w.Code)
	}
}

// K3: a file comes beside the document; its kind is read from its bytes, and what a browser would run is refused.
func TestFilesOverTheAPI(t *testing.T) {
	r := newReach(t)
	o := r.object()
	var staff *person
	for _, p := range r.persons {
		if p.name == "staff" {
			staff = p
		}
	}
	document := `{"target":"` + o.milestone + `","lang":"fr","level":"substantial","on":"` + string(
		r.record.Today(),
	) + `"}`
	try := func(pairs ...string) int {
		before := r.written()
		w := r.try(staff, attempt{request: func(object) (string, string, string, string) {
			return scan("/api/v1/statements", pairs...)
		}}, o)
		if left := r.written() - before; w.Code != http.StatusOK && left != 0 {
			t.Errorf("%v leaves %d rows", pairs, left)
		}
		return w.Code
	}
	if got := try(); got != http.StatusBadRequest {
		t.Errorf("a file without a document: %d", got)
	}
	if got := try("json", document, "note", "beside it"); got != http.StatusBadRequest {
		t.Errorf("a part that nobody takes: %d", got)
	}
	if got := try("json", document+document); got != http.StatusBadRequest {
		t.Errorf("two documents: %d", got)
	}
	if got := try("json", document); got != http.StatusOK {
		t.Fatalf("a document and a file: %d", got)
	}
	var name, kind string
	if err := r.owner.QueryRowContext(
		t.Context(),
		`select e.file_name, f.media_type from evidence e join files f on f.sha256 = e.file_sha256
			order by e.id desc limit 1`,
	).Scan(&name, &kind); err != nil || name != "lettre.txt" || kind != "text/plain" {
		t.Errorf("kept as %s, %s: %v", name, kind, err)
	}
}
