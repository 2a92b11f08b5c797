package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/jmoiron/sqlx"

	"jalons/schema"
	"jalons/server/database"
	"jalons/server/files"
	"jalons/server/tracker"
)

// The roles that the pools take; the first migration makes them.
const (
	writerRole = "jalons_writer"
	readerRole = "jalons_reader"
)

// filePool is how many connections each of the two pools for files has.
const filePool = 4

// record is the open database: one pool for each role, and the tracker on two of them.
type record struct {
	*tracker.Tracker
	owner, write, read *sqlx.DB
	shown, kept        *sqlx.DB // for files only: those that are published, and all
	files              *files.Store
	cluster            *database.Cluster // nil where DATABASE_URL names one
}

// logins are the connection strings of the pools, each with the login that it uses.
type logins struct{ owner, write, read string }

// openRecord opens the database that the settings name, migrates and checks it. serving holds the data
// folder; other commands use the database of a server that holds it, where one runs.
func openRecord(ctx context.Context, c config, log *slog.Logger, serving bool) (*record, error) {
	r := &record{}
	as := logins{owner: c.DatabaseURL, write: c.DatabaseURL, read: c.DatabaseURL}
	if c.DatabaseURL == "" {
		var err error
		if r.cluster, err = startCluster(ctx, c, log, serving); err != nil {
			return nil, err
		}
		as = logins{r.cluster.DSN(database.Name, database.Superuser), r.cluster.DSN(database.Name, writerRole), r.cluster.DSN(database.Name, readerRole)}
	}
	as.owner, as.read = either(c.OwnerURL, as.owner), either(c.ReadURL, as.read)
	if err := r.connect(ctx, as, log); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.Tracker = tracker.New(r.write, r.read, c.Now)
	if err := r.connectFiles(ctx, as, c); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// connectFiles opens the store on pools of its own, so that readers of files keep nobody else waiting.
func (r *record) connectFiles(ctx context.Context, as logins, c config) (err error) {
	if r.shown, err = database.Open(ctx, as.read, readerRole, database.Limits{Connections: filePool}); err != nil {
		return err
	}
	if r.kept, err = database.Open(ctx, as.write, writerRole, database.Limits{Connections: filePool}); err != nil {
		return err
	}
	r.files = files.New(r.shown, r.kept, c.Files, c.Now)
	return nil
}

func startCluster(ctx context.Context, c config, log *slog.Logger, serving bool) (*database.Cluster, error) {
	options := database.ClusterOptions{DataDir: c.DataDir, BinDir: c.PostgresBin, Log: log}
	if serving {
		return database.Start(ctx, options)
	}
	cluster, _, err := database.Join(ctx, options)
	return cluster, err
}

func (r *record) connect(ctx context.Context, as logins, log *slog.Logger) (err error) {
	if r.owner, err = database.Open(ctx, as.owner, "", database.Limits{Connections: 2}); err != nil {
		return err
	}
	if _, err := database.Migrate(ctx, r.owner.DB, schema.Files); err != nil {
		return err
	}
	if err := database.CheckCatalogue(ctx, r.owner, schema.Catalogue); err != nil {
		return err
	}
	if r.cluster != nil {
		if err := database.AllowLogin(ctx, r.owner, writerRole, readerRole); err != nil {
			return err
		}
	}
	if r.write, err = openPool(ctx, as.write, writerRole, log); err != nil {
		return fmt.Errorf("DATABASE_URL: %w", err)
	}
	if r.read, err = openPool(ctx, as.read, readerRole, log); err != nil {
		return fmt.Errorf("DATABASE_READ_URL: %w", err)
	}
	return nil
}

// openPool opens a pool and checks that its sessions are its role's.
func openPool(ctx context.Context, dsn, role string, log *slog.Logger) (*sqlx.DB, error) {
	pool, err := database.Open(ctx, dsn, role, database.Limits{Connections: 16})
	if err != nil {
		return nil, err
	}
	login, err := database.CheckSessions(ctx, pool)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	if login != role {
		log.WarnContext(ctx, "a session may leave its role: let the role log in by itself, as README says under Settings", "role", role, "login", login)
	}
	return pool, nil
}

// Close closes the pools and stops an embedded database that was started here.
func (r *record) Close() error {
	var errs []error
	for _, pool := range []*sqlx.DB{r.shown, r.kept, r.read, r.write, r.owner} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if r.cluster != nil {
		errs = append(errs, r.cluster.Stop(context.Background()))
	}
	return errors.Join(errs...)
}

// withRecord opens the record for one command that is not the server.
func withRecord(ctx context.Context, c call, act func(*record) error) error {
	r, err := openRecord(ctx, c.config, c.log, false)
	if err != nil {
		return err
	}
	return errors.Join(act(r), r.Close())
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
