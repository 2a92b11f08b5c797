package web

import (
	"bufio"
	"net"
	"net/http"
)

// answer is the writer that the edge gives to handlers: it remembers what was sent and leaves out
// the body where only the headers are wanted.
type answer struct {
	http.ResponseWriter
	head   bool
	status int
	size   int64
}

// WriteHeader sends the headers once.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 || a.status < http.StatusOK {
		a.status = status
		a.ResponseWriter.WriteHeader(status)
	}
}

// Write sends a part of the body.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if a.head {
		return len(b), nil
	}
	n, err := a.ResponseWriter.Write(b)
	a.size += int64(n)
	return n, err
}

// Flush sends what is buffered.
func (a *answer) Flush() {
	if f, ok := a.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Hijack hands the connection over.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(a.ResponseWriter).Hijack()
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
