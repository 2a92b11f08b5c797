package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/schema"
	"jalons/server/database"
	"jalons/server/files"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// The roles that the pools take; the first migration makes them.
const (
	writerRole = "jalons_writer"
	readerRole = "jalons_reader"
)

// Store is the open database: one pool for each role, and the tracker on two of them.
type Store struct {
	*tracker.Tracker
	OwnerDB, WriteDB, ReadDB *sqlx.DB
	bulk                     *tracker.Tracker // without limits of time, of a server; nil where all are so
	bulkWrite                *sqlx.DB
	bulkRead                 *sqlx.DB
	shown, kept              *sqlx.DB // for files only: those that are published, and all
	Files                    *files.Store
	cluster                  *database.Cluster // nil where DATABASE_URL names one
}

// logins are the connection strings of the pools, each with the login that it uses.
type logins struct{ owner, write, read string }

// Open opens the database that the settings name, migrates and checks it. serving holds the data
// folder; other commands use the database of a server that holds it, where one runs.
func Open(ctx context.Context, c Config, log *slog.Logger, serving bool) (*Store, error) {
	r := &Store{}
	as := logins{owner: c.DatabaseURL, write: c.DatabaseURL, read: c.DatabaseURL}
	if c.DatabaseURL == "" {
		var err error
		if r.cluster, err = startCluster(ctx, c, log, serving); err != nil {
			return nil, err
		}
		as = logins{
			r.cluster.DSN(database.Name, database.Superuser), r.cluster.DSN(database.Name, writerRole),
			r.cluster.DSN(database.Name, readerRole),
		}
	}
	as.owner, as.read = either(c.OwnerURL, as.owner), either(c.ReadURL, as.read)
	pools := c.pools(serving)
	if serving {
		pools = pools.watched(slowStatements(c.SlowQuery, log))
	}
	if err := r.connect(ctx, as, pools, log); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.Tracker = tracker.New(ledger.New(r.WriteDB, r.ReadDB, c.Now))
	if serving {
		if err := r.connectBulk(ctx, as, pools, c.Now); err != nil {
			return nil, errors.Join(err, r.Close())
		}
	}
	if err := r.connectFiles(ctx, as, pools.files, c); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// connectBulk opens the pools for what takes as long as it takes.
func (r *Store) connectBulk(ctx context.Context, as logins, limits pools, now func() time.Time) (err error) {
	if r.bulkWrite, err = database.Open(ctx, as.write, writerRole, limits.bulk); err != nil {
		return err
	}
	if r.bulkRead, err = database.Open(ctx, as.read, readerRole, limits.exports); err != nil {
		return err
	}
	r.bulk = tracker.New(ledger.New(r.bulkWrite, r.bulkRead, now))
	r.Tracker = tracker.New(r.ExportBy(r.bulkRead))
	return nil
}

// Bulk gives the tracker for loads and for what the server does by itself.
func (r *Store) Bulk() *tracker.Tracker {
	if r.bulk != nil {
		return r.bulk
	}
	return r.Tracker
}

// connectFiles opens the store on pools of its own, so that readers of files keep nobody else waiting.
func (r *Store) connectFiles(ctx context.Context, as logins, limits database.Limits, c Config) (err error) {
	if r.shown, err = database.Open(ctx, as.read, readerRole, limits); err != nil {
		return err
	}
	if r.kept, err = database.Open(ctx, as.write, writerRole, limits); err != nil {
		return err
	}
	r.Files = files.New(r.shown, r.kept, c.Files, c.Now)
	return nil
}

func startCluster(ctx context.Context, c Config, log *slog.Logger, serving bool) (*database.Cluster, error) {
	options := database.ClusterOptions{DataDir: c.DataDir, BinDir: c.PostgresBin, Log: log}
	if serving {
		return database.Start(ctx, options)
	}
	cluster, _, err := database.Join(ctx, options)
	return cluster, err
}

func (r *Store) connect(ctx context.Context, as logins, limits pools, log *slog.Logger) (err error) {
	if err := r.migrate(ctx, as.owner); err != nil {
		return err
	}
	if r.OwnerDB, err = database.Open(ctx, as.owner, "", limits.owner); err != nil {
		return err
	}
	if r.WriteDB, err = openPool(ctx, as.write, writerRole, limits.write, log); err != nil {
		return fmt.Errorf("DATABASE_URL: %w", err)
	}
	if r.ReadDB, err = openPool(ctx, as.read, readerRole, limits.read, log); err != nil {
		return fmt.Errorf("DATABASE_READ_URL: %w", err)
	}
	return nil
}

// migrate brings the database to this program's schema, however long that takes, and checks that it has it.
func (r *Store) migrate(ctx context.Context, dsn string) (err error) {
	owner, err := database.Open(ctx, dsn, "", database.Limits{Connections: ownerPool, Network: commandNetwork})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, owner.Close()) }()
	if _, err := database.Migrate(ctx, owner.DB, schema.Files); err != nil {
		return err
	}
	if err := database.CheckCatalogue(ctx, owner, schema.Catalogue); err != nil || r.cluster == nil {
		return err
	}
	return database.AllowLogin(ctx, owner, writerRole, readerRole)
}

// openPool opens a pool and checks that its sessions are its role's.
func openPool(ctx context.Context, dsn, role string, limits database.Limits, log *slog.Logger) (*sqlx.DB, error) {
	pool, err := database.Open(ctx, dsn, role, limits)
	if err != nil {
		return nil, err
	}
	login, err := database.CheckSessions(ctx, pool)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	if login != role {
		log.WarnContext(
			ctx, "a session may leave its role: let the role log in by itself, as README says under Settings", "role",
			role, "login", login,
		)
	}
	return pool, nil
}

// Close closes the pools and stops an embedded database that was started here.
func (r *Store) Close() error {
	var errs []error
	for _, pool := range []*sqlx.DB{r.shown, r.kept, r.bulkRead, r.bulkWrite, r.ReadDB, r.WriteDB, r.OwnerDB} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if r.cluster != nil {
		errs = append(errs, r.cluster.Stop(context.Background()))
	}
	return errors.Join(errs...)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
