package web

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"jalons/server/account"
)

// readBurst is how many seconds' worth of reads a client may ask for at once; readersMost bounds how many
// clients one generation of ReadLimit remembers.
const (
	readBurst   = 10
	readersMost = 20_000
)

// ReadLimit stands between the cache and the handlers, so that a client that nobody knows makes the server
// work only so often: what is kept is answered before it, and who is signed in is not counted.
type ReadLimit struct {
	Next    http.Handler
	Who     func(*http.Request) (*account.Person, error)
	Fail    Fail
	Proxies Proxies
	Rate    int // reads a second for each client; 0 is no limit
	Now     func() time.Time

	mu         sync.Mutex
	young, old map[netip.Prefix]*rate.Limiter // two generations: the older one is forgotten as a whole
}

// ServeHTTP hands a request on, or says when to come back.
func (l *ReadLimit) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	peer := requestOf(r.Context()).peer
	// A proxy that asks for itself asks whether this server lives.
	if l.Rate <= 0 || r.Method != http.MethodGet || l.Proxies.trusts(peer) {
		l.Next.ServeHTTP(w, r)
		return
	}
	wait := l.wait(NetworkOf(peer))
	if wait == 0 || l.signedIn(r) {
		l.Next.ServeHTTP(w, r)
		return
	}
	seconds := int(math.Ceil(wait.Seconds()))
	h := w.Header()
	// As draft-ietf-httpapi-ratelimit-headers-10 has them: quota and window, what is left and until when.
	h.Set("RateLimit-Policy", fmt.Sprintf(`"reads";q=%d;w=%d`, l.Rate*readBurst, readBurst))
	h.Set("RateLimit", fmt.Sprintf(`"reads";r=0;t=%d`, seconds))
	l.Fail(w, r, &Refusal{
		Status: http.StatusTooManyRequests, Code: "too_many_reads", Args: map[string]any{"seconds": seconds},
	})
}

// wait counts a read of a client; more than 0 is how long it has to wait instead.
func (l *ReadLimit) wait(client netip.Prefix) time.Duration {
	now := l.Now()
	of := l.limiter(client).ReserveN(now, 1)
	wait := of.DelayFrom(now)
	if wait > 0 {
		of.CancelAt(now) // what is refused costs nothing
	}
	return wait
}

func (l *ReadLimit) limiter(client netip.Prefix) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if limiter, ok := l.young[client]; ok {
		return limiter
	}
	limiter, ok := l.old[client]
	if !ok {
		limiter = rate.NewLimiter(rate.Limit(l.Rate), l.Rate*readBurst)
	}
	if l.young == nil || len(l.young) >= readersMost {
		l.old, l.young = l.young, map[netip.Prefix]*rate.Limiter{}
	}
	l.young[client] = limiter
	return limiter
}

// signedIn looks up who asks, which costs one read by a key, and only where the client is over its limit.
func (l *ReadLimit) signedIn(r *http.Request) bool {
	person, err := l.Who(r)
	return err == nil && person != nil
}
