package files

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// headSize is the number of bytes from which the type of a file is detected.
const headSize = 3072

// Spooled is an uploaded file on disk, not stored yet. One over FileLimit is truncated one byte after it.
type Spooled struct {
	SHA256 string
	Size   int64
	Head   []byte // its first bytes

	sums []byte
	file *os.File
}

// Spool writes an upload to a temporary file and hashes it on the way. The file is unlinked at once where the
// system allows it, so that it ends with this process; elsewhere Close removes it.
func Spool(from io.Reader) (*Spooled, error) {
	file, err := os.CreateTemp("", "jalons-upload-")
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	_ = os.Remove(file.Name()) // fails on systems that don't unlink open files
	f := &Spooled{file: file, sums: []byte{}}
	if err := f.fill(from); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Spooled) fill(from io.Reader) error {
	from = io.LimitReader(from, FileLimit+1)
	whole, part := sha256.New(), make([]byte, PartSize)
	for {
		n, err := readPart(from, part)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if n > 0 {
			if _, err := f.file.Write(part[:n]); err != nil {
				return fmt.Errorf("spool: %w", err)
			}
			sum := sha256.Sum256(part[:n])
			f.sums = append(f.sums, sum[:]...)
			whole.Write(part[:n])
			f.Head = append(f.Head, part[:min(n, headSize-len(f.Head))]...)
			f.Size += int64(n)
		}
		if err != nil {
			f.SHA256 = hex.EncodeToString(whole.Sum(nil))
			return nil
		}
	}
}

// readPart fills a part. Its error is io.EOF only where the content is complete: a broken connection returns
// another error, which io.ReadFull would not tell apart.
func readPart(from io.Reader, part []byte) (n int, err error) {
	for n < len(part) && err == nil {
		var more int
		more, err = from.Read(part[n:])
		n += more
	}
	if n == len(part) {
		err = nil
	}
	return n, err
}

func (f *Spooled) content() io.Reader { return io.NewSectionReader(f.file, 0, f.Size) }

// Close removes the temporary file.
func (f *Spooled) Close() error {
	err := f.file.Close()
	if gone := os.Remove(f.file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
