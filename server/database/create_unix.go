//go:build unix

package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
)

// createData creates a data folder under another name and renames it, so that a killed initdb leaves nothing that
// looks complete.
func createData(ctx context.Context, p place, bin binaries, volatile bool) (dataFolder, error) {
	folder := folderFor(p.home, bin.major)
	partial := folder + ".new"
	if err := os.RemoveAll(partial); err != nil {
		return dataFolder{}, fmt.Errorf("create the database: %w", err)
	}
	if err := initialise(ctx, p.as, bin, partial, volatile); err != nil {
		return dataFolder{}, errors.Join(fmt.Errorf("create the database: %w", err), os.RemoveAll(partial))
	}
	if err := os.Rename(partial, folder); err != nil {
		return dataFolder{}, fmt.Errorf("create the database: %w", err)
	}
	return dataFolder{path: folder, major: bin.major}, syncFolder(p.home)
}

// ctypes are the character classes to ask the system for, best first. With plain C the index
// on trigrams sees no letter outside ASCII, and Arabic can't be searched.
var ctypes = []string{"C.UTF-8", "en_US.UTF-8", "C"}

func initialise(ctx context.Context, as *account, bin binaries, folder string, volatile bool) error {
	args := []string{"-D", folder, "-U", Superuser, "--auth-local=trust", "--auth-host=reject",
		"--encoding=UTF8", "--locale-provider=icu", "--icu-locale=und", "--data-checksums", "--no-instructions"}
	if volatile {
		args = append(args, "--no-sync")
	}
	var err error
	for _, ctype := range ctypes {
		if err = os.Mkdir(folder, 0o700); err != nil {
			return err
		}
		if err = as.give(folder); err != nil {
			return err
		}
		_, err = runToEnd(ctx, as, bin.program("initdb"), append(args, "--locale="+ctype)...)
		if err == nil || !strings.Contains(err.Error(), "locale") {
			return err
		}
		if err := os.RemoveAll(folder); err != nil {
			return err
		}
	}
	return err
}

// syncFolder makes a rename in the folder durable.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// ensureDatabase creates the database where a first start was interrupted before it.
func ensureDatabase(ctx context.Context, c *Cluster) error {
	db, err := Open(ctx, c.DSN("postgres", Superuser), "", Limits{Connections: 1})
	if err != nil {
		return err
	}
	var found int
	err = db.GetContext(ctx, &found, `select 1 from pg_database where datname = $1`, Name)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = db.ExecContext(ctx, `create database `+Name)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("create the database: %w", err)
	}
	return nil
}
