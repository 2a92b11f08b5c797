package app

import (
	"context"
	"io/fs"
	"log/slog"

	"jalons/seeds"
	"jalons/server/database"
	"jalons/server/demonstration"
)

// prepare loads the facts and, into an embedded database that nobody has used, the demonstration.
func (r *Store) prepare(ctx context.Context, log *slog.Logger) error {
	if err := r.LoadFacts(ctx); err != nil || r.cluster == nil {
		return err
	}
	awaits, err := r.AwaitsDemonstration(ctx)
	if err != nil || !awaits {
		return err
	}
	log.InfoContext(ctx, "loading the demonstration, once: this takes about half a minute")
	return r.LoadDemonstration(ctx)
}

// LoadFacts brings the reference data up to date.
func (r *Store) LoadFacts(ctx context.Context) error {
	return database.Seed(ctx, r.OwnerDB.DB, seeds.Files, "reference")
}

// LoadDemonstration loads the demonstration where it isn't there.
func (r *Store) LoadDemonstration(ctx context.Context) error {
	there, err := r.Demonstration(ctx)
	if err != nil || there {
		return err
	}
	lists, err := fs.Sub(seeds.Files, "demonstration")
	if err != nil {
		return err
	}
	return demonstration.Load(ctx, r.Bulk(), r.Files, lists)
}
