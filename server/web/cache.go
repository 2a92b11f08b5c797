package web

import (
	"container/list"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// cacheBytes bounds what a cache keeps; entryBytes what one answer may take.
const (
	cacheBytes = 64 << 20
	entryBytes = 4 << 20
)

// Cache keeps answers to public GETs as the bytes that are sent, compressed or not. An answer is good
// for one version of the data and one UTC day; the version is read before the answer is made, so that
// an answer can be newer than its version says and never older.
//
// The ETag is a hash of the bytes sent: equal bytes keep it across versions, days and servers, and
// other bytes never share it, whatever the version says.
//
// Whoever has a cookie gets public answers from here as everybody does: a handler that marks its answer
// as Cacheable looks at no cookie. One that sets a cookie or says no-store is never kept.
//
// Where an answer can't be made for now, the last one that was kept stands in for it, marked as such.
type Cache struct {
	// Mark writes into an answer that stands in for another when it was made; nil leaves it as it is.
	Mark func(header http.Header, made time.Time, body []byte) []byte
	// Unsure says that nobody can look for now whether the version is still this one: what is kept then stands in for
	// an answer that is known to be current. nil is never.
	Unsure func() bool

	next    http.Handler
	version func() int64
	now     func() time.Time

	mu      sync.Mutex
	entries map[string]*list.Element
	recent  *list.List // of *entry, the newest used first
	size    int64
	limit   int64
	flights map[stamp]*flight
	tally   tally
}

// stamp is what an answer is made for.
type stamp struct {
	address string
	version int64
	day     int64
}

// flight is one answer in the making, which others of the same stamp wait for.
type flight struct {
	done  chan struct{}
	once  sync.Once
	entry *entry
}

func (f *flight) land(e *entry) {
	f.once.Do(func() {
		f.entry = e
		close(f.done)
	})
}

// NewCache puts a cache before next. version gives the number that every committed change raises.
func NewCache(next http.Handler, version func() int64, now func() time.Time) *Cache {
	return &Cache{
		next: next, version: version, now: now, limit: cacheBytes,
		entries: map[string]*list.Element{}, recent: list.New(), flights: map[stamp]*flight{},
	}
}

// ServeHTTP answers from the kept bytes where it can.
func (c *Cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || r.Header["Authorization"] != nil {
		c.next.ServeHTTP(w, r)
		return
	}
	s := stamp{address: addressOf(r), version: c.version(), day: c.now().UTC().Unix() / 86400}
	kept, f, first := c.find(s)
	switch {
	case kept != nil && c.Unsure != nil && c.Unsure():
		c.tally.stale.Add(1)
		c.sendOld(w, r, kept)
	case kept != nil:
		c.tally.hits.Add(1)
		c.send(w, r, kept)
	case first:
		c.make(w, r, s, f)
	default:
		c.wait(w, r, s, f)
	}
}

// addressOf gives the path with its query in one order, so that the order of parameters makes no
// second answer. A byte that no path holds stands between: a path may contain a question mark.
func addressOf(r *http.Request) string {
	query := r.URL.RawQuery
	if query == "" {
		return r.URL.Path
	}
	if strings.IndexByte(query, '&') >= 0 {
		parts := strings.Split(query, "&")
		slices.Sort(parts)
		query = strings.Join(parts, "&")
	}
	return r.URL.Path + "\x00" + query
}

// find gives the kept answer, or the flight to wait for; first says that the caller is to make it.
func (c *Cache) find(s stamp) (kept *entry, f *flight, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[s.address]; ok {
		if e := element.Value.(*entry); e.stamp == s {
			c.recent.MoveToFront(element)
			return e, nil, false
		}
	}
	if f, ok := c.flights[s]; ok {
		return nil, f, false
	}
	f = &flight{done: make(chan struct{})}
	c.flights[s] = f
	return nil, f, true
}

// make lets the handler answer, and keeps what may be kept. Those who wait are let go as soon as it
// is known that there is nothing to keep, and also when the handler panics.
func (c *Cache) make(w http.ResponseWriter, r *http.Request, s stamp, f *flight) {
	release := func() {
		c.mu.Lock()
		delete(c.flights, s)
		c.mu.Unlock()
		f.land(nil)
	}
	defer release()
	if e := c.ask(w, r, s, release); e != nil {
		f.land(e)
		c.send(w, r, e)
	}
}

// ask lets the handler answer, and keeps and gives what may be kept; nil is what is sent already.
func (c *Cache) ask(w http.ResponseWriter, r *http.Request, s stamp, release func()) *entry {
	rec := &recorder{to: w, header: http.Header{}, request: requestOf(r.Context()), release: release}
	rec.instead = func() bool { return c.sendStale(w, r, s.address) }
	c.next.ServeHTTP(rec, r)
	switch kept := rec.finish(); {
	case rec.dropped:
		c.tally.stale.Add(1)
		return nil
	case !kept:
		c.tally.passed.Add(1)
		return nil
	}
	c.tally.misses.Add(1)
	e := newEntry(s, rec.header, rec.body.Bytes())
	e.made = c.now()
	c.keep(e)
	return e
}

// wait takes the answer that another request makes, or makes its own where that one can't be shared or takes longer
// than this request does.
func (c *Cache) wait(w http.ResponseWriter, r *http.Request, s stamp, f *flight) {
	var e *entry
	select {
	case <-f.done:
		e = f.entry
	case <-r.Context().Done():
	}
	if e == nil {
		e = c.ask(w, r, s, func() {})
	} else {
		c.tally.hits.Add(1)
	}
	if e != nil {
		c.send(w, r, e)
	}
}

func (c *Cache) send(w http.ResponseWriter, r *http.Request, e *entry) {
	v, grown := e.variant(acceptedEncoding(r.Header.Get("Accept-Encoding")))
	if grown > 0 {
		c.grow(e, grown)
	}
	e.send(w, r, v)
}

// keep stores an answer in the place of the one for an older version.
func (c *Cache) keep(e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.entries[e.address]; ok {
		c.drop(old)
	}
	e.size = int64(len(e.address)+len(e.plain.body)) + entryOverhead
	c.entries[e.address] = c.recent.PushFront(e)
	c.size += e.size
	c.trim()
}

// grow counts a compressed form that was made after the answer was kept.
func (c *Cache) grow(e *entry, by int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[e.address]; ok && element.Value.(*entry) == e {
		e.size += by
		c.size += by
		c.trim()
	}
}

// trim drops what was not asked for longest.
func (c *Cache) trim() {
	for c.size > c.limit {
		c.drop(c.recent.Back())
	}
}

func (c *Cache) drop(element *list.Element) {
	e := c.recent.Remove(element).(*entry)
	delete(c.entries, e.address)
	c.size -= e.size
}
