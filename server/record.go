package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/jmoiron/sqlx"

	"jalons/schema"
	"jalons/server/database"
	"jalons/server/tracker"
)

// The roles that the pools take; the first migration makes them.
const (
	writerRole = "jalons_writer"
	readerRole = "jalons_reader"
)

// record is the open database: one pool for each role, and the tracker on two of them.
type record struct {
	*tracker.Tracker
	owner, write, read *sqlx.DB
	cluster            *database.Cluster // nil where DATABASE_URL names one
}

// openRecord opens the database that the settings name and migrates it. serving holds the data
// folder; other commands use the database of a server that holds it, where one runs.
func openRecord(ctx context.Context, c config, log *slog.Logger, serving bool) (*record, error) {
	r := &record{}
	dsn := c.DatabaseURL
	if dsn == "" {
		var err error
		if r.cluster, err = startCluster(ctx, c, log, serving); err != nil {
			return nil, err
		}
		dsn = r.cluster.DSN(database.Name, database.Superuser)
	}
	if err := r.connect(ctx, dsn, c); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func startCluster(ctx context.Context, c config, log *slog.Logger, serving bool) (*database.Cluster, error) {
	options := database.ClusterOptions{DataDir: c.DataDir, BinDir: c.PostgresBin, Log: log}
	if serving {
		return database.Start(ctx, options)
	}
	cluster, _, err := database.Join(ctx, options)
	return cluster, err
}

func (r *record) connect(ctx context.Context, dsn string, c config) error {
	var err error
	if r.owner, err = database.Open(ctx, either(c.OwnerURL, dsn), "", database.Limits{Connections: 2}); err != nil {
		return err
	}
	if _, err := database.Migrate(ctx, r.owner.DB, schema.Files); err != nil {
		return err
	}
	if r.write, err = database.Open(ctx, dsn, writerRole, database.Limits{Connections: 16}); err != nil {
		return err
	}
	if r.read, err = database.Open(ctx, either(c.ReadURL, dsn), readerRole, database.Limits{Connections: 16}); err != nil {
		return err
	}
	r.Tracker = tracker.New(r.write, r.read, c.Now)
	return nil
}

// Close closes the pools and stops an embedded database that was started here.
func (r *record) Close() error {
	var errs []error
	for _, pool := range []*sqlx.DB{r.read, r.write, r.owner} {
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
