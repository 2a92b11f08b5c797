package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrate applies the pending migrations of files to the database behind db and returns its new version. One server
// at a time migrates; the others wait for it. Errors: ErrNewer, ErrEdited, ErrUnreleased.
func Migrate(ctx context.Context, db *sql.DB, files fs.FS) (int64, error) {
	provider, err := provider(db, files)
	if err != nil {
		return 0, err
	}
	if err := checkHistory(ctx, db, provider, files); err != nil {
		return 0, err
	}
	if _, err := provider.Up(ctx); err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	if err := keepChecksums(ctx, db, provider, files); err != nil {
		return 0, err
	}
	return provider.GetDBVersion(ctx)
}

// ErrBehind says that the database lacks migrations that this program needs.
var ErrBehind = errors.New("the database is behind this program's schema")

// CheckVersion returns ErrBehind where the database is older than files.
func CheckVersion(ctx context.Context, db *sql.DB, files fs.FS) error {
	provider, err := provider(db, files)
	if err != nil {
		return err
	}
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	if pending {
		return ErrBehind
	}
	return nil
}

func provider(db *sql.DB, files fs.FS) (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return p, nil
}
