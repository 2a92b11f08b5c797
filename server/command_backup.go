package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/schema"
	"jalons/server/app"
	"jalons/server/database"
	"jalons/server/files"
	"jalons/server/i18n"
)

// bulkWait is the longest wait for one answer of the database while everything is read or written: checks
// of a whole table's references come in one.
const bulkWait = 2 * time.Hour

// backup writes everything to a new file that only its owner can read, since it holds addresses of people.
func backup(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	report := backupReport{c.Out, c.Text}
	return withOwner(ctx, c, func(db *sqlx.DB) error {
		options := database.BackupOptions{
			Schema: schema.Files, Program: version, Now: c.config.Now(), Progress: report.progress,
			Files: files.New(db, db, c.config.Files, c.config.Now).EachPart,
		}
		var m database.Manifest
		size, err := app.WriteNew(c.args[0], func(w io.Writer) (err error) {
			m, err = database.Backup(ctx, db, w, options)
			return err
		})
		if err == nil {
			report.say("backup.written", m, map[string]any{"file": c.args[0], "bytes": int(size)})
		}
		return err
	})
}

// restore fills an empty database from a backup, then says whether what is kept is what the statements say.
func restore(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	report := backupReport{c.Out, c.Text}
	file, err := database.OpenBackup(c.args[0])
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
	return verify(ctx, call{config: c.config, log: c.log, args: []string{"totals"}, Console: c.Console})
}

// withOwner opens the database as its owner for one command.
func withOwner(ctx context.Context, c call, act func(*sqlx.DB) error) error {
	r, err := app.OpenOwner(ctx, c.config, c.log, bulkWait)
	if err != nil {
		return err
	}
	return errors.Join(act(r.OwnerDB), r.Close())
}

// backupReport says how far a backup or restore is and what came of it, in the language of LANG.
type backupReport struct {
	out  io.Writer
	text i18n.Translate
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
