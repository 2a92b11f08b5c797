package web

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// edgeOf gives an edge before h, and its log.
func edgeOf(t *testing.T, h http.HandlerFunc) (*Edge, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	return &Edge{
		Inner: h, Fail: FailJSON(testTexts(t)), Open: "/api/", Body: 100,
		Log: slog.New(slog.NewJSONHandler(log, nil)),
	}, log
}

func ok(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", "2")
	io.WriteString(w, "ok")
}

func TestGuard(t *testing.T) {
	cases := []struct {
		method, target string
		header         [2]string
		body           string
		want           int
	}{
		{"GET", "/", [2]string{}, "", 200},
		{"GET", "/?q=S%C3%A9n%C3%A9gal", [2]string{}, "", 200},
		{"GET", "/states/1%00", [2]string{}, "", 400},
		{"GET", "/?q=a%00b", [2]string{}, "", 400},
		{"GET", "/?%00=1", [2]string{}, "", 400},
		{"GET", "/%ff", [2]string{}, "", 400},
		{"GET", "/?q=%ff", [2]string{}, "", 400},
		{"GET", "/?q=%zz", [2]string{}, "", 400},
		{"GET", "/?a=1;b=2", [2]string{}, "", 400},
		{"GET", "/a%0d%0aSet-Cookie:x", [2]string{}, "", 400},
		{"GET", "/?" + strings.Repeat("a=1&", 1100), [2]string{}, "", 414},
		{"TRACE", "/", [2]string{}, "", 405},
		{"BREW", "/", [2]string{}, "", 405},
		{"HEAD", "/", [2]string{}, "", 200},
		{"POST", "/", [2]string{}, strings.Repeat("x", 101), 413},
		{"POST", "/", [2]string{"Content-Encoding", "gzip"}, "x", 415},
		{"POST", "/", [2]string{"Sec-Fetch-Site", "cross-site"}, "x", 403},
		{"POST", "/", [2]string{"Origin", "https://evil.example"}, "x", 403},
		{"POST", "/", [2]string{"Sec-Fetch-Site", "same-origin"}, "x", 200},
	}
	edge, _ := edgeOf(t, ok)
	for _, c := range cases {
		t.Run(c.method+" "+c.target, func(t *testing.T) {
			r := httptest.NewRequest(c.method, c.target, strings.NewReader(c.body))
			if c.header[0] != "" {
				r.Header.Set(c.header[0], c.header[1])
			}
			w := httptest.NewRecorder()
			edge.ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("%s %.40q %v: %d, want %d", c.method, c.target, c.header, w.Code, c.want)
			}
			if c.want == 405 && w.Header().Get("Allow") == "" {
				t.Errorf("%s: no Allow", c.method)
			}
			checkSecurity(t, c.target, w.Header())
		})
	}
}

func checkSecurity(t *testing.T, what string, h http.Header) {
	t.Helper()
	csp := h.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") ||
		!strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("%.40q: CSP %q", what, csp)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
	} {
		if h.Get(name) != want {
			t.Errorf("%.40q: %s %q", what, name, h.Get(name))
		}
	}
	if len(h.Get("X-Request-Id")) != 13 || h.Get("Permissions-Policy") == "" {
		t.Errorf("%.40q: %v", what, h)
	}
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	var method string
	edge, log := edgeOf(t, func(w http.ResponseWriter, r *http.Request) {
		method = r.Method
		if !Head(r.Context()) {
			t.Error("the handler is not told")
		}
		ok(w, r)
	})
	w := httptest.NewRecorder()
	edge.ServeHTTP(w, httptest.NewRequest("HEAD", "/", nil))
	if w.Body.Len() > 0 || w.Header().Get("Content-Length") != "2" || method != "GET" {
		t.Errorf("%s %v %q", method, w.Header(), w.Body)
	}
	if !strings.Contains(log.String(), `"method":"HEAD"`) {
		t.Errorf("log %s", log)
	}
}

func TestOpenAddresses(t *testing.T) {
	edge, _ := edgeOf(t, ok)
	cases := []struct {
		method, path, origin string
		want                 int
	}{
		{"GET", "/api/v1/states", "*", 200}, {"OPTIONS", "/api/v1/states", "*", 204},
		{"TRACE", "/api/v1/states", "*", 405},
		{"GET", "/api/%ff", "*", 400}, {"GET", "/fr", "", 200},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			r := httptest.NewRequest(c.method, c.path, nil)
			r.Header.Set("Origin", "null")
			w := httptest.NewRecorder()
			edge.ServeHTTP(w, r)
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != c.origin || w.Code != c.want {
				t.Errorf("%s %s: %d, origin %q", c.method, c.path, w.Code, got)
			}
			if w.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s %s: credentials", c.method, c.path)
			}
		})
	}
}

func TestPanicIsA500(t *testing.T) {
	edge, log := edgeOf(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Half-Done", "1")
		panic("secret\nsecond line")
	})
	w := httptest.NewRecorder()
	edge.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || w.Header().Get("X-Half-Done") != "" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	checkSecurity(t, "panic", w.Header())
	id := w.Header().Get("X-Request-Id")
	if !strings.Contains(w.Body.String(), id) || strings.Count(log.String(), "\n") != 1 ||
		!strings.Contains(log.String(), id) || !strings.Contains(log.String(), "secret") {
		t.Errorf("log %s", log)
	}
}

func TestPanicInAnAnswerBreaksTheConnection(t *testing.T) {
	edge, log := edgeOf(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "half")
		panic("late")
	})
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler {
			t.Errorf("panic %v", cause)
		}
		if !strings.Contains(log.String(), "late") {
			t.Errorf("log %s", log)
		}
	}()
	edge.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func TestLogIsOneLine(t *testing.T) {
	edge, log := edgeOf(t, ok)
	r := httptest.NewRequest("GET", "/", nil)
	r.URL.Path = "/a\r\nlevel=ERROR\x1b[31m\u2028" + strings.Repeat("x", 500)
	r.Header.Set("User-Agent", "\x1b[31m\n{}")
	edge.ServeHTTP(httptest.NewRecorder(), r)
	var line struct{ Path, Code string }
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("%v: %s", err, log)
	}
	if strings.ContainsAny(log.String(), "\r\x1b") || len(line.Path) > 220 || line.Code != "address_malformed" {
		t.Errorf("log %q", log)
	}
}

func TestBodyIsBounded(t *testing.T) {
	edge, _ := edgeOf(t, nil)
	edge.Inner = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			edge.Fail(w, r, err)
		}
	})
	r := httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", 101)))
	r.ContentLength = -1
	w := httptest.NewRecorder()
	edge.ServeHTTP(w, r)
	if w.Code != 413 {
		t.Errorf("%d", w.Code)
	}
}

// A host under https says so with every answer, errors and panics included; one under http never.
func TestStrictTransport(t *testing.T) {
	for _, secure := range []bool{true, false} {
		for _, target := range []string{"/", "/?q=%ff", "/panic"} {
			edge, _ := edgeOf(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/panic" {
					panic("x")
				}
				ok(w, r)
			})
			edge.Secure = secure
			w := httptest.NewRecorder()
			edge.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
			if got := w.Header().Get("Strict-Transport-Security"); (got == "max-age=31536000") != secure ||
				!secure && got != "" {
				t.Errorf("%s, secure %v: %q", target, secure, got)
			}
		}
	}
}

// The log names the client behind a trusted proxy, and the proxy where it is none.
func TestLogNamesThePeer(t *testing.T) {
	for want, proxies := range map[string]string{"198.51.100.1": "192.0.2.1", "192.0.2.1": "192.0.2.2"} {
		edge, log := edgeOf(t, ok)
		var err error
		if edge.Proxies, err = ParseProxies(proxies); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/", nil) // from 192.0.2.1
		r.Header.Set("X-Forwarded-For", "198.51.100.1")
		edge.ServeHTTP(httptest.NewRecorder(), r)
		var line struct{ Peer string }
		if err := json.Unmarshal(log.Bytes(), &line); err != nil || line.Peer != want {
			t.Errorf("%q %v, want %s", line.Peer, err, want)
		}
	}
}
