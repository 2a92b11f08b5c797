// Package files stores files by their SHA-256, in the database or in S3. It never returns altered content, holds no
// whole file in memory, and no connection while a client reads.
package files

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// PartSize is the number of bytes that are read, verified and held in memory at once. The hashes in table files are
// of parts of this size, so it never changes.
const PartSize = 64 << 10

// Home is where the content of a file is stored.
type Home string

// The two storages.
const (
	Database Home = "database"
	S3       Home = "s3"
)

// ErrDamaged says that the stored content is not what was put.
var ErrDamaged = errors.New("the stored content does not have its SHA-256")

// errNotThere says that a storage lacks the content.
var errNotThere = errors.New("the content is not there")

// Store stores and reads files.
type Store struct {
	public, all *sqlx.DB
	bucket      *Bucket // nil without S3
	now         func() time.Time
}

// New returns a store. public is a pool of the reading role, which sees published files only; all is one of the
// writing role. Where a bucket is given, new files go there unless it accepts none.
func New(public, all *sqlx.DB, bucket *Bucket, now func() time.Time) *Store {
	return &Store{public: public, all: all, bucket: bucket, now: now}
}

// home returns where new files are stored.
func (s *Store) home() Home {
	if s.bucket != nil && !s.bucket.closed {
		return S3
	}
	return Database
}

// Take stores a file that the program has in memory and returns its reference for a record.
func (s *Store) Take(ctx context.Context, name string, from io.Reader) (*NewFile, error) {
	f, err := Spool(from)
	if err != nil {
		return nil, err
	}
	taken, err := s.Keep(ctx, name, f)
	return taken, errors.Join(err, f.Close())
}

// Keep stores an upload of an accepted type and returns its reference for a record.
func (s *Store) Keep(ctx context.Context, name string, f *Spooled) (*NewFile, error) {
	file, err := CheckFile(name, f.Size, f.Head)
	if err != nil {
		return nil, err
	}
	file.SHA256 = f.SHA256
	return file, s.Put(ctx, f, file.MediaType)
}

// claimQuery touches the row of a file, so that it isn't deleted meanwhile, and reports whether its content is
// stored.
const claimQuery = `-- files.claim
insert into files as f (sha256, media_type, size, sums, home, last_used_at) values ($1, $2, $3, $4, $5, $6)
on conflict (sha256) do update set last_used_at = greatest(f.last_used_at, excluded.last_used_at), home = case
  when f.stored_at is null then excluded.home else f.home end
returning home, stored_at is not null as stored`

// Put stores a content once, however many records reference it.
func (s *Store) Put(ctx context.Context, f *Spooled, mediaType string) error {
	var claimed struct {
		Home   Home `db:"home"`
		Stored bool `db:"stored"`
	}
	err := ledger.InTx(ctx, s.all, func(tx *sqlx.Tx) error {
		return tx.GetContext(ctx, &claimed, claimQuery, f.SHA256, mediaType, f.Size, f.sums, s.home(), s.now())
	})
	if err != nil {
		return fmt.Errorf("claim file: %w", err)
	}
	if claimed.Stored {
		return nil
	}
	if claimed.Home == S3 {
		if err := s.bucket.put(ctx, f.SHA256, f.Size, f.content()); err != nil {
			return fmt.Errorf("put file: %w", err)
		}
	}
	if err := ledger.InTx(
		ctx, s.all, func(tx *sqlx.Tx) error { return s.settle(ctx, tx, claimed.Home, f) },
	); err != nil {
		return fmt.Errorf("put file: %w", err)
	}
	return nil
}

// derive writes the content where it is stored in the database, and marks it as stored.
func (s *Store) settle(ctx context.Context, tx *sqlx.Tx, home Home, f *Spooled) error {
	if home == Database {
		if err := insertParts(ctx, tx, f.SHA256, f.content()); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `update files set stored_at = $2 where sha256 = $1`, f.SHA256, s.now())
	return err
}

// insertParts writes a content in rows. Rows of a concurrent upload of the same content are kept.
func insertParts(ctx context.Context, tx *sqlx.Tx, sha256 string, from io.Reader) error {
	stmt, err := tx.PreparexContext(
		ctx, `insert into file_parts (sha256, number, bytes) values ($1, $2, $3) on conflict do nothing`,
	)
	if err != nil {
		return err
	}
	part := make([]byte, PartSize)
	for number := 0; ; number++ {
		n, err := readPart(from, part)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if n > 0 {
			if _, err := stmt.ExecContext(ctx, sha256, number, part[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

// info is the row of a file.
type info struct {
	SHA256 string `db:"sha256"`
	Size   int64  `db:"size"`
	Sums   []byte `db:"sums"`
	Home   Home   `db:"home"`
}

// shelf is the set of files that a reader may see: all, or the published ones.
type shelf struct {
	store      *Store
	db         *sqlx.DB
	find, part string
}

func (s *Store) published() shelf {
	return shelf{s, s.public, `-- files.public
		select sha256, size, sums, home from public_files where sha256 = $1`, `-- files.public part
		select bytes from public_file_parts where sha256 = $1 and number = $2`}
}

func (s *Store) everything() shelf {
	return shelf{s, s.all, `-- files.file
		select sha256, size, sums, home from files where sha256 = $1 and stored_at is not null`, `-- files.part
		select bytes from file_parts where sha256 = $1 and number = $2`}
}

// look looks a file up; one outside the shelf is missing.
func (sh shelf) look(ctx context.Context, sha256 string) (*info, error) {
	var i info
	err := sh.db.GetContext(ctx, &i, sh.find, sha256)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &domain.Error{Kind: domain.Missing, Code: "no_such_page"}
	}
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	return &i, nil
}
