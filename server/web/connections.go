package web

import (
	"net"
	"net/netip"
	"sync"
)

// Connections bounds how many connections a listener has open, in all and from one client, so that slow
// strangers don't take all of them. A trusted proxy brings many clients and is bounded in all only.
type Connections struct {
	Most    int // in all
	Each    int // from one address, or one network of IPv6
	Proxies Proxies

	mu   sync.Mutex
	open int
	from map[netip.Prefix]int
}

// On gives a listener that closes at once what is too many.
func (c *Connections) On(listener net.Listener) net.Listener {
	c.from = map[netip.Prefix]int{}
	return bounding{listener, c}
}

type bounding struct {
	net.Listener
	bounds *Connections
}

// Accept waits for the next connection that there is room for.
func (b bounding) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if counted := b.bounds.count(conn); counted != nil {
			return counted, nil
		}
		_ = conn.Close() // whoever is refused gets no reason: any would cost more than it is worth
	}
}

// count gives the connection with its place, nil where there is no place for it.
func (c *Connections) count(conn net.Conn) net.Conn {
	client := hostAddr(conn.RemoteAddr().String())
	network := NetworkOf(client)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open >= c.Most || c.from[network] >= c.Each && !c.Proxies.trusts(client) {
		return nil
	}
	c.open++
	c.from[network]++
	return &counted{Conn: conn, leave: sync.OnceFunc(func() { c.leave(network) })}
}

func (c *Connections) leave(network netip.Prefix) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
	if c.from[network]--; c.from[network] == 0 {
		delete(c.from, network)
	}
}

// counted gives its place back when it is closed, once.
type counted struct {
	net.Conn
	leave func()
}

// Close closes the connection.
func (c *counted) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
