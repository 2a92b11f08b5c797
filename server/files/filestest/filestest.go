// Package filestest runs an S3 for tests: a gateway that stores objects as files of a folder.
package filestest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"jalons/server/files"
)

// program is the gateway, of the version in testdata/versitygw/go.mod.
const (
	program = "github.com/versity/versitygw/cmd/versitygw"
	version = "1.8.0"
	region  = "us-east-1"
	key     = "jalons"
	secret  = "not a secret"
)

// Gateway is a running S3 with one bucket.
type Gateway struct {
	URL    string // as FILES_URL has it
	Folder string // folder of its objects
}

// Start starts an S3 that ends with the test.
func Start(t testing.TB) *Gateway {
	t.Helper()
	folder, address := t.TempDir(), freeAddress(t)
	objects, notes := filepath.Join(folder, "objects"), filepath.Join(folder, "notes")
	for _, f := range []string{objects, notes} {
		if err := os.Mkdir(f, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(
		build(t), "--port", address, "--access", key, "--secret", secret, "--region", region, "--quiet", "posix",
		"--sidecar", notes, objects,
	)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait() // it was killed
	})
	makeBucket(t, address)
	return &Gateway{
		URL:    fmt.Sprintf("s3://%s:not%%20a%%20secret@%s/bucket/kept?region=%s&tls=no", key, address, region),
		Folder: filepath.Join(objects, "bucket", "kept"),
	}
}

// Bucket opens its bucket.
func (g *Gateway) Bucket(t testing.TB) *files.Bucket {
	t.Helper()
	b, err := files.ParseBucket(g.URL)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// makeBucket waits for the gateway and creates the bucket.
func makeBucket(t testing.TB, address string) {
	t.Helper()
	client, err := minio.New(address, &minio.Options{
		Creds: credentials.NewStaticV4(key, secret, ""), Region: region, MaxRetries: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		if err = client.MakeBucket(ctx, "bucket", minio.MakeBucketOptions{Region: region}); err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal(err)
		case <-time.After(50 * time.Millisecond): // it is not up yet
		}
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// build compiles the gateway once for each machine, in a module of its own, whose dependencies this one doesn't
// need.
func build(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	_, here, _, _ := runtime.Caller(0)
	source := filepath.Join(filepath.Dir(here), "..", "testdata", "versitygw")
	folder := filepath.Join(cache, "jalons")
	binary := filepath.Join(folder, "versitygw-"+version)
	if _, err := os.Stat(binary); err == nil {
		return binary
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	fresh := fmt.Sprintf("%s.%d", binary, os.Getpid())
	c := exec.Command("go", "-C", source, "build", "-o", fresh, program)
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build the S3 for tests: %v\n%s", err, said)
	}
	if err := os.Rename(fresh, binary); err != nil {
		t.Fatal(err)
	}
	return binary
}
