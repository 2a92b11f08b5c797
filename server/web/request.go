package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"slices"

	"jalons/server/account"
)

// request is what the edge knows about one request; it travels in its context.
type request struct {
	id        string
	peer      netip.Addr
	head      bool
	cacheable bool
	code      string
	denied    bool                // the last error is of what who asks may not do
	who       *account.Person     // nil where nobody has signed in, or it was not asked
	refusal   *account.NewRefusal // as the audit log has it
	err       error
	after     []func()
}

// end does what was left for the end of the request, the last first.
func (r *request) end() {
	for _, do := range slices.Backward(r.after) {
		do()
	}
}

// afterwards leaves something for when the request has ended, however it ends.
func afterwards(ctx context.Context, do func()) {
	r := requestOf(ctx)
	r.after = append(r.after, do)
}

type requestKey struct{}

func withRequest(ctx context.Context, r *request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// requestOf gives the request of a context, an empty one where no edge stands before the handler.
func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{}
}

// RequestID gives the number under which the request stands in the log; people quote it.
func RequestID(ctx context.Context) string { return requestOf(ctx).id }

// Head says that only the headers of the answer are wanted, so that a long body can be left out.
func Head(ctx context.Context) bool { return requestOf(ctx).head }

// Cacheable marks the answer as the same for everybody, so that the cache may keep it. A handler
// calls it before it writes, and only where its policy is Public.
func Cacheable(ctx context.Context) { requestOf(ctx).cacheable = true }

// Abort breaks an answer that has begun and can't be finished: the client sees a broken connection
// instead of an answer that looks whole, and err stands in the log.
func Abort(ctx context.Context, err error) {
	if ctx.Err() == nil { // a client that has gone is no news
		requestOf(ctx).err = err
	}
	panic(http.ErrAbortHandler)
}

// newRequestID gives thirteen letters and digits, 65 random bits, easy to read out.
func newRequestID() string { return rand.Text()[:13] }
