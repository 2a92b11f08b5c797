package files

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// partLimit is the timeout of one part of a file.
const partLimit = 10 * time.Second

// Reader reads one file part by part, each by a query of its own. It returns nothing of a part before its hash was
// verified, and nothing of the last part before that of the whole was, where it read the whole.
type Reader struct {
	ctx    context.Context
	shelf  shelf
	sha256 string
	size   int64
	info   *info // nil until something is read
	stream stream
	part   []byte
	number int64 // number of the loaded part, -1 if none
	at     int64
	whole  hash.Hash
	summed int64 // number of parts hashed into whole
}

// Public opens a published file, which is looked up on the first read. size is that of its row.
func (s *Store) Public(ctx context.Context, sha256 string, size int64) *Reader {
	return s.published().open(ctx, sha256, size)
}

// Open opens any file; the caller has checked who reads it.
func (s *Store) Open(ctx context.Context, sha256 string, size int64) *Reader {
	return s.everything().open(ctx, sha256, size)
}

func (sh shelf) open(ctx context.Context, sum string, size int64) *Reader {
	return &Reader{ctx: ctx, shelf: sh, sha256: sum, size: size, number: -1, whole: sha256.New()}
}

// Prepare reads the first part, so that a read error is known before the response begins.
func (r *Reader) Prepare() error {
	if r.size == 0 {
		return nil
	}
	return r.load(0)
}

// Read returns the next bytes, at most to the end of a part.
func (r *Reader) Read(b []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if err := r.load(r.at / PartSize); err != nil {
		return 0, err
	}
	n := copy(b, r.part[r.at%PartSize:])
	r.at += int64(n)
	return n, nil
}

// Seek sets the position of the next read; it reads nothing.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	r.at = offset
	return offset, nil
}

// Close releases what the reader holds.
func (r *Reader) Close() error {
	r.stream.close()
	return nil
}

// load loads the part at the current position. A file may be moved to another storage while it is read, so it is
// looked up once more where it isn't found.
func (r *Reader) load(number int64) error {
	if r.number == number {
		return nil
	}
	r.number = -1
	var err error
	for range 2 {
		if r.info == nil {
			if r.info, err = r.shelf.look(r.ctx, r.sha256); err != nil {
				return err
			}
		}
		if err = r.fetch(number); err == nil || ledger.Outage(err) != nil {
			break
		}
		r.info = nil
	}
	if err != nil {
		return unavailable(r.ctx, err)
	}
	if err := r.check(number); err != nil {
		return err
	}
	r.number = number
	return nil
}

// unavailable reports that a storage can't be read at the moment.
func unavailable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &domain.Error{
		Kind: domain.Unavailable, Code: "file_unavailable", Args: map[string]any{"seconds": 10}, Err: err,
	}
}

func (r *Reader) fetch(number int64) error {
	if r.part == nil {
		r.part = make([]byte, 0, min(PartSize, r.size))
	}
	r.part = r.part[:min(PartSize, r.size-number*PartSize)]
	if r.info.Home == Database {
		return r.query(number)
	}
	if r.shelf.store.bucket == nil {
		return errors.New("the file is in S3, and FILES_URL names none")
	}
	r.stream.bucket = r.shelf.store.bucket
	return r.stream.read(r.ctx, r.sha256, number*PartSize, r.part)
}

// query reads a part from the database and returns the connection.
func (r *Reader) query(number int64) error {
	ctx, cancel := context.WithTimeout(r.ctx, partLimit)
	defer cancel()
	var bytes []byte
	err := r.shelf.db.GetContext(ctx, &bytes, r.shelf.part, r.sha256, number)
	if errors.Is(err, sql.ErrNoRows) {
		return errNotThere
	}
	if err != nil {
		return fmt.Errorf("file: %w", err)
	}
	r.part = r.part[:copy(r.part[:cap(r.part)], bytes)]
	return nil
}

// check verifies the hash of the part and, where everything was read in order, that of the whole.
func (r *Reader) check(number int64) error {
	sum, from := sha256.Sum256(r.part), number*sha256.Size
	whole := int64(len(r.part)) == min(PartSize, r.size-number*PartSize)
	if !whole || r.info.Size != r.size || from+sha256.Size > int64(len(r.info.Sums)) ||
		string(sum[:]) != string(r.info.Sums[from:from+sha256.Size]) {
		return fmt.Errorf("%w: part %d of %s", ErrDamaged, number, r.sha256)
	}
	if number != r.summed {
		return nil
	}
	r.whole.Write(r.part)
	if r.summed++; r.summed*PartSize >= r.size && hex.EncodeToString(r.whole.Sum(nil)) != r.sha256 {
		return fmt.Errorf("%w: %s", ErrDamaged, r.sha256)
	}
	return nil
}
