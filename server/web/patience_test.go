package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// timed is a connection's writer whose deadlines are noted.
type timed struct {
	*httptest.ResponseRecorder
	deadlines []time.Time
}

func (w *timed) SetWriteDeadline(t time.Time) error {
	w.deadlines = append(w.deadlines, t)
	return nil
}

// An answer that is sent in many parts moves its deadline with each, so that whoever reads it gets it whole.
func TestEachPartMovesTheDeadline(t *testing.T) {
	const parts = 5
	w := &timed{ResponseRecorder: httptest.NewRecorder()}
	Patience{Next: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range parts {
			_, _ = io.WriteString(w, "part ") // a recorder takes all
		}
	})}.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Body.String() != strings.Repeat("part ", parts) || len(w.deadlines) != parts {
		t.Fatalf("%q, %d deadlines", w.Body, len(w.deadlines))
	}
	for i, deadline := range w.deadlines[1:] {
		if !deadline.After(w.deadlines[i]) {
			t.Errorf("deadline %d is not later than the one before", i+1)
		}
	}
}

// A request that nothing happens to any more ends, one that something comes of goes on.
func TestARequestEndsWhenNothingHappens(t *testing.T) {
	body, send := io.Pipe()
	var read []byte
	h := Patience{Pause: 200 * time.Millisecond, Next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		read, _ = io.ReadAll(r.Body) // its length is what is tested
		<-r.Context().Done()
		if cause := context.Cause(r.Context()); !errors.Is(cause, context.DeadlineExceeded) {
			t.Errorf("ended by %v", cause)
		}
	})}
	go func() {
		for range 3 {
			_, _ = send.Write([]byte("part"))
		}
		_ = send.Close()
	}()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", body))
	if len(read) != 12 {
		t.Errorf("%d bytes came", len(read))
	}
}

// A reader who takes nothing is cut off, and the answer that they were sent ends.
func TestWhoDoesNotReadIsCutOff(t *testing.T) {
	ended := make(chan error)
	client := connect(t, &http.Server{Handler: Patience{Send: 200 * time.Millisecond, Next: http.HandlerFunc(
		func(w http.ResponseWriter, _ *http.Request) {
			var err error
			for part := make([]byte, 64<<10); err == nil; {
				_, err = w.Write(part)
			}
			ended <- err
		})}})
	if _, err := io.WriteString(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("ended by %v", err)
	}
}

// Who goes on reading gets what is sent after the time in which a whole answer is to be written.
func TestWhoReadsIsNotCutOff(t *testing.T) {
	const whole = 50 * time.Millisecond
	client := connect(t, &http.Server{WriteTimeout: whole, Handler: Patience{Send: time.Minute, Next: http.HandlerFunc(
		func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "first ")
			_ = http.NewResponseController(w).Flush()
			<-time.After(3 * whole) // the time that is to be over
			_, _ = io.WriteString(w, "second")
		})}})
	if _, err := io.WriteString(client, "GET / HTTP/1.0\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if answer, err := io.ReadAll(client); err != nil || !strings.HasSuffix(string(answer), "first second") {
		t.Errorf("%q, %v", answer, err)
	}
}

// connect gives a connection to a server that ends with the test.
func connect(t *testing.T, server *http.Server) net.Conn {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }() // until it is closed
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(client.Close(), server.Close()) })
	return client
}
