package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"jalons/server/database"
)

// OpenOwner opens the database as its owner and as it stands: nothing is migrated or loaded. An answer of it may take
// as long as wait.
func OpenOwner(ctx context.Context, c Config, log *slog.Logger, wait time.Duration) (*Store, error) {
	r, dsn := &Store{}, either(c.OwnerURL, c.DatabaseURL)
	var err error
	if c.DatabaseURL == "" {
		if r.cluster, err = startCluster(ctx, c, log, false); err != nil {
			return nil, err
		}
		dsn = r.cluster.DSN(database.Name, database.Superuser)
	}
	if r.OwnerDB, err = database.Open(ctx, dsn, "", database.Limits{Connections: 2, Network: wait}); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}
