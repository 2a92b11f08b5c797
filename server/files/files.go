// Package files keeps the content of files under its SHA-256, in the database or in S3. It hands out nothing
// that isn't what was put, and holds neither a whole file in memory nor a connection while somebody reads.
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

// PartSize is how much of a file is read, checked and held at once, in bytes. The sums in table files are of
// parts of this size, so it never changes.
const PartSize = 64 << 10

// Home is where the content of a file is.
type Home string

// The homes.
const (
	Database Home = "database"
	S3       Home = "s3"
)

// ErrDamaged says that what is stored is not what was put.
var ErrDamaged = errors.New("the stored content does not have its SHA-256")

// errNotThere says that a home has no such content.
var errNotThere = errors.New("the content is not there")

// Store keeps files.
type Store struct {
	public, all *sqlx.DB
	bucket      *Bucket // nil where no S3 is known
	now         func() time.Time
}

// New gives a store. public is a pool of the reading role, which reaches what is published and nothing else;
// all is one of the writing role. Where a bucket is given, new files go there unless it takes none.
func New(public, all *sqlx.DB, bucket *Bucket, now func() time.Time) *Store {
	return &Store{public: public, all: all, bucket: bucket, now: now}
}

// home is where new files go.
func (s *Store) home() Home {
	if s.bucket != nil && !s.bucket.closed {
		return S3
	}
	return Database
}

// Take puts a file that a program has at hand and gives what a record names it by.
func (s *Store) Take(ctx context.Context, name string, from io.Reader) (*NewFile, error) {
	f, err := Spool(from)
	if err != nil {
		return nil, err
	}
	taken, err := s.Keep(ctx, name, f)
	return taken, errors.Join(err, f.Close())
}

// Keep puts a file that was sent, if it is one that the record takes, and gives what a record names it by.
func (s *Store) Keep(ctx context.Context, name string, f *Spooled) (*NewFile, error) {
	file, err := CheckFile(name, f.Size, f.Head)
	if err != nil {
		return nil, err
	}
	file.SHA256 = f.SHA256
	return file, s.Put(ctx, f, file.MediaType)
}

// claimQuery touches the row of a content, so that it isn't taken away meanwhile, and says whether the
// content is there.
const claimQuery = `-- files.claim
insert into files as f (sha256, media_type, size, sums, home, last_used_at) values ($1, $2, $3, $4, $5, $6)
on conflict (sha256) do update set last_used_at = greatest(f.last_used_at, excluded.last_used_at), home = case
  when f.stored_at is null then excluded.home else f.home end
returning home, stored_at is not null as stored`

// Put stores a content once, whoever names it afterwards.
func (s *Store) Put(ctx context.Context, f *Spooled, mediaType string) error {
	var claimed struct {
		Home   Home `db:"home"`
		Stored bool `db:"stored"`
	}
	err := ledger.InTx(ctx, s.all, func(tx *sqlx.Tx) error {
		return tx.GetContext(ctx, &claimed, claimQuery, f.SHA256, mediaType, f.Size, f.sums, s.home(), s.now())
	})
	if err == nil && !claimed.Stored {
		if claimed.Home == S3 {
			err = s.bucket.put(ctx, f.SHA256, f.Size, f.content())
		}
		if err == nil {
			err = ledger.InTx(ctx, s.all, func(tx *sqlx.Tx) error { return s.settle(ctx, tx, claimed.Home, f) })
		}
	}
	if err != nil {
		return fmt.Errorf("put file: %w", err)
	}
	return nil
}

// settle writes the content where its home is the database, and says that it is there.
func (s *Store) settle(ctx context.Context, tx *sqlx.Tx, home Home, f *Spooled) error {
	if home == Database {
		if err := insertParts(ctx, tx, f.SHA256, f.content()); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `update files set stored_at = $2 where sha256 = $1`, f.SHA256, s.now())
	return err
}

// insertParts writes a content in rows. Where another has begun to write the same, its rows stand.
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

// info is what the table says of a content.
type info struct {
	SHA256 string `db:"sha256"`
	Size   int64  `db:"size"`
	Sums   []byte `db:"sums"`
	Home   Home   `db:"home"`
}

// shelf is what a reader may reach: all that is stored, or what is published.
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

// look finds a content; one that isn't on the shelf is missing.
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
