package files_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"jalons/schema"
	"jalons/server/database"
	"jalons/server/files"
	"jalons/server/files/filestest"
)

// A backup is complete by itself: a restore needs no S3.
func TestBackupIncludesFilesInS3(t *testing.T) {
	gateway := filestest.Start(t)
	b := newBench(t, nil)
	bodies := map[string][]byte{}
	put := func(size int) {
		body := content(size)
		bodies[b.put(body)] = body
	}
	put(100)
	b.Store = b.on(gateway.Bucket(t))
	put(files.PartSize)
	put(3*files.PartSize + 1)
	put(9_000_000)
	var archive bytes.Buffer
	quiet := func(string, int64, int64) {}
	options := database.BackupOptions{Schema: schema.Files, Now: noon, Progress: quiet, Files: b.EachPart}
	if _, err := database.Backup(t.Context(), b.db.Owner, &archive, options); err != nil {
		t.Fatal(err)
	}
	from, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		t.Fatal(err)
	}
	restored := newBench(t, nil)
	if _, err := database.Restore(t.Context(), restored.db.Owner, from, schema.Files, quiet); err != nil {
		t.Fatal(err)
	}
	for sum, body := range bodies {
		if got, err := restored.all(sum, len(body)); err != nil || !bytes.Equal(got, body) {
			t.Errorf("got %d bytes, %v; want the %d of the original", len(got), err, len(body))
		}
	}
}
