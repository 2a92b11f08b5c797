package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"testing"
)

// boundedServer starts a server of at most five connections, two from each address.
func boundedServer(t *testing.T, proxies string) (addr string) {
	t.Helper()
	trusted, err := ParseProxies(proxies)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	bounds := &Connections{Most: 5, Each: 2, Proxies: trusted}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- ServeOn(ctx, bounds.On(listener), http.HandlerFunc(ok), slog.New(slog.DiscardHandler))
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// call opens a connection from one of the addresses of this machine and asks; served says that an answer
// came, and the connection stays open.
func call(t *testing.T, from, addr string) (conn net.Conn, served bool) {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := dialer.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n") // one that is closed already says so below
	if _, err = io.ReadFull(conn, make([]byte, 12)); err != nil && !errors.Is(err, io.EOF) &&
		!errors.Is(err, syscall.ECONNRESET) {
		t.Fatal(err)
	}
	return conn, err == nil
}

func TestConnectionsAreBounded(t *testing.T) {
	addr := boundedServer(t, "")
	first, served := call(t, "127.0.0.1", addr)
	if _, second := call(t, "127.0.0.1", addr); !served || !second {
		t.Fatal("two of one address are not served")
	}
	if _, served := call(t, "127.0.0.1", addr); served {
		t.Error("a third connection of one address is served")
	}
	for _, from := range []string{"127.0.0.2", "127.0.0.2", "127.0.0.3"} {
		if _, served := call(t, from, addr); !served {
			t.Errorf("%s is not served beside a stranger who has taken all of his", from)
		}
	}
	if _, served := call(t, "127.0.0.4", addr); served {
		t.Error("a sixth connection is served")
	}
	first.Close()
	for { // the server learns of it in its own time
		if _, served := call(t, "127.0.0.5", addr); served {
			break
		}
	}
}

// A proxy brings everybody's connections: it is bounded by the whole only.
func TestConnectionsOfAProxy(t *testing.T) {
	addr := boundedServer(t, "127.0.0.1")
	for range 5 {
		if _, served := call(t, "127.0.0.1", addr); !served {
			t.Error("a proxy's connection is refused")
		}
	}
	if _, served := call(t, "127.0.0.1", addr); served {
		t.Error("a sixth connection is served")
	}
}

// A connection gives its place back once, however often it is closed.
func TestConnectionsAreGivenBackOnce(t *testing.T) {
	bounds := &Connections{Most: 5, Each: 2}
	bounds.On(nil)
	here, there := net.Pipe()
	defer there.Close()
	conn, _ := bounds.count(here)
	other, _ := bounds.count(here)
	if third, _ := bounds.count(here); conn == nil || other == nil || third != nil {
		t.Fatal("two are not what is counted")
	}
	conn.Close()
	conn.Close()
	if bounds.open != 1 || bounds.from[NetworkOf(hostAddr("pipe"))] != 1 {
		t.Errorf("%d open, %v", bounds.open, bounds.from)
	}
	other.Close()
	if bounds.open != 0 || len(bounds.from) != 0 {
		t.Errorf("%d open, %v", bounds.open, bounds.from)
	}
}
