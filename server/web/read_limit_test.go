package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"jalons/server/account"
)

// limitedSite is a cache, a read limit of two a second and a handler, behind an edge; what=kept is kept.
type limitedSite struct {
	*Edge
	reads *ReadLimit
	made  int
	now   time.Time
}

func newLimitedSite(t *testing.T) *limitedSite {
	t.Helper()
	proxies, err := ParseProxies("10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	s := &limitedSite{now: time.Unix(1_800_000_000, 0)}
	s.reads = &ReadLimit{
		Next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.made++
			if r.URL.Path == "/kept" {
				Cacheable(r.Context())
			}
			io.WriteString(w, "ok")
		}),
		Who: func(r *http.Request) (*account.Person, error) {
			if cookie(r, "session") == "real" {
				return &account.Person{ID: 1}, nil
			}
			return nil, errors.New("nobody")
		},
		Fail: FailJSON(testTexts(t)), Proxies: proxies, Rate: 2, Now: func() time.Time { return s.now },
	}
	s.Edge, _ = edgeOf(t, NewCache(s.reads, func() int64 { return 1 }, s.reads.Now).ServeHTTP)
	s.Edge.Proxies = proxies
	return s
}

func (s *limitedSite) ask(method, path, remote string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = remote
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestUncachedReadsAreLimited(t *testing.T) {
	s := newLimitedSite(t)
	const stranger = "198.51.100.1:4000"
	s.ask("GET", "/kept", "203.0.113.1:1")
	for i := range 20 {
		if w := s.ask("GET", fmt.Sprintf("/page?%d", i), stranger); w.Code != http.StatusOK {
			t.Fatalf("read %d: %d", i, w.Code)
		}
	}
	made := s.made
	w := s.ask("GET", "/page?20", stranger)
	h := w.Header()
	if w.Code != http.StatusTooManyRequests || h.Get("Retry-After") != "1" || h.Get("RateLimit") != `"reads";r=0;t=1` ||
		h.Get("RateLimit-Policy") != `"reads";q=20;w=10` || h.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %s", w.Code, h, w.Body)
	}
	for name, c := range map[string]struct {
		want int
		w    *httptest.ResponseRecorder
	}{
		"by HEAD":                     {429, s.ask("HEAD", "/page?21", stranger)},
		"with a session of nobody":    {429, s.ask("GET", "/page?22", stranger, "Cookie", "session=forged")},
		"with a key of nobody":        {429, s.ask("GET", "/page?23", stranger, "Authorization", "Bearer x")},
		"an address that others name": {429, s.ask("GET", "/page?24", stranger, "X-Forwarded-For", "203.0.113.7")},
		"behind a proxy": {429, s.ask(
			"GET", "/page?25", "10.0.0.1:1", "X-Forwarded-For", "198.51.100.1",
		)},
		"a kept answer":             {200, s.ask("GET", "/kept", stranger)},
		"somebody who is signed in": {200, s.ask("GET", "/page?26", stranger, "Cookie", "session=real")},
		"a neighbour":               {200, s.ask("GET", "/page?27", "198.51.100.2:1")},
		"another client behind a proxy": {200, s.ask(
			"GET", "/page?28", "10.0.0.1:1", "X-Forwarded-For", "203.0.113.7",
		)},
		"the proxy itself":               {200, s.ask("GET", "/page?29", "10.0.0.1:1")},
		"a form, which has other limits": {200, s.ask("POST", "/page", stranger)},
	} {
		t.Run(name, func(t *testing.T) {
			if c.w.Code != c.want {
				t.Errorf("%s: %d, want %d", name, c.w.Code, c.want)
			}
		})
	}
	if s.made != made+5 {
		t.Errorf("%d answers were made, want 5", s.made-made)
	}
	s.now = s.now.Add(time.Second / 2)
	if w := s.ask("GET", "/page?30", stranger); w.Code != http.StatusOK {
		t.Errorf("half a second later: %d", w.Code)
	}
}

// A customer of IPv6 has 2^64 addresses and one limit.
func TestReadsAreLimitedByNetwork(t *testing.T) {
	s := newLimitedSite(t)
	read := 0
	for i := range 40 {
		if w := s.ask(
			"GET", fmt.Sprintf("/page?%d", i), fmt.Sprintf("[2001:db8::%x]:4000", i+1),
		); w.Code == http.StatusOK {
			read++
		}
	}
	if w := s.ask("GET", "/page", "[2001:db8:0:1::1]:4000"); read != 20 || w.Code != http.StatusOK {
		t.Errorf("%d of 40 reads of one network, the next network %d", read, w.Code)
	}
}

// However many clients come, few are remembered; one that has spent its reads is among them for as long
// as not very many others come.
func TestClientsOfTheReadLimitAreBounded(t *testing.T) {
	s := newLimitedSite(t)
	first := netip.MustParsePrefix("198.51.100.1/32")
	for s.reads.wait(first) == 0 {
	}
	client := func(i int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{20, byte(i >> 16), byte(i >> 8), byte(i)}), 32)
	}
	for i := range readersMost {
		s.reads.wait(client(i))
	}
	if s.reads.wait(first) == 0 {
		t.Error("the first client is forgotten")
	}
	for i := range 5 * readersMost {
		s.reads.wait(client(i))
	}
	if n := len(s.reads.young) + len(s.reads.old); n > 2*readersMost {
		t.Errorf("%d clients are remembered", n)
	}
}
