package web

import (
	"bytes"
	"net/http"
)

// recorder takes an answer that may be kept. What may not goes straight through to the client from
// its first byte, so that long answers stream.
type recorder struct {
	to      http.ResponseWriter
	header  http.Header
	request *request
	release func()
	instead func() bool // sends another answer than 503, or says that there is none

	decided bool
	keeping bool
	dropped bool // another answer is sent
	body    bytes.Buffer
}

// Header gives the headers that the handler sets.
func (rec *recorder) Header() http.Header { return rec.header }

// WriteHeader decides whether the answer may be kept.
func (rec *recorder) WriteHeader(status int) {
	if rec.decided {
		return
	}
	rec.decided = true
	if status == http.StatusServiceUnavailable && rec.instead() {
		rec.dropped = true
		rec.release()
		return
	}
	personal := rec.header["Set-Cookie"] != nil || rec.header.Get("Cache-Control") == "no-store"
	rec.keeping = status == http.StatusOK && rec.request.cacheable && !personal
	if !rec.keeping {
		rec.through(status)
	}
}

// impersonation sends the headers on; what comes after is not kept.
func (rec *recorder) through(status int) {
	rec.keeping = false
	h := rec.to.Header()
	for name, values := range rec.header {
		h[name] = values
	}
	rec.to.WriteHeader(status)
	rec.release()
}

// Write takes a part of the body. An answer that grows too long to be kept is sent on.
func (rec *recorder) Write(b []byte) (int, error) {
	rec.WriteHeader(http.StatusOK)
	switch {
	case rec.dropped:
		return len(b), nil
	case !rec.keeping:
		return rec.to.Write(b)
	}
	if rec.body.Len()+len(b) <= entryBytes {
		return rec.body.Write(b)
	}
	rec.through(http.StatusOK)
	if _, err := rec.to.Write(rec.body.Bytes()); err != nil {
		return 0, err
	}
	rec.body = bytes.Buffer{}
	return rec.to.Write(b)
}

// Flush sends what is buffered, where the answer is not kept.
func (rec *recorder) Flush() {
	rec.WriteHeader(http.StatusOK)
	if !rec.keeping && !rec.dropped {
		_ = http.NewResponseController(rec.to).Flush() // the next write says what is wrong
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.to }

// finish says that there is a whole answer to keep.
func (rec *recorder) finish() bool {
	rec.WriteHeader(http.StatusOK)
	return rec.keeping
}
