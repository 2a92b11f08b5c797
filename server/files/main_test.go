package files_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/files"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// noon is the time of the tests' clock.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// bench is a store on its own database, with a clock that tests advance.
type bench struct {
	*files.Store
	t   *testing.T
	db  *databasetest.Database
	now time.Time
}

func newBench(t *testing.T, bucket *files.Bucket) *bench {
	t.Helper()
	b := &bench{t: t, db: databasetest.New(t), now: noon}
	b.Store = b.on(bucket)
	return b
}

// on returns another store on the same database.
func (b *bench) on(bucket *files.Bucket) *files.Store {
	return files.New(b.db.Read, b.db.Write, bucket, func() time.Time { return b.now })
}

// content returns bytes that don't repeat.
func content(size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(b) // it never fails
	return b
}

// put stores a content and returns its hash.
func (b *bench) put(body []byte) string {
	b.t.Helper()
	f, err := files.Spool(bytes.NewReader(body))
	if err == nil {
		err = errors.Join(b.Put(b.t.Context(), f, "text/plain"), f.Close())
	}
	if err != nil {
		b.t.Fatal(err)
	}
	sum := sha256.Sum256(body)
	if f.SHA256 != hex.EncodeToString(sum[:]) || f.Size != int64(len(body)) {
		b.t.Fatalf("got %s, %d bytes; want %x, %d", f.SHA256, f.Size, sum, len(body))
	}
	return f.SHA256
}

// all reads a whole file.
func (b *bench) all(sha256 string, size int) ([]byte, error) {
	r := b.Open(b.t.Context(), sha256, int64(size))
	defer r.Close()
	return io.ReadAll(r)
}

// must runs SQL as the owner, with triggers and constraints disabled.
func (b *bench) must(query string, args ...any) {
	b.t.Helper()
	tx, err := b.db.Owner.BeginTxx(b.t.Context(), nil)
	if err == nil {
		_, err = tx.Exec(`set local session_replication_role = replica`)
	}
	if err == nil {
		_, err = tx.Exec(query, args...)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// named references a file as evidence, or as the file of a signed document.
func (b *bench) evidence(sha256 string) {
	b.must(
		`insert into evidence (statement_id, file_sha256, title, kind)
			values (1, $1, '{"original":"fr","fr":"x"}', 'law')`,
		sha256,
	)
}

func (b *bench) paper(sha256 string) {
	b.must(
		`insert into documents (state_code, way, file_sha256, file_name, signatory, signed_on, author_id, acting_as,
			recorded_at) values ('TN', 'state', $1, 'x', 'x', '2026-01-01', 1, 'staff', '2026-01-01')`,
		sha256,
	)
}

func (b *bench) count(query string, args ...any) (n int) {
	b.t.Helper()
	if err := b.db.Owner.GetContext(b.t.Context(), &n, query, args...); err != nil {
		b.t.Fatal(err)
	}
	return n
}

func missing(err error) bool { return domain.KindOf(err) == domain.Missing }
