// Package faults is a proxy between a test and its PostgreSQL that injects network and server failures: it refuses,
// cuts and freezes connections, all at once or at one message of the protocol.
package faults

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
)

// socket is the name under which lib/pq looks for a server in a folder.
const socket = ".s.PGSQL.5432"

// Verdict decides what happens to one message.
type Verdict int

// The verdicts. After a cut the other side sees the end of the connection, as when a process is killed.
const (
	Pass      Verdict = iota
	CutBefore         // the message does not arrive
	CutAfter          // it arrives, and nothing after it
)

// Message is one message of PostgreSQL's protocol, on its way to the server or from it. Kind is its first byte, 0 for
// the one that opens a connection; Body is what follows its length.
type Message struct {
	ToServer bool
	Kind     byte
	Body     []byte
}

// Proxy forwards connections to a PostgreSQL unless a fault is injected.
type Proxy struct {
	target, folder string

	mu       sync.Mutex
	listener net.Listener // nil while connections are refused
	links    map[*link]bool
	thawed   chan struct{} // closed unless frozen
	judge    func(Message) Verdict
	running  sync.WaitGroup
}

var hostPart = regexp.MustCompile(`host='([^']*)'`)

// New starts a proxy in front of the PostgreSQL of a connection string of package databasetest; it ends with the
// test.
func New(t testing.TB, dsn string) *Proxy {
	t.Helper()
	found := hostPart.FindStringSubmatch(dsn)
	if found == nil {
		t.Fatalf("got no socket folder in %s, want host=/…", dsn)
	}
	folder, err := os.MkdirTemp("", "faults-") // t.TempDir is too long for the path of a socket
	if err != nil {
		t.Fatal(err)
	}
	thawed := make(chan struct{})
	close(thawed)
	p := &Proxy{target: filepath.Join(found[1], socket), folder: folder, links: map[*link]bool{}, thawed: thawed}
	if err := p.listen(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Refuse()
		p.running.Wait()
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return p
}

// DSN returns a connection string that leads through the proxy.
func (p *Proxy) DSN(dsn string) string {
	return hostPart.ReplaceAllLiteralString(dsn, "host='"+p.folder+"'")
}

// Refuse closes all connections and accepts no new ones, as where no server runs.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	p.cut()
}

// Cut closes all connections; new ones are accepted.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut()
}

func (p *Proxy) cut() {
	for l := range p.links {
		l.close()
	}
}

// Freeze accepts connections but forwards nothing, as a machine that hangs.
func (p *Proxy) Freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.thawed = make(chan struct{})
}

// Judge lets a function decide on each message, one at a time; nil forwards all.
func (p *Proxy) Judge(judge func(Message) Verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.judge = judge
}

// Restore ends every fault. Connections that were cut stay closed.
func (p *Proxy) Restore(t testing.TB) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.judge = nil
	select {
	case <-p.thawed:
	default:
		close(p.thawed)
	}
	if p.listener == nil {
		if err := p.listen(); err != nil {
			t.Fatal(err)
		}
	}
}

func (p *Proxy) listen() error {
	listener, err := net.Listen("unix", filepath.Join(p.folder, socket))
	if err != nil {
		return err
	}
	p.listener = listener
	p.running.Go(func() { p.accept(listener) })
	return nil
}

func (p *Proxy) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			p.connect(client)
		}
	}
}

func (p *Proxy) connect(client net.Conn) {
	server, err := net.Dial("unix", p.target)
	if err != nil {
		_ = client.Close()
		return
	}
	l := &link{proxy: p, client: client, server: server, closed: make(chan struct{})}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener == nil {
		l.close()
		return
	}
	p.links[l] = true
	p.running.Go(func() { l.relay(client, server, true) })
	p.running.Go(func() { l.relay(server, client, false) })
}

func (p *Proxy) forget(l *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, l)
}

// verdict asks for the decision on a message, and returns the channel that is closed when it may be forwarded.
func (p *Proxy) verdict(m Message) (Verdict, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.judge == nil {
		return Pass, p.thawed
	}
	return p.judge(m), p.thawed
}
