package web

import (
	"io"
	"net/http"
	"time"
)

// Who is still sending when the answer is known hears it only if what they send is let pass: so much of it, as
// long as something comes, for so long in all. net/http itself lets smallRest pass.
const (
	lingerLimit = uploadLimit
	lingerPause = 5 * time.Second
	lingerTime  = uploadTime
	smallRest   = 256 << 10
)

// incoming is the body of a request, and knows what of it is still to come.
type incoming struct {
	io.ReadCloser
	left  int64 // bytes; negative where the request doesn't say
	begun bool
	ended bool
}

// incomingOf takes the place of the body of a request.
func incomingOf(r *http.Request) *incoming {
	waits := r.Header.Get("Expect") != "" // then nothing is sent before it is read
	body := &incoming{
		ReadCloser: r.Body, left: r.ContentLength, begun: !waits, ended: r.Body == nil || r.Body == http.NoBody,
	}
	if !body.ended {
		r.Body = body
	}
	return body
}

// Read gives what came.
func (b *incoming) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.begun, b.ended = true, b.ended || err != nil
	if b.left >= 0 {
		b.left -= int64(n)
	}
	return n, err
}

// linger sends the answer off and lets the rest of the body pass, within bounds. A connection that is closed
// while its client sends is reset, and the answer is lost with it.
func (b *incoming) linger(w http.ResponseWriter) {
	control := http.NewResponseController(w)
	if b.ended || !b.begun || b.left >= 0 && b.left <= smallRest || control.Flush() != nil {
		return
	}
	last, part := time.Now().Add(lingerTime), make([]byte, 32<<10)
	for passed := 0; passed < lingerLimit && !b.ended; {
		now := time.Now()
		if now.After(last) || control.SetReadDeadline(now.Add(lingerPause)) != nil {
			return // a recorder in a test has no connection
		}
		n, _ := b.Read(part)
		passed += n
	}
}
