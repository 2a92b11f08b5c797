package database

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
)

// ephemeral lists the tables that a backup leaves out: bookkeeping of the migrations, and sessions, so that
// everybody signs in anew after a restore.
var ephemeral = []string{"goose_db_version", "migration_checksums", "sessions", "sign_in_attempts"}

// Progress receives the number of rows of a table that are done, of how many (0 while that is unknown).
type Progress func(table string, rows, of int64)

// BackupOptions are the parameters of a backup.
type BackupOptions struct {
	Schema   fs.FS  // migrations of the database
	Program  string // version of the program, for the manifest
	Now      time.Time
	Progress Progress
	// Files yields the parts of files that are stored outside the database. They become rows of file_parts, so that
	// a backup is complete by itself.
	Files func(ctx context.Context, tx *sqlx.Tx, act func(sha256 string, number int, part []byte) error) error
}

// Backup writes every row of the database behind db, as of one snapshot, to w: a zip that Restore reads on any
// version of PostgreSQL. db must connect as the owner, whom row-level security does not filter.
func Backup(ctx context.Context, db *sqlx.DB, w io.Writer, o BackupOptions) (Manifest, error) {
	m := Manifest{Format: backupFormat, Program: o.Program, TakenAt: o.Now.UTC().Truncate(time.Second)}
	tx, err := db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	archive := zip.NewWriter(w)
	if err := backUp(ctx, tx, archive, &m, o); err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	return m, archive.Close()
}

func backUp(ctx context.Context, tx *sqlx.Tx, archive *zip.Writer, m *Manifest, o BackupOptions) error {
	if err := plainOutput(ctx, tx); err != nil {
		return err
	}
	var err error
	if m.Schema, err = schemaOf(ctx, tx, o.Schema); err != nil {
		return err
	}
	tables, err := tablesOf(ctx, tx)
	if err != nil {
		return err
	}
	for _, table := range tables {
		written, err := backUpTable(ctx, tx, archive, table, o)
		if err != nil {
			return fmt.Errorf("%s: %w", table.Name, err)
		}
		m.Tables = append(m.Tables, written)
	}
	if m.Record, err = fingerprint(ctx, tx); err != nil {
		return err
	}
	// Sequences are not transactional: read last, none is below a number that a row has.
	if m.Sequences, err = sequencesOf(ctx, tx); err != nil {
		return err
	}
	return writeManifest(archive, *m)
}

func writeManifest(archive *zip.Writer, m Manifest) error {
	entry, err := archive.CreateHeader(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, Modified: m.TakenAt})
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(entry)
	encoder.SetIndent("", "  ")
	return encoder.Encode(m)
}

func backUpTable(
	ctx context.Context, tx *sqlx.Tx, archive *zip.Writer, table TableBackup, o BackupOptions,
) (TableBackup, error) {
	out, err := newTableWriter(archive, table, o.Now)
	if err != nil {
		return table, err
	}
	if err := writeRows(ctx, tx, out, o); err != nil {
		return table, err
	}
	if table.Name == partsTable && o.Files != nil {
		if err := writeParts(ctx, tx, out, o); err != nil {
			return table, err
		}
	}
	written, err := out.finish()
	o.Progress(table.Name, written.Rows, written.Rows)
	return written, err
}

// partsTable holds the content of files that are stored in the database.
const partsTable = "file_parts"

// writeParts adds the content of files that are stored elsewhere.
func writeParts(ctx context.Context, tx *sqlx.Tx, out *tableWriter, o BackupOptions) error {
	return o.Files(ctx, tx, func(sha256 string, number int, part []byte) error {
		values := map[string]string{
			"sha256": sha256, "number": strconv.Itoa(number), "bytes": `\x` + hex.EncodeToString(part),
		}
		row := make([]*string, len(out.table.Columns))
		for i, column := range out.table.Columns {
			if value, ok := values[column]; ok {
				row[i] = &value
			}
		}
		return out.write(row)
	})
}

// selection returns a table's columns, cast to text. In a backup every file is stored in the database.
func selection(table TableBackup) string {
	list := columnList(table.Columns, "::text")
	if table.Name == "files" {
		list = strings.Replace(list, `"home"::text`, `'database'`, 1)
	}
	return list
}

func writeRows(ctx context.Context, tx *sqlx.Tx, out *tableWriter, o BackupOptions) error {
	table := out.table
	rows, err := tx.QueryContext(ctx, "select "+selection(table)+" from "+pq.QuoteIdentifier(table.Name))
	if err != nil {
		return err
	}
	defer rows.Close()
	row, into := make([]*string, len(table.Columns)), make([]any, len(table.Columns))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := out.write(row); err != nil {
			return err
		}
		if out.table.Rows%progressEvery == 0 {
			o.Progress(table.Name, out.table.Rows, 0)
		}
	}
	return rows.Err()
}

// progressEvery is the number of rows between two reports of progress within a table.
const progressEvery = 100_000

func columnList(names []string, suffix string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = pq.QuoteIdentifier(name) + suffix
	}
	return strings.Join(list, ", ")
}

// plainOutput makes PostgreSQL print values in a form that every version reads.
func plainOutput(ctx context.Context, tx *sqlx.Tx) error {
	_, err := tx.ExecContext(ctx,
		`select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
		set_config('IntervalStyle', 'postgres', true), set_config('extra_float_digits', '1', true),
		set_config('bytea_output', 'hex', true)`)
	return err
}

const tablesQuery = `-- database.tablesOf
select c.relname, array_agg(a.attname::text order by a.attnum) from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relkind = 'r' and c.relname <> all ($1) group by c.relname order by c.relname`

// tablesOf lists the tables of a backup with their columns, generated ones excepted.
func tablesOf(ctx context.Context, tx *sqlx.Tx) ([]TableBackup, error) {
	rows, err := tx.QueryContext(ctx, tablesQuery, pq.Array(ephemeral))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tables []TableBackup
	for rows.Next() {
		var t TableBackup
		if err := rows.Scan(&t.Name, pq.Array(&t.Columns)); err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, rows.Err()
}

const sequencesQuery = `-- database.sequencesOf
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
where c.relkind = 'S' and not exists (select from pg_depend d
  join pg_class t on t.oid = d.refobjid and t.relname = any ($1)
  where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass)
order by c.relname`

func sequencesOf(ctx context.Context, tx *sqlx.Tx) ([]SequenceState, error) {
	var names []string
	if err := tx.SelectContext(ctx, &names, sequencesQuery, pq.Array(ephemeral)); err != nil {
		return nil, err
	}
	states := make([]SequenceState, len(names))
	for i, name := range names {
		query := "select $1::text as name, last_value as last, is_called as called from " + pq.QuoteIdentifier(name)
		if err := tx.GetContext(ctx, &states[i], query, name); err != nil {
			return nil, err
		}
	}
	return states, nil
}

// schemaOf identifies the schema of the database, which must be one of this program's.
func schemaOf(ctx context.Context, tx *sqlx.Tx, files fs.FS) (SchemaVersion, error) {
	var version int64
	err := tx.GetContext(ctx, &version, `-- database.schemaOf
select max(version_id) from goose_db_version where is_applied`)
	if err != nil {
		return SchemaVersion{}, err
	}
	s, err := schemaUpTo(files, version)
	if err != nil {
		return SchemaVersion{}, err
	}
	if s.Version != version {
		return SchemaVersion{}, fmt.Errorf("the database has a newer schema (%d) than this program (%d): "+
			"back it up with the program that serves it", version, s.Version)
	}
	return s, nil
}

// schemaUpTo identifies the schema after the migrations up to a version. Its version is that of the last of them,
// which is lower where files has no such migration.
func schemaUpTo(files fs.FS, version int64) (SchemaVersion, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return SchemaVersion{}, err
	}
	sum, s := sha256.New(), SchemaVersion{}
	for _, name := range names {
		number, err := goose.NumericComponent(name)
		if err != nil {
			return SchemaVersion{}, err
		}
		if number > version {
			continue
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return SchemaVersion{}, err
		}
		s.Version = max(s.Version, number)
		fmt.Fprintf(sum, "%s %d\n%s", name, len(content), content)
	}
	s.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return s, nil
}

// fingerprint hashes the public history, in its order, and the totals.
func fingerprint(ctx context.Context, tx *sqlx.Tx) (f Fingerprint, err error) {
	f.Changes, f.History, err = sumOfRows(ctx, tx, `-- database.history
select coalesce(p.position::text, '') || ' ' || to_jsonb(c)::text
from changes c left join change_positions p on p.change_id = c.id order by c.id`)
	if err != nil {
		return f, err
	}
	_, f.Totals, err = sumOfRows(ctx, tx, `-- database.totals
select concat_ws(' ', coalesce(state_code, '*'), figure, day, sum(n)) from totals
group by state_code, figure, day having sum(n) <> 0
order by state_code collate "C" nulls first, figure collate "C", day`)
	return f, err
}

// sumOfRows returns the number and the SHA-256 of a query's rows of one text each.
func sumOfRows(ctx context.Context, tx *sqlx.Tx, query string) (n int64, sum string, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	hash := sha256.New()
	for ; rows.Next(); n++ {
		var line sql.RawBytes
		if err := rows.Scan(&line); err != nil {
			return 0, "", err
		}
		hash.Write(append(line, '\n'))
	}
	return n, hex.EncodeToString(hash.Sum(nil)), rows.Err()
}
