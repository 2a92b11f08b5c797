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
	Refused func(cause string) // is told of each that is closed; nil where nobody counts them

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
		counted, cause := b.bounds.count(conn)
		if counted != nil {
			return counted, nil
		}
		if b.bounds.Refused != nil {
			b.bounds.Refused(cause)
		}
		_ = conn.Close() // whoever is refused gets no reason: any would cost more than it is worth
	}
}

// Causes for which a connection is closed unanswered.
const (
	tooManyConnections    = "too_many_connections"
	tooManyFromOneAddress = "too_many_connections_of_address"
)

// count gives the connection with its place, or nil and why there is no place for it.
func (c *Connections) count(conn net.Conn) (placed net.Conn, cause string) {
	client := hostAddr(conn.RemoteAddr().String())
	network := NetworkOf(client)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open >= c.Most {
		return nil, tooManyConnections
	}
	if c.from[network] >= c.Each && !c.Proxies.trusts(client) {
		return nil, tooManyFromOneAddress
	}
	c.open++
	c.from[network]++
	return &counted{Conn: conn, leave: sync.OnceFunc(func() { c.leave(network) })}, ""
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
