package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// bucketLimit is the timeout of one answer of S3, or of one part of it.
const bucketLimit = 30 * time.Second

// Bucket is a bucket of any S3, with the prefix of its objects.
type Bucket struct {
	client       minio.Core
	name, prefix string
	closed       bool // accepts no new files
}

// ParseBucket parses s3://KEY:SECRET@HOST/BUCKET/PREFIX?region=…&tls=…&new=…: tls and new are yes or no, by default
// yes. With new=no files are read from there, and new ones are stored in the database.
func ParseBucket(address string) (*Bucket, error) {
	u, err := url.Parse(address)
	if err != nil { // the cause may quote the secret
		return nil, errors.New("must be s3://KEY:SECRET@HOST/BUCKET")
	}
	name, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	secret, given := u.User.Password()
	if u.Scheme != "s3" || u.Host == "" || name == "" || !given {
		return nil, errors.New("must be s3://KEY:SECRET@HOST/BUCKET")
	}
	query := u.Query()
	for option := range query {
		if option != "region" && option != "tls" && option != "new" {
			return nil, fmt.Errorf("has no option %q: region, tls and new are known", option)
		}
	}
	plain, err := refused(query, "tls")
	if err != nil {
		return nil, err
	}
	b := &Bucket{name: name}
	if b.closed, err = refused(query, "new"); err != nil {
		return nil, err
	}
	if prefix != "" {
		b.prefix = prefix + "/"
	}
	return b, b.connect(u.Host, !plain, query.Get("region"), credentials.NewStaticV4(u.User.Username(), secret, ""))
}

// refused reports whether an option was given as no.
func refused(query url.Values, option string) (bool, error) {
	switch query.Get(option) {
	case "", "yes":
		return false, nil
	case "no":
		return true, nil
	}
	return false, fmt.Errorf("%s must be yes or no", option)
}

func (b *Bucket) connect(host string, secure bool, region string, key *credentials.Credentials) error {
	transport, err := minio.DefaultTransport(secure)
	if err != nil {
		return fmt.Errorf("S3: %w", err)
	}
	transport.ResponseHeaderTimeout, transport.MaxIdleConnsPerHost = bucketLimit, 16
	client, err := minio.New(host, &minio.Options{
		Creds: key, Secure: secure, Region: region, Transport: transport, MaxRetries: 3,
	})
	if err != nil {
		return fmt.Errorf("S3: %w", err)
	}
	b.client = minio.Core{Client: client}
	return nil
}

// Check verifies that the bucket exists and the key may use it.
func (b *Bucket) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, bucketLimit)
	defer cancel()
	there, err := b.client.BucketExists(ctx, b.name)
	if err != nil {
		return fmt.Errorf("S3: %w", err)
	}
	if !there {
		return fmt.Errorf("S3: there is no bucket %s", b.name)
	}
	return nil
}

// put writes an object; S3 verifies its checksum.
func (b *Bucket) put(ctx context.Context, sha256 string, size int64, from io.Reader) error {
	_, err := b.client.PutObject(ctx, b.name, b.prefix+sha256, from, size, "", sha256,
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableContentSha256: true})
	if err != nil {
		return fmt.Errorf("S3: %w", err)
	}
	return nil
}

// remove deletes an object; a missing one is no error.
func (b *Bucket) remove(ctx context.Context, sha256 string) error {
	if err := b.client.RemoveObject(ctx, b.name, b.prefix+sha256, minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("S3: %w", err)
	}
	return nil
}

// list lists the hashes of the files in the bucket.
func (b *Bucket) list(ctx context.Context, each func(sha256 string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for object := range b.client.Client.ListObjects(
		ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true},
	) {
		if object.Err != nil {
			return fmt.Errorf("S3: %w", object.Err)
		}
		if err := each(strings.TrimPrefix(object.Key, b.prefix)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// stream reads one object in order; it is reopened after an error, or where another part is wanted.
type stream struct {
	bucket *Bucket
	body   io.ReadCloser
	end    context.CancelFunc
	at     int64
}

// read fills part from an offset on.
func (s *stream) read(ctx context.Context, sha256 string, offset int64, part []byte) error {
	if s.body == nil || s.at != offset {
		if err := s.open(ctx, sha256, offset); err != nil {
			return err
		}
	}
	// Nothing else bounds a server that stalls in the middle.
	timer := time.AfterFunc(bucketLimit, s.end)
	defer timer.Stop()
	n, err := readPart(s.body, part)
	s.at += int64(n)
	if n < len(part) {
		s.close()
		return fmt.Errorf("S3: %w", err)
	}
	return nil
}

func (s *stream) open(ctx context.Context, sha256 string, offset int64) error {
	s.close()
	options := minio.GetObjectOptions{}
	if offset > 0 {
		if err := options.SetRange(offset, 0); err != nil {
			return fmt.Errorf("S3: %w", err)
		}
	}
	ctx, end := context.WithCancel(ctx)
	body, _, _, err := s.bucket.client.GetObject(ctx, s.bucket.name, s.bucket.prefix+sha256, options)
	if err != nil {
		end()
		if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
			return errNotThere
		}
		return fmt.Errorf("S3: %w", err)
	}
	s.body, s.end, s.at = body, end, offset
	return nil
}

func (s *stream) close() {
	if s.body != nil {
		s.end()
		_ = s.body.Close() // what was read is verified by its hash
		s.body = nil
	}
}
