package files_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/files/filestest"
)

// A stored file can be read, whole or from any position, in either storage; no row holds more than 256 kB.
func TestStoredFilesReadBack(t *testing.T) {
	gateway := filestest.Start(t)
	for home, bucket := range map[files.Home]*files.Bucket{files.Database: nil, files.S3: gateway.Bucket(t)} {
		b := newBench(t, bucket)
		for _, size := range []int{
			0, 1, files.PartSize - 1, files.PartSize, files.PartSize + 1, 256 << 10, 256<<10 + 1, 10 << 20,
		} {
			t.Run(fmt.Sprintf("%s/%d", home, size), func(t *testing.T) {
				body := content(size)
				sum := b.put(body)
				if got, err := b.all(sum, size); err != nil || !bytes.Equal(got, body) {
					t.Fatalf("got %d bytes, %v; want the %d of the original", len(got), err, size)
				}
				r := b.Open(t.Context(), sum, int64(size))
				defer r.Close()
				for _, from := range []int{size / 2, size - size/3, 0, size} {
					_, err := r.Seek(int64(from), io.SeekStart)
					part := make([]byte, min(100_000, size-from))
					if err == nil {
						_, err = io.ReadFull(r, part)
					}
					if err != nil || !bytes.Equal(part, body[from:from+len(part)]) {
						t.Errorf("from %d: got other bytes, %v; want those of the original", from, err)
					}
				}
			})
		}
		if n := b.count(`select count(*) from files where home = $1 and stored_at is not null`, home); n != 8 {
			t.Errorf("got %d files in %s, want 8", n, home)
		}
		if n := b.count(`select coalesce(max(octet_length(bytes)), 0) from file_parts`); n > 256<<10 ||
			(n == 0) != (home == files.S3) {
			t.Errorf("got a row of %d bytes in %s, want at most 256 kB, none with S3", n, home)
		}
	}
}

// A file that differs from what was stored is never read to its end: not with one byte changed, not truncated, and
// not where the hashes of its parts were changed too.
func TestDamagedFilesAreDetected(t *testing.T) {
	gateway := filestest.Start(t)
	body := content(200_000)
	inDatabase := func(query string) func(*bench, string) {
		return func(b *bench, sum string) { b.must(query, sum) }
	}
	object := func(change func([]byte) []byte) func(*bench, string) {
		return func(b *bench, sum string) {
			path := filepath.Join(gateway.Folder, sum)
			old, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, change(old), 0o600)
			}
			if err != nil {
				b.t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		bucket *files.Bucket
		damage func(*bench, string)
	}{
		"a byte in the database": {nil, inDatabase(
			`update file_parts set bytes = set_byte(bytes, 77, 255 - get_byte(bytes, 77))
				where sha256 = $1 and number = 1`,
		)},
		"the last byte": {nil, inDatabase(
			`update file_parts set bytes = set_byte(bytes, 3391, 255 - get_byte(bytes, 3391))
				where sha256 = $1 and number = 3`,
		)},
		"a part cut short": {nil, inDatabase(
			`update file_parts set bytes = substring(bytes from 1 for 100) where sha256 = $1 and number = 3`,
		)},
		"a part away": {nil, inDatabase(`delete from file_parts where sha256 = $1 and number = 3`)},
		"a part and its sum": {nil, inDatabase(
			`with p as (update file_parts set bytes = set_byte(bytes, 0, 255 - get_byte(bytes, 0))
				where sha256 = $1 and number = 0 returning bytes) update files
				set sums = (select sha256(bytes) from p) || substring(sums from 33) where sha256 = $1`,
		)},
		"a short part, its sum": {nil, inDatabase(
			`with p as (update file_parts set bytes = 'x' where sha256 = $1 and number = 0) update files
				set sums = sha256('x') || substring(sums from 33) where sha256 = $1`,
		)},
		"parts exchanged": {nil, inDatabase(
			`update file_parts set number = case number when 0 then 100 else 0 end
				where sha256 = $1 and number in (0, 100)`,
		)},
		"a byte in S3":    {gateway.Bucket(t), object(func(old []byte) []byte { old[199_999]++; return old })},
		"cut short in S3": {gateway.Bucket(t), object(func(old []byte) []byte { return old[:len(old)-1] })},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.bucket)
			b.t = t
			sum := b.put(body)
			c.damage(b, sum)
			got, err := b.all(sum, len(body))
			if err == nil || len(got) >= len(body) || name != "a part and its sum" && !bytes.HasPrefix(body, got) {
				t.Errorf("got %d of %d bytes, %v; want an error before the end", len(got), len(body), err)
			}
			if changed := name == "a byte in the database" ||
				name == "a byte in S3"; changed && !errors.Is(err, files.ErrDamaged) {
				t.Errorf("got %v, want ErrDamaged", err)
			}
		})
	}
}

// An interrupted upload is an error and leaves nothing behind: no temporary file, no row.
func TestInterruptedUpload(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	b := newBench(t, nil)
	for _, broken := range []error{io.ErrUnexpectedEOF, errors.New("reset")} {
		from := io.MultiReader(bytes.NewReader(content(100_000)), iotest.ErrReader(broken))
		if f, err := b.Take(t.Context(), "x.txt", from); f != nil || !errors.Is(err, broken) {
			t.Errorf("got %v, %v; want no file, %v", f, err, broken)
		}
	}
	if _, err := b.Take(
		t.Context(), "x.txt", bytes.NewReader(make([]byte, files.FileLimit+1)),
	); domain.CodeOf(err) != "file_too_large" {
		t.Error(err)
	}
	if _, err := b.Take(t.Context(), "x.txt", bytes.NewReader([]byte("text"))); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) > 0 || b.count(`select count(*) from files`) != 1 {
		t.Errorf("got temporary files %v, %v; want none, and one row", left, err)
	}
}

// The reading role reads published evidence and its thumbnail; not a signed document, its thumbnail, or evidence of
// a retracted statement.
func TestPublicPoolReadsPublishedFilesOnly(t *testing.T) {
	b := newBench(t, nil)
	sums := map[string]string{}
	for _, name := range []string{
		"evidence", "picture of evidence", "paper", "picture of paper", "nothing", "taken back",
	} {
		sums[name] = b.put([]byte(name))
	}
	b.evidence(sums["evidence"])
	b.paper(sums["paper"])
	b.must(
		`insert into evidence (statement_id, file_sha256, title, kind)
			values (2, $1, '{"original":"fr","fr":"x"}', 'law')`,
		sums["taken back"],
	)
	b.must(
		`insert into retractions (statement_id, reason, author_id, acting_as, recorded_at)
			values (2, 'x', 1, 'staff', '2026-01-01')`,
	)
	b.must(
		`insert into thumbnails (file_sha256, thumbnail_sha256)
			values ($1, $2), ($3, $4)`,
		sums["evidence"], sums["picture of evidence"], sums["paper"], sums["picture of paper"],
	)
	for name, sum := range sums {
		t.Run(name, func(t *testing.T) {
			got, err := io.ReadAll(b.Public(t.Context(), sum, int64(len(name))))
			if public := name == "evidence" ||
				name == "picture of evidence"; public && (err != nil || string(got) != name) ||
				!public && !missing(err) {
				t.Errorf("public: got %q, %v; want only what is published", got, err)
			}
			if got, err := b.all(sum, len(name)); err != nil || string(got) != name {
				t.Errorf("got %q, %v; want %q", got, err, name)
			}
		})
	}
	for _, query := range []string{
		`select * from files`, `select bytes from file_parts`, `select * from thumbnails`, `delete from public_files`,
		`insert into public_file_parts values ('x', 1, 'x')`,
	} {
		if _, err := b.db.Read.ExecContext(t.Context(), query); err == nil {
			t.Errorf("got no error for the reading role, want it refused: %s", query)
		}
	}
}
