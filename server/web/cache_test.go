package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// source is a cache before a handler that counts its calls.
type source struct {
	*Cache
	calls   atomic.Int64
	version atomic.Int64
	now     atomic.Int64 // unix seconds
}

func newSource(h func(n int64, w http.ResponseWriter, r *http.Request)) *source {
	s := &source{}
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h(s.calls.Add(1), w, r) })
	s.Cache = NewCache(inner, s.version.Load, func() time.Time { return time.Unix(s.now.Load(), 0) })
	return s
}

var long = strings.Repeat("Engagement pour la transparence. ", 100)

func page(n int64, w http.ResponseWriter, r *http.Request) {
	Cacheable(r.Context())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	io.WriteString(w, long)
}

func (s *source) get(address string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r.WithContext(withRequest(r.Context(), &request{})))
	return w
}

func TestCacheKeepsWhatIsMarked(t *testing.T) {
	s := newSource(page)
	first, second := s.get("/a?x=1&y=2"), s.get("/a?y=2&x=1")
	if s.calls.Load() != 1 {
		t.Errorf("%d calls", s.calls.Load())
	}
	for _, w := range []*httptest.ResponseRecorder{first, second} {
		h := w.Header()
		if w.Code != 200 || w.Body.String() != long || h.Get("Vary") != "Accept-Encoding" ||
			h.Get("Cache-Control") != "public, max-age=0, must-revalidate" ||
			h.Get("Content-Length") != fmt.Sprint(len(long)) ||
			h.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%d %v", w.Code, h)
		}
	}
	if s.get("/a%3Fx=1&y=2"); s.calls.Load() != 2 {
		t.Error("a question mark in a path is taken for a query")
	}
}

func TestCacheForgets(t *testing.T) {
	s := newSource(page)
	s.get("/")
	s.version.Add(1)
	if s.get("/"); s.calls.Load() != 2 {
		t.Error("an old version is sent")
	}
	s.now.Store(86_400)
	if s.get("/"); s.calls.Load() != 3 {
		t.Error("yesterday is sent")
	}
	if len(s.entries) != 1 {
		t.Errorf("%d entries for one address", len(s.entries))
	}
}

func TestCachePasses(t *testing.T) {
	cases := []struct {
		name    string
		headers []string
		handler func(n int64, w http.ResponseWriter, r *http.Request)
	}{
		{"unmarked", nil, func(n int64, w http.ResponseWriter, r *http.Request) { io.WriteString(w, "x") }},
		{"error", nil, func(n int64, w http.ResponseWriter, r *http.Request) {
			Cacheable(r.Context())
			w.WriteHeader(500)
		}},
		{"sets a cookie", nil, func(n int64, w http.ResponseWriter, r *http.Request) {
			Cacheable(r.Context())
			w.Header().Set("Set-Cookie", "a=b")
			io.WriteString(w, "x")
		}},
		{"for one person", []string{"Cookie", "a=b"}, func(n int64, w http.ResponseWriter, r *http.Request) {
			Cacheable(r.Context())
			w.Header().Set("Cache-Control", "no-store")
			io.WriteString(w, "x")
		}},
		{"token", []string{"Authorization", "Bearer x"}, page},
		{"too long", nil, func(n int64, w http.ResponseWriter, r *http.Request) {
			Cacheable(r.Context())
			w.Write(make([]byte, entryBytes))
			w.Write(make([]byte, 1))
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSource(c.handler)
			a, b := s.get("/", c.headers...), s.get("/", c.headers...)
			if s.calls.Load() != 2 || a.Code != b.Code || !bytes.Equal(a.Body.Bytes(), b.Body.Bytes()) ||
				a.Header().Get("Etag") != "" {
				t.Errorf("%s: %d calls, %v", c.name, s.calls.Load(), a.Header())
			}
			if len(s.flights) > 0 || len(s.entries) > 0 {
				t.Errorf("%s: something is left", c.name)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	s := newSource(page)
	cases := []struct {
		accept, want string
		reader       func(io.Reader) (io.Reader, error)
	}{
		{"", "", plainReader}, {"identity", "", plainReader}, {"deflate", "", plainReader},
		{"gzip, deflate, br, zstd", "br", brotliReader}, {"br;q=0, gzip", "gzip", gzipReader},
		{"gzip;q=0", "", plainReader}, {"GZIP; Q=0.5", "gzip", gzipReader},
		{strings.Repeat("br,", 5000), "", plainReader},
	}
	etags := map[string]string{}
	for _, c := range cases {
		t.Run(c.accept, func(t *testing.T) {
			w := s.get("/", "Accept-Encoding", c.accept)
			if got := w.Header().Get("Content-Encoding"); got != c.want {
				t.Errorf("%.30q: %q", c.accept, got)
			}
			if w.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
				t.Errorf("%.30q: length %s of %d", c.accept, w.Header().Get("Content-Length"), w.Body.Len())
			}
			etags[c.want] = w.Header().Get("Etag")
			reader, err := c.reader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(reader); err != nil || string(body) != long {
				t.Errorf("%.30q: %v", c.accept, err)
			}
		})
	}
	if s.calls.Load() != 1 || etags[""] == etags["br"] || etags["br"] == etags["gzip"] {
		t.Errorf("%d calls, %v", s.calls.Load(), etags)
	}
}

func plainReader(r io.Reader) (io.Reader, error)  { return r, nil }
func brotliReader(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }
func gzipReader(r io.Reader) (io.Reader, error)   { return gzip.NewReader(r) }

func TestNotModified(t *testing.T) {
	s := newSource(page)
	etag := s.get("/", "Accept-Encoding", "br").Header().Get("Etag")
	s.version.Add(1) // other data, the same bytes: the client's copy is still right
	for _, match := range []string{etag, "W/" + etag, `"x", ` + etag, "*"} {
		w := s.get("/", "Accept-Encoding", "br", "If-None-Match", match)
		if w.Code != 304 || w.Body.Len() > 0 || w.Header().Get("Etag") != etag || w.Header().Get("Vary") == "" ||
			w.Header().Get("Content-Length") != "" {
			t.Errorf("%s: %d %v", match, w.Code, w.Header())
		}
	}
	if w := s.get("/", "If-None-Match", etag); w.Code != 200 {
		t.Errorf("the ETag of another encoding: %d", w.Code)
	}
}

func TestOneFlight(t *testing.T) {
	gate, entered := make(chan struct{}), make(chan struct{})
	s := newSource(func(n int64, w http.ResponseWriter, r *http.Request) {
		close(entered) // a second call panics
		<-gate
		page(n, w, r)
	})
	var group sync.WaitGroup
	bad := make(chan string, 20)
	ask := func() {
		if w := s.get("/"); w.Body.String() != long {
			bad <- w.Body.String()
		}
	}
	group.Go(ask)
	<-entered
	for range 20 {
		group.Go(ask)
	}
	close(gate)
	group.Wait()
	if len(bad) > 0 || s.calls.Load() != 1 {
		t.Errorf("%d calls, %d bad answers", s.calls.Load(), len(bad))
	}
}

func TestStreamsHoldNobodyUp(t *testing.T) {
	gate, streaming := make(chan struct{}), make(chan struct{})
	s := newSource(func(n int64, w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "first")
		if n == 1 {
			close(streaming)
			<-gate
		}
	})
	done := make(chan struct{})
	go func() {
		s.get("/")
		close(done)
	}()
	<-streaming
	if w := s.get("/"); w.Body.String() != "first" { // would wait for ever
		t.Errorf("%q", w.Body)
	}
	close(gate)
	<-done
}

func TestPanicLetsTheOthersGo(t *testing.T) {
	s := newSource(func(n int64, w http.ResponseWriter, r *http.Request) {
		if n == 1 {
			panic("broken")
		}
		page(n, w, r)
	})
	func() {
		defer func() { _ = recover() }()
		s.get("/")
	}()
	if w := s.get("/"); w.Body.String() != long {
		t.Errorf("%q", w.Body)
	}
}

func TestCacheIsBounded(t *testing.T) {
	s := newSource(page)
	s.limit = 10 * (int64(len(long)) + entryOverhead + 10)
	for i := range 100 {
		s.get(fmt.Sprintf("/%d", i), "Accept-Encoding", "gzip")
		s.get("/0")
	}
	if s.size > s.limit || s.size <= 0 || len(s.entries) != s.recent.Len() {
		t.Errorf("%d of %d bytes, %d entries", s.size, s.limit, len(s.entries))
	}
	calls := s.calls.Load()
	if s.get("/0"); s.calls.Load() != calls {
		t.Error("what is asked for most was dropped")
	}
	if s.get("/1"); s.calls.Load() != calls+1 {
		t.Error("what was asked for longest ago was kept")
	}
}
