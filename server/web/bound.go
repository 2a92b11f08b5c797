package web

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"jalons/server/domain"
)

// Bound lets so many things run at once, in all and for each who asks.
type Bound struct {
	all, each int
	code      string

	mu      sync.Mutex
	running int
	by      map[string]int
	refused atomic.Int64
}

// retrySeconds is after how long who is refused may ask again.
const retrySeconds = 10

// NewBound gives a bound. code is the error of who comes too many, a key of the language files.
func NewBound(all, each int, code string) *Bound {
	return &Bound{all: all, each: each, code: code, by: map[string]int{}}
}

// Take begins something for somebody; it ends with release. No Bound refuses nobody.
func (b *Bound) Take(who string) (release func(), err error) {
	if b == nil {
		return func() {}, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running >= b.all || b.by[who] >= b.each {
		b.refused.Add(1)
		return nil, &domain.Error{Kind: domain.TooMany, Code: b.code, Args: map[string]any{"seconds": retrySeconds}}
	}
	b.running++
	b.by[who]++
	return sync.OnceFunc(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.running--
		if b.by[who]--; b.by[who] == 0 {
			delete(b.by, who)
		}
	}), nil
}

// Running is how many run now.
func (b *Bound) Running() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.running
}

// Refused is how many were refused so far.
func (b *Bound) Refused() int64 { return b.refused.Load() }

// Bounds are the bounds on files: what anybody and what people who have signed in read at once, and what they send.
type Bounds struct {
	Public, Private, Uploads *Bound
}

// sendsFile says that a request may carry a file.
func sendsFile(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}
