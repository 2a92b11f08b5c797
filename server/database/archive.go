package database

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

// backupFormat is raised whenever an older program can no longer read what a newer one writes.
const backupFormat = 1

// manifestName is the entry of a backup that lists the others; it is written last.
const manifestName = "manifest.json"

// Manifest lists the content of a backup.
type Manifest struct {
	Format    int             `json:"format"`
	Program   string          `json:"program"`
	Schema    SchemaVersion   `json:"schema"`
	TakenAt   time.Time       `json:"taken_at"`
	Tables    []TableBackup   `json:"tables"`
	Sequences []SequenceState `json:"sequences"`
	Record    Fingerprint     `json:"record"`
}

// SchemaVersion identifies a schema: the number of its last migration and the SHA-256 of all of them up to it.
type SchemaVersion struct {
	Version int64  `json:"version"`
	SHA256  string `json:"sha256"`
}

// TableBackup describes one table's entry, tables/NAME.jsonl: a JSON array a row, each value as PostgreSQL prints
// it, or null. SHA256 is that of the uncompressed entry.
type TableBackup struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	SHA256  string   `json:"sha256"`
}

func (t TableBackup) entry() string { return "tables/" + t.Name + ".jsonl" }

// SequenceState is the last value of an identity column.
type SequenceState struct {
	Name   string `db:"name" json:"name"`
	Last   int64  `db:"last" json:"last"`
	Called bool   `db:"called" json:"called"`
}

// Fingerprint hashes what must be the same after a restore: the public history and the totals.
type Fingerprint struct {
	Changes int64  `json:"changes"`
	History string `json:"history"`
	Totals  string `json:"totals"`
}

// ErrDamaged says that a file is not a complete backup, and why.
type ErrDamaged struct{ Reason string }

func (e ErrDamaged) Error() string {
	return "this is not a whole backup of Jalons (" + e.Reason + "): nothing was restored"
}

func damaged(format string, args ...any) error { return ErrDamaged{fmt.Sprintf(format, args...)} }

// tableWriter writes one table's rows into a backup.
type tableWriter struct {
	rows   *json.Encoder
	sum    hash.Hash
	buffer *bufio.Writer
	table  TableBackup
}

func newTableWriter(archive *zip.Writer, table TableBackup, at time.Time) (*tableWriter, error) {
	entry, err := archive.CreateHeader(&zip.FileHeader{Name: table.entry(), Method: zip.Deflate, Modified: at})
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	buffer := bufio.NewWriterSize(io.MultiWriter(entry, sum), 64<<10)
	rows := json.NewEncoder(buffer)
	rows.SetEscapeHTML(false)
	return &tableWriter{rows: rows, sum: sum, buffer: buffer, table: table}, nil
}

func (w *tableWriter) write(row []*string) error {
	w.table.Rows++
	return w.rows.Encode(row)
}

func (w *tableWriter) finish() (TableBackup, error) {
	err := w.buffer.Flush()
	w.table.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
	return w.table, err
}

// eachRow reads the rows of one table's entry and verifies their number and hash at the end.
func eachRow(archive *zip.Reader, table TableBackup, act func(row []*string) error) error {
	entry, err := archive.Open(table.entry())
	if err != nil {
		return damaged("%s is missing", table.entry())
	}
	defer entry.Close()
	sum := sha256.New()
	rows, n := json.NewDecoder(io.TeeReader(entry, sum)), int64(0)
	for {
		var row []*string
		err := rows.Decode(&row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(row) != len(table.Columns) {
			return damaged("row %d of %s can't be read", n+1, table.entry())
		}
		if err := act(row); err != nil {
			return fmt.Errorf("row %d of %s: %w", n+1, table.Name, err)
		}
		n++
	}
	if n != table.Rows || hex.EncodeToString(sum.Sum(nil)) != table.SHA256 {
		return damaged("%s is not as it was written", table.entry())
	}
	return nil
}

func readManifest(archive *zip.Reader) (m Manifest, err error) {
	entry, err := archive.Open(manifestName)
	if err != nil {
		return m, damaged("it has no %s", manifestName)
	}
	defer entry.Close()
	if err := json.NewDecoder(io.LimitReader(entry, 16<<20)).Decode(&m); err != nil {
		return m, damaged("%s can't be read", manifestName)
	}
	return m, nil
}
