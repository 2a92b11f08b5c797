package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/schema"
	"jalons/server/database"
	"jalons/server/files"
)

// bulkWait is the longest wait for one answer of the database while everything is read or written: checks
// of a whole table's references come in one.
const bulkWait = 2 * time.Hour

// backup writes everything to a new file that only its owner can read, since it holds addresses of people.
func backup(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	report := backupReport{c.out, c.text}
	return withOwner(ctx, c, func(db *sqlx.DB) error {
		options := database.BackupOptions{
			Schema: schema.Files, Program: version, Now: c.config.Now(), Progress: report.progress,
			Files: files.New(db, db, c.config.Files, c.config.Now).EachPart,
		}
		var m database.Manifest
		size, err := writeNew(c.args[0], func(w io.Writer) (err error) {
			m, err = database.Backup(ctx, db, w, options)
			return err
		})
		if err == nil {
			report.say("backup.written", m, map[string]any{"file": c.args[0], "bytes": int(size)})
		}
		return err
	})
}

// writeNew writes a file that isn't there yet: whole, or not at all.
func writeNew(path string, write func(io.Writer) error) (size int64, err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return 0, errors.Join(failed("command.file_there", map[string]any{"file": path}), err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".unfinished-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already where all went well
	if err := errors.Join(write(file), file.Sync()); err != nil {
		return 0, errors.Join(err, file.Close())
	}
	info, err := file.Stat()
	if err := errors.Join(err, file.Close()); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(file.Name(), path)
}

// restore fills an empty database from a backup, then says whether what is kept is what the statements say.
func restore(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	report := backupReport{c.out, c.text}
	file, err := openBackup(c.args[0])
	if err != nil {
		return err
	}
	defer file.Close()
	err = withOwner(ctx, c, func(db *sqlx.DB) error {
		m, err := database.Restore(ctx, db, &file.Reader, schema.Files, report.progress)
		if err == nil {
			report.say("backup.restored", m, map[string]any{"file": c.args[0]})
		}
		return err
	})
	if err != nil {
		return err
	}
	return verify(ctx, call{config: c.config, log: c.log, args: []string{"totals"}, out: c.out, text: c.text})
}

func openBackup(path string) (*zip.ReadCloser, error) {
	file, err := zip.OpenReader(path)
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = database.ErrDamaged{Reason: path + " is no zip file, or was cut off"}
	}
	return file, err
}

// withOwner opens the database as its owner and as it stands: nothing is migrated or loaded.
func withOwner(ctx context.Context, c call, act func(*sqlx.DB) error) error {
	r, dsn := &record{}, either(c.config.OwnerURL, c.config.DatabaseURL)
	if c.config.DatabaseURL == "" {
		var err error
		if r.cluster, err = startCluster(ctx, c.config, c.log, false); err != nil {
			return err
		}
		dsn = r.cluster.DSN(database.Name, database.Superuser)
	}
	var err error
	if r.owner, err = database.Open(ctx, dsn, "", database.Limits{Connections: 2, Network: bulkWait}); err == nil {
		err = act(r.owner)
	}
	return errors.Join(err, r.Close())
}

// backupReport says how far a backup or restore is and what came of it, in the language of LANG.
type backupReport struct {
	out  io.Writer
	text textOf
}

// progress tells of tables with rows, and of those under way.
func (b backupReport) progress(table string, rows, of int64) {
	key := "backup.table"
	if of > rows {
		key = "backup.table_of"
	}
	if rows > 0 {
		fmt.Fprintln(b.out, b.text(key, map[string]any{"table": table, "n": int(rows), "of": int(of)}))
	}
}

func (b backupReport) say(key string, m database.Manifest, args map[string]any) {
	rows := int64(0)
	for _, table := range m.Tables {
		rows += table.Rows
	}
	args["rows"], args["tables"], args["changes"] = int(rows), len(m.Tables), int(m.Record.Changes)
	args["schema"], args["taken"] = int(m.Schema.Version), m.TakenAt.Format(time.DateTime+" UTC")
	fmt.Fprintln(b.out, b.text(key, args))
}
