package web

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
)

// serveTest starts a server on a free port; the returned channel gives its end.
func serveTest(t *testing.T, ctx context.Context, h http.HandlerFunc) (net.Addr, chan error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- ServeOn(ctx, listener, h, slog.New(slog.DiscardHandler)) }()
	return listener.Addr(), ended
}

func TestServeFinishesWhatItBegan(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	addr, ended := serveTest(t, ctx, func(w http.ResponseWriter, r *http.Request) {
		stop()
		<-ctx.Done()
		io.WriteString(w, "whole")
	})
	answer, err := http.Get("http://" + addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err != nil || string(body) != "whole" {
		t.Errorf("%q %v", body, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestServeNamesATakenAddress(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	err = Serve(context.Background(), listener.Addr().String(), http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "listen") {
		t.Error(err)
	}
}

func TestServerHasLimits(t *testing.T) {
	s := newServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 ||
		s.MaxHeaderBytes > 32<<10 {
		t.Errorf("%+v", s)
	}
}

// rawAnswer sends bytes as they are and gives the first line of the answer.
func rawAnswer(t *testing.T, addr net.Addr, request string) string {
	t.Helper()
	connection, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	io.WriteString(connection, request)
	answer, _ := io.ReadAll(connection)
	line, _, _ := strings.Cut(string(answer), "\r\n")
	return line
}

func TestSmugglingIsRefused(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	addr, ended := serveTest(t, ctx, func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
	host := "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	for name, request := range map[string]string{
		"two lengths":        host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
		"signed length":      host + "Content-Length: +5\r\n\r\nabcde",
		"unknown encoding":   host + "Transfer-Encoding: xchunked\r\n\r\n",
		"blank before colon": host + "Content-Length : 1\r\n\r\na",
		"endless headers":    host + "X: " + strings.Repeat("x", 40<<10) + "\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			line := rawAnswer(t, addr, request)
			if !strings.HasPrefix(line, "HTTP/1.1 4") && !strings.HasPrefix(line, "HTTP/1.1 501") {
				t.Errorf("%s: %q", name, line)
			}
		})
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
