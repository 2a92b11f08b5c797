package database

import (
	"archive/zip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// ErrNotEmpty says that the target database already has rows. Table is one that has.
type ErrNotEmpty struct{ Table string }

func (e ErrNotEmpty) Error() string {
	return fmt.Sprintf("the database is not empty (table %s has rows), and a restore never overwrites: "+
		"name an empty one by DATABASE_URL, or another DATA_DIR", e.Table)
}

// ErrOtherSchema says that a backup is of a schema that this program doesn't have.
type ErrOtherSchema struct{ Backup, Program SchemaVersion }

func (e ErrOtherSchema) Error() string {
	if e.Backup.Version > e.Program.Version {
		return fmt.Sprintf("the backup is of a newer schema (%d) than this program's (%d): restore it with the "+
			"program that made it, or a newer one", e.Backup.Version, e.Program.Version)
	}
	return fmt.Sprintf("the backup is of another schema %d than this program's: restore it with the program "+
		"that made it", e.Backup.Version)
}

// ErrDiffers says that the restored history or totals are not those of the backup. The restore was rolled back.
var ErrDiffers = errors.New("history or totals differ from those of the backup: nothing was restored")

// Restore fills the empty database behind db, connected as the owner, from a backup: migrations up to the schema of
// the backup, all rows in one transaction, then the later migrations. Nothing is kept of a backup that is damaged
// or of another schema, nor where history or totals differ.
func Restore(ctx context.Context, db *sqlx.DB, archive *zip.Reader, files fs.FS, progress Progress) (Manifest, error) {
	m, err := readManifest(archive)
	if err != nil {
		return m, err
	}
	if err := checkManifest(m, files); err != nil {
		return m, err
	}
	if err := migrateTo(ctx, db.DB, files, m.Schema.Version); err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	if err := restoreRows(ctx, db, archive, m, progress); err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	if _, err := Migrate(ctx, db.DB, files); err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	return m, analyze(ctx, db)
}

// checkManifest checks that this program can read the backup.
func checkManifest(m Manifest, files fs.FS) error {
	if m.Format < 1 || m.Schema.Version < 1 {
		return damaged("%s says nothing of a schema", manifestName)
	}
	ours, err := schemaUpTo(files, m.Schema.Version)
	if err != nil {
		return err
	}
	if ours != m.Schema || m.Format > backupFormat {
		return ErrOtherSchema{Backup: m.Schema, Program: ours}
	}
	return nil
}

func migrateTo(ctx context.Context, db *sql.DB, files fs.FS, version int64) error {
	p, err := provider(db, files)
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func restoreRows(ctx context.Context, db *sqlx.DB, archive *zip.Reader, m Manifest, progress Progress) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := plainOutput(ctx, tx); err != nil {
		return err
	}
	tables, err := tablesInOrder(ctx, tx, m.Tables)
	if err != nil {
		return err
	}
	if err := empty(ctx, tx, tables); err != nil {
		return err
	}
	for _, table := range tables {
		if err := restoreTable(ctx, tx, archive, table, progress); err != nil {
			return err
		}
	}
	if err := setSequences(ctx, tx, m.Sequences); err != nil {
		return err
	}
	restored, err := fingerprint(ctx, tx)
	if err != nil {
		return err
	}
	if restored != m.Record {
		return ErrDiffers
	}
	if err := eachTable(ctx, tx, tables, "alter table %s enable trigger user"); err != nil {
		return err
	}
	return tx.Commit()
}

// filledByMigrations lists the tables that migrations insert rows into.
var filledByMigrations = []string{"sequencer"}

// empty locks the tables, fails where one has rows, and disables triggers: the backup contains what they would
// write.
func empty(ctx context.Context, tx *sqlx.Tx, tables []TableBackup) error {
	if err := eachTable(ctx, tx, tables, "alter table %s disable trigger user"); err != nil {
		return err
	}
	for _, table := range tables {
		name := pq.QuoteIdentifier(table.Name)
		if slices.Contains(filledByMigrations, table.Name) {
			if _, err := tx.ExecContext(ctx, "delete from "+name); err != nil {
				return err
			}
			continue
		}
		var there bool
		if err := tx.GetContext(ctx, &there, "select exists (select from "+name+")"); err != nil {
			return err
		}
		if there {
			return ErrNotEmpty{Table: table.Name}
		}
	}
	return nil
}

func eachTable(ctx context.Context, tx *sqlx.Tx, tables []TableBackup, statement string) error {
	for _, table := range tables {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf(statement, pq.QuoteIdentifier(table.Name))); err != nil {
			return err
		}
	}
	return nil
}

func restoreTable(ctx context.Context, tx *sqlx.Tx, archive *zip.Reader, table TableBackup, progress Progress) error {
	into := pq.QuoteIdentifier(table.Name) + " (" + columnList(table.Columns, "") + ")"
	stmt, err := tx.PrepareContext(ctx, "copy "+into+" from stdin")
	if err != nil {
		return err
	}
	n, cells := int64(0), make([]any, len(table.Columns))
	err = eachRow(archive, table, func(row []*string) error {
		for i, value := range row {
			cells[i] = nil
			if value != nil {
				cells[i] = *value
			}
		}
		if n++; n%progressEvery == 0 {
			progress(table.Name, n, table.Rows)
		}
		_, err := stmt.ExecContext(ctx, cells...)
		return err
	})
	if err == nil {
		_, err = stmt.ExecContext(ctx) // this sends the rows
	}
	if err := errors.Join(err, stmt.Close()); err != nil {
		return err
	}
	progress(table.Name, n, table.Rows)
	return nil
}

func setSequences(ctx context.Context, tx *sqlx.Tx, sequences []SequenceState) error {
	for _, s := range sequences {
		_, err := tx.ExecContext(
			ctx, "select setval($1::regclass, $2, $3)", pq.QuoteIdentifier(s.Name), s.Last, s.Called,
		)
		if err != nil {
			return err
		}
	}
	return nil
}

const referencesQuery = `-- database.tablesInOrder
select c.conrelid::regclass::text, c.confrelid::regclass::text from pg_constraint c
join pg_namespace n on n.oid = c.connamespace and n.nspname = 'public'
where c.contype = 'f' and c.conrelid <> c.confrelid`

// tablesInOrder sorts the tables by foreign keys, referenced tables first.
func tablesInOrder(ctx context.Context, tx *sqlx.Tx, tables []TableBackup) ([]TableBackup, error) {
	rows, err := tx.QueryContext(ctx, referencesQuery)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	needs := map[string][]string{}
	for rows.Next() {
		var from, to string
		if err := rows.Scan(&from, &to); err != nil {
			return nil, err
		}
		needs[from] = append(needs[from], to)
	}
	return inOrder(tables, needs), rows.Err()
}

// inOrder sorts tables topologically; tables in a cycle come in any order, and PostgreSQL then refuses the rows.
func inOrder(tables []TableBackup, needs map[string][]string) []TableBackup {
	byName, seen := map[string]TableBackup{}, map[string]bool{}
	for _, table := range tables {
		byName[table.Name] = table
	}
	var ordered []TableBackup
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, needed := range needs[name] {
			visit(needed)
		}
		if table, ok := byName[name]; ok {
			ordered = append(ordered, table)
		}
	}
	for _, table := range tables {
		visit(table.Name)
	}
	return ordered
}

// analyze updates the planner's statistics, as autovacuum would later.
func analyze(ctx context.Context, db *sqlx.DB) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "analyze"); err != nil {
		return err
	}
	return tx.Commit()
}
