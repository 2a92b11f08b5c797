package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"jalons/server/i18n"
)

// failing answers n times well, then 503.
func failing(n int64) func(int64, http.ResponseWriter, *http.Request) {
	return func(call int64, w http.ResponseWriter, r *http.Request) {
		if call <= n {
			page(call, w, r)
			return
		}
		w.Header().Set("Retry-After", "2")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("no")) // a recorder takes all
	}
}

func TestTheLastKeptAnswerStandsIn(t *testing.T) {
	s := newSource(failing(1))
	s.Mark = func(_ http.Header, made time.Time, body []byte) []byte {
		return append([]byte("of "+made.UTC().Format("15:04 ")), body...)
	}
	fresh := s.get("/a")
	s.version.Add(1)
	s.now.Store(90)
	for _, encoding := range []string{"", "br", "gzip"} {
		w := s.get("/a", "Accept-Encoding", encoding)
		h := w.Header()
		if w.Code != 200 || h.Get(StaleHeader) != "1970-01-01T00:00:00Z" || h.Get("Age") != "90" ||
			h.Get("Retry-After") != "" ||
			h.Get("Content-Type") != "text/html; charset=utf-8" ||
			h.Get("Cache-Control") != "public, max-age=0, must-revalidate" {
			t.Errorf("%q: %d %v", encoding, w.Code, h)
		}
		if encoding == "" && w.Body.String() != "of 00:00 "+long || h.Get("Content-Encoding") != encoding ||
			h.Get("Etag") == fresh.Header().Get("Etag") {
			t.Errorf("%q: %s %v", encoding, w.Body, h)
		}
		if again := s.get(
			"/a", "Accept-Encoding", encoding, "If-None-Match", h.Get("Etag"),
		); again.Code != 304 || again.Header().Get(StaleHeader) == "" {
			t.Errorf("%q again: %d %v", encoding, again.Code, again.Header())
		}
	}
	if w := s.get("/b"); w.Code != 503 || w.Body.String() != "no" || w.Header().Get(StaleHeader) != "" {
		t.Errorf("never kept: %d %s", w.Code, w.Body)
	}
}

// What is kept of the version that was seen last is marked too while nobody can look whether it still holds.
func TestWhatMayHaveChangedUnseenIsMarked(t *testing.T) {
	s := newSource(page)
	s.Mark = func(_ http.Header, _ time.Time, body []byte) []byte { return append([]byte("old "), body...) }
	unsure := false
	s.Unsure = func() bool { return unsure }
	fresh := s.get("/a").Header().Get("Etag")
	for _, unsure = range []bool{true, false, true} {
		w := s.get("/a", "If-None-Match", fresh)
		marked := w.Code == 200 && w.Body.String() == "old "+long && w.Header().Get(StaleHeader) != ""
		if same := w.Code == 304 && w.Header().Get(StaleHeader) == ""; marked != unsure || same == unsure {
			t.Errorf("unsure %t: %d %v %.20s", unsure, w.Code, w.Header(), w.Body)
		}
	}
	if s.calls.Load() != 1 {
		t.Errorf("%d calls", s.calls.Load())
	}
}

// What stands in counts as what is kept does, and goes with it.
func TestWhatStandsInIsBounded(t *testing.T) {
	const pages = 50
	s := newSource(failing(pages))
	s.Mark = func(_ http.Header, _ time.Time, body []byte) []byte { return append([]byte("x"), body...) }
	s.limit = pages * (int64(len(long)) + 2*entryOverhead)
	for n := range pages {
		s.get(fmt.Sprintf("/%d", n))
	}
	s.version.Add(1)
	for n := range pages {
		s.get(fmt.Sprintf("/%d", n), "Accept-Encoding", "gzip")
	}
	var held int64
	for _, element := range s.entries {
		e := element.Value.(*entry)
		held += int64(len(e.address)+len(e.plain.body)) + entryOverhead
		if form := e.old.form; form != nil {
			held += int64(len(form.plain.body)) + entryOverhead
			if packed := form.packed[gzipped].form; packed != nil {
				held += int64(len(packed.body))
			}
		}
	}
	if held != s.size || s.size > s.limit || len(s.entries) == 0 || len(s.entries) == pages {
		t.Errorf("%d entries hold %d bytes, counted as %d of %d", len(s.entries), held, s.size, s.limit)
	}
}

// Who waits for an answer that somebody else makes is not left without one when their own time is over.
func TestWhoWaitsTooLongGetsTheLastKeptAnswer(t *testing.T) {
	began, let := make(chan struct{}), make(chan struct{})
	s := newSource(func(n int64, w http.ResponseWriter, r *http.Request) {
		if n == 2 {
			close(began)
			<-let
		}
		failing(1)(n, w, r)
	})
	s.get("/a")
	s.version.Add(1)
	done := make(chan struct{})
	go func() { defer close(done); s.get("/a") }()
	<-began
	r := httptest.NewRequest("GET", "/a", nil)
	ctx, cancel := context.WithCancel(withRequest(r.Context(), &request{}))
	cancel()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r.WithContext(ctx))
	close(let)
	<-done
	if w.Code != 200 || w.Header().Get(StaleHeader) == "" || w.Body.String() != long {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestMarkStale(t *testing.T) {
	const text = `{"page.stale": "{day} {time}"}`
	file := &fstest.MapFile{Data: []byte(text)}
	texts, err := i18n.LoadTexts(fstest.MapFS{"fr.json": file, "en.json": file, "ar.json": file})
	if err != nil {
		t.Fatal(err)
	}
	made := time.Date(2026, 11, 28, 14, 5, 0, 0, time.UTC)
	const before, after = "<body>\n<main id=\"content\" class=\"wide\">", "\n<h1>Jalons</h1></main>"
	for lang, want := range map[string]string{"fr": "28 novembre 2026 14:05", "en": "2026", "ar": "2026"} {
		header := http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Content-Language": {lang}}
		got := string(MarkStale(texts, header, made, []byte(before+after)))
		notice, ok := strings.CutPrefix(got, before)
		notice, end := strings.CutSuffix(notice, after)
		if !ok || !end || !strings.Contains(notice, want) || !strings.Contains(notice, `role="status"`) {
			t.Errorf("%s: %s", lang, got)
		}
	}
	for kind, body := range map[string]string{"application/json": `{"a":"<main x>"}`, "text/html": "<p>no main</p>"} {
		if got := MarkStale(texts, http.Header{"Content-Type": {kind}}, made, []byte(body)); string(got) != body {
			t.Errorf("%s: %s", kind, got)
		}
	}
}
