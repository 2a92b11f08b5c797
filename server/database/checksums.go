package database

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// ErrNewer says that the database has run migrations that this program doesn't have.
type ErrNewer struct{ Database, Program int64 }

func (e ErrNewer) Error() string {
	return fmt.Sprintf("the database has schema %d and this program knows only %d: start the newer program, "+
		"or restore a backup from before the upgrade into an empty database", e.Database, e.Program)
}

// ErrEdited says that a migration was changed after the database ran it.
type ErrEdited struct{ File string }

func (e ErrEdited) Error() string {
	return fmt.Sprintf("migration %s was edited after this database ran it: start the program that ran it, "+
		"or restore a backup with this program into an empty database", e.File)
}

// ErrUnreleased says that the database was made before migrations kept their checksums.
var ErrUnreleased = errors.New("the database was made by a program from before the first release, whose " +
	"migrations were still edited: begin with an empty database (without DATABASE_URL, move DATA_DIR away)")

// checkHistory compares the migrations that the database has run with those of this program.
func checkHistory(ctx context.Context, db *sql.DB, provider *goose.Provider, files fs.FS) error {
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	if current > target {
		return ErrNewer{Database: current, Program: target}
	}
	if current == 0 {
		return nil
	}
	ran, err := checksumsOf(ctx, db)
	if err != nil {
		return err
	}
	for _, source := range provider.ListSources() {
		sum, err := checksum(files, source.Path)
		if err != nil {
			return err
		}
		if then, found := ran[source.Version]; found && then != sum {
			return ErrEdited{File: source.Path}
		}
	}
	return nil
}

func checksumsOf(ctx context.Context, db *sql.DB) (map[int64]string, error) {
	var kept bool
	if err := db.QueryRowContext(
		ctx, `select to_regclass('public.migration_checksums') is not null`,
	).Scan(&kept); err != nil {
		return nil, fmt.Errorf("checksums of migrations: %w", err)
	}
	if !kept {
		return nil, ErrUnreleased
	}
	rows, err := db.QueryContext(ctx, `select version, sha256 from public.migration_checksums`)
	if err != nil {
		return nil, fmt.Errorf("checksums of migrations: %w", err)
	}
	defer rows.Close()
	ran := map[int64]string{}
	for rows.Next() {
		var version int64
		var sum string
		if err := rows.Scan(&version, &sum); err != nil {
			return nil, fmt.Errorf("checksums of migrations: %w", err)
		}
		ran[version] = sum
	}
	return ran, rows.Err()
}

// keepChecksums stores the checksums of what was run. After a crash in between, the next start stores them.
func keepChecksums(ctx context.Context, db *sql.DB, provider *goose.Provider, files fs.FS) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("checksums of migrations: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, source := range provider.ListSources() {
		sum, err := checksum(files, source.Path)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `insert into public.migration_checksums (version, sha256) values ($1, $2)
			on conflict (version) do nothing`, source.Version, sum); err != nil {
			return fmt.Errorf("checksums of migrations: %w", err)
		}
	}
	return tx.Commit()
}

func checksum(files fs.FS, path string) (string, error) {
	text, err := fs.ReadFile(files, path)
	if err != nil {
		return "", fmt.Errorf("checksums of migrations: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
