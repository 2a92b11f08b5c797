package web

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"time"
)

// A request ends after requestPause in which nothing of it came, was sent or was answered; while its answer is sent, a
// reader who takes nothing for sendPause is cut off. The first is below the time to write, so that who waits in vain
// for a database is told.
const (
	requestPause = 45 * time.Second
	sendPause    = 30 * time.Second
)

// Patience gives each request its time anew with each part that comes or goes: a long export goes on as long as it is
// read, and nothing waits for ever.
type Patience struct {
	Next  http.Handler
	Pause time.Duration // of a request, default requestPause
	Send  time.Duration // of its reader, default sendPause
}

// ServeHTTP hands on a request whose context ends when its time is over.
func (p Patience) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	pause := cmp.Or(p.Pause, requestPause)
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	timer := time.AfterFunc(pause, func() { cancel(context.DeadlineExceeded) })
	defer timer.Stop()
	again := func() { timer.Reset(pause) }
	r = r.WithContext(ctx)
	r.Body = &patientReader{r.Body, again}
	to := &patientWriter{
		ResponseWriter: w, control: http.NewResponseController(w), pause: cmp.Or(p.Send, sendPause), again: again,
	}
	p.Next.ServeHTTP(to, r)
}

type patientReader struct {
	io.ReadCloser
	again func()
}

// Read gives what came.
func (b *patientReader) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.again()
	}
	return n, err
}

// patientWriter moves the deadline of its connection with each part that is sent.
type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	pause   time.Duration
	again   func()
}

// Write sends a part.
func (w *patientWriter) Write(b []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(w.pause)) // a recorder in a test has none
	n, err := w.ResponseWriter.Write(b)
	if n > 0 {
		w.again()
	}
	return n, err
}

// Unwrap is for http.ResponseController.
func (w *patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
