package web

import (
	"context"
	"net/http"
	"time"
)

// lookLimit bounds how long the answer to a write waits for what it has changed to be taken up.
const lookLimit = 2 * time.Second

// ReadYourWrites lets whoever has changed something read it at once: before the answer to a write that went
// well, Look takes up what is committed. Other servers see it when they look by themselves.
type ReadYourWrites struct {
	Next http.Handler
	Look func(context.Context)
}

// ServeHTTP hands on, with an eye on answers to methods that change something.
func (y ReadYourWrites) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		y.Next.ServeHTTP(w, r)
	default:
		y.Next.ServeHTTP(&sequencedWriter{ResponseWriter: w, look: func() { y.look(r.Context()) }}, r)
	}
}

// look goes on where the client has left: what it wrote stands. A context doesn't bound the answer of a database that
// is frozen, so nobody waits for that.
func (y ReadYourWrites) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookLimit)
	looked := make(chan struct{})
	go func() {
		defer cancel()
		y.Look(ctx)
		close(looked)
	}()
	select {
	case <-looked:
	case <-ctx.Done():
	}
}

// sequencedWriter looks before it sends a status that tells of success.
type sequencedWriter struct {
	http.ResponseWriter
	look func()
	sent bool
}

// WriteHeader looks, then sends the status.
func (w *sequencedWriter) WriteHeader(status int) {
	if !w.sent && status >= http.StatusOK {
		w.sent = true
		if status < http.StatusBadRequest {
			w.look()
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends what comes, and 200 before it where nothing else was said.
func (w *sequencedWriter) Write(b []byte) (int, error) {
	if !w.sent {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (w *sequencedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
