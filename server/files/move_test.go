package files_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/files/filestest"
)

func objects(t *testing.T, g *filestest.Gateway) int {
	t.Helper()
	list, err := os.ReadDir(g.Folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return len(list)
}

// Files are moved from the database to S3 and back while they are read and uploaded: nothing is lost, nothing is
// left behind, and an interrupted move continues.
func TestMoveWhileServing(t *testing.T) {
	gateway := filestest.Start(t)
	b := newBench(t, nil)
	bodies := map[string][]byte{}
	for i := range 12 {
		body := content(50_000 * (i + 1))
		bodies[b.put(body)] = body
	}
	b.Store = b.on(gateway.Bucket(t))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				for sum, body := range bodies {
					if got, err := b.all(sum, len(body)); err != nil || !bytes.Equal(got, body) {
						t.Errorf("while moving: got %d bytes, %v; want %d", len(got), err, len(body))
					}
				}
			}
		})
	}
	halfway, interrupt := context.WithCancel(t.Context())
	first, err := b.Move(halfway, files.S3, func(string, int64, error) { interrupt() })
	if first.Files != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: got %+v, %v; want one file, canceled", first, err)
	}
	for _, step := range []struct {
		to                    files.Home
		files, objects, rowed int
	}{{files.S3, 11, 12, 0}, {files.S3, 0, 12, 0}, {files.Database, 12, 0, 12}} {
		moved, err := b.Move(t.Context(), step.to, func(_ string, _ int64, err error) {
			if err != nil {
				t.Error(err)
			}
		})
		if err != nil || moved.Files != step.files || moved.Failed != 0 {
			t.Errorf("to %s: got %+v, %v; want %d files", step.to, moved, err, step.files)
		}
		if n := objects(t, gateway); n != step.objects {
			t.Errorf("to %s: got %d objects, want %d", step.to, n, step.objects)
		}
		if n := b.count(`select count(distinct sha256) from file_parts`); n != step.rowed {
			t.Errorf("to %s: got %d files in rows, want %d", step.to, n, step.rowed)
		}
	}
	stop()
	readers.Wait()
}

// A damaged file stays where it is, and is reported; the others move.
func TestMoveSkipsDamagedFiles(t *testing.T) {
	b := newBench(t, nil)
	bad := b.put(content(100_000))
	b.put(content(1000))
	b.must(`update file_parts set bytes = 'x' where sha256 = $1 and number = 0`, bad)
	b.Store = b.on(filestest.Start(t).Bucket(t))
	var told []string
	moved, err := b.Move(t.Context(), files.S3, func(sum string, _ int64, err error) {
		if err != nil {
			told = append(told, sum)
		}
	})
	if err != nil || moved.Files != 1 || moved.Failed != 1 || len(told) != 1 || told[0] != bad {
		t.Errorf("got %+v, told %v, %v; want one moved, one failed", moved, told, err)
	}
	if n := b.count(`select count(*) from files where home = 'database' and sha256 = $1`, bad); n != 1 {
		t.Error("got the damaged file moved, want it in the database")
	}
}

// An unreferenced file is deleted after a day; referenced files, their thumbnails, and files uploaded again stay.
func TestUnusedFilesAreRemoved(t *testing.T) {
	gateway := filestest.Start(t)
	for home, bucket := range map[files.Home]*files.Bucket{files.Database: nil, files.S3: gateway.Bucket(t)} {
		t.Run(string(home), func(t *testing.T) {
			b := newBench(t, bucket)
			b.t = t
			sums := map[string]string{}
			for _, name := range []string{"evidence", "paper", "picture", "orphan", "its picture", "again"} {
				sums[name] = b.put([]byte(name))
			}
			b.evidence(sums["evidence"])
			b.paper(sums["paper"])
			b.must(
				`insert into thumbnails (file_sha256, thumbnail_sha256)
					values ($1, $2), ($3, $4)`,
				sums["paper"], sums["picture"], sums["orphan"], sums["its picture"],
			)
			tidy := func(after time.Duration, want int) {
				t.Helper()
				b.now = noon.Add(after)
				if n, err := b.Tidy(t.Context()); err != nil || n != want {
					t.Errorf("after %v: got %d deleted, %v; want %d", after, n, err, want)
				}
			}
			tidy(23*time.Hour, 0)
			b.put([]byte("again"))
			tidy(25*time.Hour, 2)
			for name, sum := range sums {
				got, err := b.all(sum, len(name))
				if gone := name == "orphan" ||
					name == "its picture"; gone != missing(err) || !gone && string(got) != name {
					t.Errorf("%s: got %q, %v; want it deleted only if unreferenced", name, got, err)
				}
			}
			tidy(48*time.Hour, 1)
			if b.put([]byte("orphan")); b.count(`select count(*) from files`) != 4 {
				t.Error("got another number of files, want 4 after the second upload")
			}
			if got, err := b.all(sums["orphan"], 6); err != nil || string(got) != "orphan" {
				t.Errorf("uploaded again: got %q, %v; want orphan", got, err)
			}
		})
	}
	if n := objects(t, gateway); n != 4 {
		t.Errorf("got %d objects, want 4", n)
	}
}

// A content that is uploaded again while it is deleted is stored afterwards, whichever was first.
func TestRemovalOfUnusedFilesDuringUpload(t *testing.T) {
	b := newBench(t, nil)
	for round := range 20 {
		body := []byte{byte(round)}
		b.now = noon.Add(time.Duration(round) * 100 * time.Hour)
		sum := b.put(body)
		b.now = b.now.Add(30 * time.Hour)
		var both sync.WaitGroup
		both.Go(func() {
			if _, err := b.Tidy(t.Context()); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() { b.put(body) })
		both.Wait()
		if got, err := b.all(sum, 1); err != nil || !bytes.Equal(got, body) {
			t.Fatalf("round %d: got %v, %v; want %v", round, got, err, body)
		}
	}
}

// An unavailable S3 is reported as such, and the file can be read once it is back.
func TestMissingBucketIsReported(t *testing.T) {
	b := newBench(t, filestest.Start(t).Bucket(t))
	sum, known := b.put([]byte("x")), b.Store
	b.Store = b.on(nil)
	if _, err := b.all(sum, 1); domain.KindOf(err) != domain.Unavailable {
		t.Error(err)
	}
	b.Store = known
	if got, err := b.all(sum, 1); err != nil || string(got) != "x" {
		t.Errorf("got %q, %v; want x", got, err)
	}
}

func TestParseBucket(t *testing.T) {
	for address, ok := range map[string]bool{
		"s3://key:secret@s3.example.org/bucket":                                         true,
		"s3://key:secret@s3.example.org:9000/bucket/a/b?region=eu-west-1&tls=no&new=no": true,
		"": false, "https://key:secret@host/bucket": false, "s3://host/bucket": false, "s3://key@host/bucket": false,
		"s3://key:secret@host":                  false,
		"s3://key:secret@host/bucket?tls=maybe": false, "s3://key:secret@host/bucket?other=1": false,
		"s3://key:se%zzcret@host/bucket": false,
	} {
		if _, err := files.ParseBucket(address); (err == nil) != ok {
			t.Errorf("%s: got %v, want accepted %t", address, err, ok)
		}
	}
}
