package api

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Behind the edge and the cache every route has a strong ETag, answers 304, and is the same bytes in
// each encoding.
func TestEveryRouteThroughTheCache(t *testing.T) {
	r := newRecord(t).told(true)
	for _, op := range r.reg.operations {
		address := op.example(t)
		plain := r.get(address)
		etags := map[string]bool{r.keeps(address, ""): true}
		for encoding, open := range map[string]func(io.Reader) (io.Reader, error){
			"gzip": func(b io.Reader) (io.Reader, error) { return gzip.NewReader(b) },
			"br":   func(b io.Reader) (io.Reader, error) { return brotli.NewReader(b), nil },
		} {
			etags[r.keeps(address, encoding)] = true
			w := r.get(address, "Accept-Encoding", encoding)
			if plain.Body.Len() < 512 {
				continue // too short to gain by it
			}
			reader, err := open(w.Body)
			if err != nil || w.Header().Get("Content-Encoding") != encoding {
				t.Fatalf("%s: %v %v", address, err, w.Header())
			}
			if body, err := io.ReadAll(reader); err != nil || !bytes.Equal(body, plain.Body.Bytes()) {
				t.Errorf("%s in %s: %v, other bytes", address, encoding, err)
			}
		}
		if plain.Body.Len() >= 512 && len(etags) != 3 {
			t.Errorf("%s: other bytes share an ETag: %v", address, etags)
		}
	}
}

// keeps checks the headers of one form of an answer and gives its ETag.
func (r *record) keeps(address, encoding string) string {
	r.t.Helper()
	w := r.get(address, "Accept-Encoding", encoding)
	h, etag := w.Header(), w.Header().Get("Etag")
	if !strings.HasPrefix(etag, `"`) || h.Get("Vary") != "Accept-Encoding" ||
		h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Set-Cookie") != "" {
		r.t.Errorf("%s in %q: %v", address, encoding, h)
	}
	again := r.get(address, "Accept-Encoding", encoding, "If-None-Match", etag)
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("Etag") != etag ||
		again.Header().Get(labelHeader) != h.Get(labelHeader) {
		r.t.Errorf("%s in %q again: %d %v", address, encoding, again.Code, again.Header())
	}
	head := ask(r, "HEAD", Prefix+address, "Accept-Encoding", encoding)
	if head.Code != http.StatusOK || head.Body.Len() > 0 || head.Header().Get("Etag") != etag ||
		head.Header().Get("Content-Length") != h.Get("Content-Length") {
		r.t.Errorf("HEAD %s in %q: %d %v", address, encoding, head.Code, head.Header())
	}
	return etag
}

// A committed change gives what it changes a new ETag, and leaves the rest as it was.
func TestAChangeShowsAtOnce(t *testing.T) {
	r := newRecord(t).told(false)
	list, cities := r.get("/commitments").Header().Get("Etag"), r.get("/cities").Header().Get("Etag")
	r.write(func(w *ledger.Writer) error {
		_, err := tracker.AddCommitment(t.Context(), w, tracker.NewCommitment{
			Plan: "TN-2025", Number: 3, Title: french("Encore un"),
		})
		return err
	})
	if w := r.get("/commitments", "If-None-Match", list); w.Code != http.StatusOK ||
		!strings.Contains(w.Body.String(), "Encore un") {
		t.Errorf("the list as it was: %d", w.Code)
	}
	if w := r.get("/cities", "If-None-Match", cities); w.Code != http.StatusNotModified {
		t.Errorf("cities: %d", w.Code)
	}
}

func TestScriptsOfOtherSitesMayRead(t *testing.T) {
	r := newRecord(t)
	for _, op := range r.reg.operations {
		w := ask(
			r, "OPTIONS", Prefix+op.Path, "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET",
			"Access-Control-Request-Headers", "if-none-match",
		)
		h := w.Header()
		if w.Code != http.StatusNoContent || h.Get("Access-Control-Allow-Origin") != "*" ||
			h.Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS" ||
			h.Get("Access-Control-Allow-Headers") != "If-None-Match" ||
			h.Get("Access-Control-Allow-Credentials") != "" || w.Body.Len() > 0 {
			t.Errorf("%s: %d %v", op.Path, w.Code, h)
		}
	}
	for _, origin := range []string{"null", "https://elsewhere.example"} {
		w := r.get("/regions", "Origin", origin)
		if w.Code != http.StatusOK || w.Header().Get("Access-Control-Allow-Origin") != "*" ||
			!strings.Contains(w.Header().Get("Access-Control-Expose-Headers"), labelHeader) {
			t.Errorf("%s: %d %v", origin, w.Code, w.Header())
		}
	}
	if w := r.get("/states/ZZ", "Origin", "null"); w.Header().Get("Access-Control-Allow-Origin") != "*" ||
		w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("a problem: %v", w.Header())
	}
}
