package database

import (
	"context"
	"log/slog"
	"strings"
)

// Superuser and Name are the role and the database that every embedded PostgreSQL has.
const (
	Superuser = "jalons"
	Name      = "jalons"
)

// oldestMajor is the oldest PostgreSQL that the SQL runs on.
const oldestMajor = 15

// port is only part of the socket's name: the embedded PostgreSQL listens on no network address.
const port = "5432"

// ClusterOptions say where an embedded PostgreSQL keeps its data and finds its programs.
type ClusterOptions struct {
	DataDir     string       // folder of the data, made where it is absent
	BinDir      string       // folder of postgres and initdb; empty: look for one
	NodeModules string       // empty: frontend/node_modules here and beside the executable
	Volatile    bool         // for tests: what is written does not outlive a crash of the machine
	Log         *slog.Logger // nil: say nothing

	stateDir string // as root: copies of programs and data that lie out of postgres' reach
}

// Cluster is a running embedded PostgreSQL, reached over a Unix socket.
type Cluster struct {
	sockets string
	major   int
	lost    chan struct{}
	stop    func(context.Context) error
}

// Start runs the PostgreSQL of opt.DataDir, which the first start creates. The context bounds the start only.
// Errors: ErrHeld, ErrNotFound, ErrNewerData, ErrOlderData.
func Start(ctx context.Context, opt ClusterOptions) (*Cluster, error) {
	return start(ctx, opt.withDefaults())
}

// Join uses the PostgreSQL of a running server that holds opt.DataDir, or else starts it; the second result says
// that it was started here. Stop does not stop a server's PostgreSQL.
func Join(ctx context.Context, opt ClusterOptions) (*Cluster, bool, error) {
	return join(ctx, opt.withDefaults())
}

func (opt ClusterOptions) withDefaults() ClusterOptions {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.stateDir == "" {
		opt.stateDir = "/var/lib/jalons"
	}
	return opt
}

// DSN gives the connection string, in lib/pq's key=value form, of one database as one user.
func (c *Cluster) DSN(dbname, user string) string {
	return "host=" + quoted(c.sockets) + " port=" + port + " user=" + quoted(user) +
		" dbname=" + quoted(dbname) + " sslmode=disable"
}

// Version is PostgreSQL's major version.
func (c *Cluster) Version() int { return c.major }

// Done is closed when PostgreSQL exits unexpectedly.
func (c *Cluster) Done() <-chan struct{} { return c.lost }

// Stop shuts PostgreSQL down and releases the data folder. Running statements are cancelled; when ctx ends, or
// after 20 seconds, it stops at once.
func (c *Cluster) Stop(ctx context.Context) error { return c.stop(ctx) }

// quoted writes a value of a connection string.
func quoted(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}
