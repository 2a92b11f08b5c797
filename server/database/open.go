package database

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"net"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Limits bound one pool of connections. Zero values stand for the defaults.
type Limits struct {
	Connections int           // at once, default 10
	Idle        int           // kept open while unused, default as many as Connections
	Lifetime    time.Duration // of one connection, default 30 minutes
	Network     time.Duration // longest wait for one read or write, default 30 seconds
	Statement   time.Duration // longest time of one statement, default none
	Lock        time.Duration // longest wait for one lock, default none
	Watch       Watch         // receives slow statements
}

func (l Limits) withDefaults() Limits {
	l.Connections = cmp.Or(l.Connections, 10)
	l.Idle = cmp.Or(l.Idle, l.Connections)
	l.Lifetime = cmp.Or(l.Lifetime, 30*time.Minute)
	l.Network = cmp.Or(l.Network, 30*time.Second)
	return l
}

// Open returns a Pool and checks that the database answers.
func Open(ctx context.Context, dsn, role string, limits Limits) (*sqlx.DB, error) {
	db, err := Pool(dsn, role, limits)
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach the database: %w", err), db.Close())
	}
	return db, nil
}

// Pool returns a pool on the database of dsn (a URL or key=value pairs) whose sessions set the role, if one is
// given. It connects on first use.
func Pool(dsn, role string, limits Limits) (*sqlx.DB, error) {
	limits = limits.withDefaults()
	connector, err := connectorOf(dsn, role, limits)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(limits.Connections)
	pool.SetMaxIdleConns(limits.Idle)
	pool.SetConnMaxLifetime(limits.Lifetime)
	return sqlx.NewDb(pool, "postgres"), nil
}

func connectorOf(dsn, role string, limits Limits) (driver.Connector, error) {
	if severalHosts(dsn) {
		return nil, errors.New("several database hosts work only in the form host=a,b port=1,2, not in a URL")
	}
	config, err := pq.NewConfig(dsn)
	if err != nil {
		// The cause may quote the connection string, and with it the password.
		return nil, errors.New("the database address is neither a postgres:// URL nor key=value pairs")
	}
	// The library's default is about to change; this is the strict one.
	config.SSLMode = cmp.Or(config.SSLMode, pq.SSLModeRequire)
	if role != "" && role != config.User { // a pooler accepts no role as a startup parameter
		config.Runtime = withRole(config.Runtime, role)
	}
	inner, err := pq.NewConnectorConfig(config)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	inner.Dialer(dialer{limit: limits.Network})
	return connector{Connector: inner, role: role, limits: limits}, nil
}

func severalHosts(dsn string) bool {
	_, rest, isURL := strings.Cut(dsn, "://")
	authority, _, _ := strings.Cut(rest, "/")
	return isURL && strings.Contains(authority[strings.LastIndex(authority, "@")+1:], ",")
}

func withRole(parameters map[string]string, role string) map[string]string {
	with := map[string]string{"role": role}
	for name, value := range maps.All(parameters) {
		if name != "role" {
			with[name] = value
		}
	}
	return with
}

// dialer opens connections on which no single read or write outlasts limit, because a context's deadline does not
// bound a frozen server.
type dialer struct{ limit time.Duration }

// Dial is DialTimeout with the limit.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, d.limit)
}

// DialTimeout gives up after timeout.
func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext gives up when ctx ends, or after the limit.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: d.limit}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &boundedConn{Conn: conn, limit: d.limit}, nil
}

// boundedConn sets a deadline before each read and write. until is a nearer deadline that the
// driver has set for the whole handshake.
type boundedConn struct {
	net.Conn
	limit time.Duration
	until time.Time
}

// Read waits for at most the limit.
func (c *boundedConn) Read(b []byte) (int, error) {
	if err := c.Conn.SetReadDeadline(c.deadline()); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

// Write waits for at most the limit.
func (c *boundedConn) Write(b []byte) (int, error) {
	if err := c.Conn.SetWriteDeadline(c.deadline()); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// SetDeadline sets a deadline that bounds reads and writes too.
func (c *boundedConn) SetDeadline(t time.Time) error {
	c.until = t
	return c.Conn.SetDeadline(t)
}

func (c *boundedConn) deadline() time.Time {
	next := time.Now().Add(c.limit)
	if !c.until.IsZero() && c.until.Before(next) {
		return c.until
	}
	return next
}
