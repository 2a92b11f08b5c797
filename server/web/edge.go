package web

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// Edge stands before every handler: it numbers and logs requests, refuses malformed ones, sets the
// security headers, and turns a panic into a 500.
type Edge struct {
	// Inner answers what the edge lets through.
	Inner http.Handler
	// Fail answers what it refuses.
	Fail Fail
	// Log gets one line for each request.
	Log *slog.Logger
	// Open is the prefix of the addresses that scripts of other sites may read.
	Open string
	// Policy is the security policy of pages, as PolicyFor gives it; empty allows no style within a page.
	Policy string
	// Proxies may say for whom they ask.
	Proxies Proxies
	// Secure says that the site is under https and nothing else.
	Secure bool
	// Refused is told of each answer of 429 and 503, and of its cause; nil where nobody wants to know.
	Refused func(status int, cause string)
	// ListedInstitution bounds the body of a request in bytes; zero means one megabyte.
	Body int64

	crossOrigin http.CrossOriginProtection
}

// ServeHTTP answers one request, so that its client hears the answer.
func (e *Edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := incomingOf(r)
	e.answer(w, r)
	body.linger(w)
}

func (e *Edge) answer(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	state := &request{id: newRequestID(), peer: e.Proxies.PeerOf(r), head: r.Method == http.MethodHead}
	a := &answer{ResponseWriter: w, head: state.head}
	method := r.Method
	r = r.WithContext(withRequest(r.Context(), state))
	defer state.end()
	e.setHeaders(a, r)
	defer func() {
		broken := e.recovered(a, r, recover())
		e.line(r, a, slog.String("method", bounded(method, 16)), slog.Duration("took", time.Since(start)))
		if broken {
			panic(http.ErrAbortHandler)
		}
	}()
	e.pass(a, r)
}

// setHeaders puts what every answer carries, errors included.
func (e *Edge) setHeaders(a *answer, r *http.Request) {
	h := a.Header()
	maps.Copy(h, securityHeaders)
	if e.Policy != "" {
		h.Set("Content-Security-Policy", e.Policy)
	}
	if e.Secure {
		h["Strict-Transport-Security"] = strictTransport
	}
	h.Set("X-Request-Id", RequestID(r.Context()))
	if e.open(r) {
		maps.Copy(h, openHeaders)
	}
}

// open says that scripts of other sites may read the answer.
func (e *Edge) open(r *http.Request) bool {
	return e.Open != "" && strings.HasPrefix(r.URL.Path, e.Open)
}

// pass hands a request on, or refuses it.
func (e *Edge) pass(a *answer, r *http.Request) {
	limit := cmp.Or(e.Body, bodyLimit)
	if sendsFile(r) {
		limit = uploadLimit // whoever takes no files refuses it unread
	}
	if refusal := checkRequest(r, limit); refusal != nil {
		if refusal.Status == http.StatusMethodNotAllowed {
			a.Header().Set("Allow", readMethods)
		}
		e.Fail(a, r, refusal)
		return
	}
	if e.open(r) && r.Method == http.MethodOptions {
		preflight(a)
		return
	}
	if err := e.crossOrigin.Check(r); err != nil {
		e.Fail(a, r, &Refusal{Status: http.StatusForbidden, Code: "cross_site"})
		return
	}
	r.Body = http.MaxBytesReader(a, r.Body, limit)
	if a.head {
		r.Method = http.MethodGet // handlers know GET only; answer leaves the body out
	}
	e.Inner.ServeHTTP(a, r)
}

// recovered answers a panic with a 500. It says true where an answer has already begun: then only
// a broken connection tells the client that it is not whole.
func (e *Edge) recovered(a *answer, r *http.Request, cause any) (broken bool) {
	if cause == nil {
		return false
	}
	state := requestOf(r.Context())
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		return true
	}
	err := fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
	if a.status != 0 {
		state.err = err
		return true
	}
	clear(a.Header())
	e.setHeaders(a, r)
	e.Fail(a, r, err)
	return false
}

// line logs a request: one line, its path without the query, which may hold what a person searched.
func (e *Edge) line(r *http.Request, a *answer, attrs ...slog.Attr) {
	state := requestOf(r.Context())
	attrs = append(attrs, slog.String("request", state.id), slog.String("peer", Peer(r.Context())),
		slog.String("path", bounded(r.URL.Path, 200)),
		slog.Int("status", a.status), slog.Int64("bytes", a.size))
	if e.Refused != nil && (a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable) {
		e.Refused(a.status, cmp.Or(state.code, "other"))
	}
	if trace := traceOf(r.Header); trace != "" {
		attrs = append(attrs, slog.String("traceparent", trace))
	}
	level := slog.LevelInfo
	if state.code != "" {
		attrs = append(attrs, slog.String("code", state.code))
	}
	if refused := state.refusal; refused != nil {
		level = slog.LevelWarn
		attrs = append(
			attrs, slog.Int64("account", refused.Account), slog.String("route", refused.Route),
			slog.Bool("token", refused.ByToken),
		)
	}
	if state.err != nil {
		level = slog.LevelError
		attrs = append(
			attrs, slog.String("error", state.err.Error()), slog.String("query", bounded(r.URL.RawQuery, 400)),
		)
	}
	e.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

func bounded(s string, limit int) string {
	if len(s) > limit {
		return s[:limit] + "…"
	}
	return s
}
