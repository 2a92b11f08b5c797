package files

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// headSize is how much of a file says of which kind it is, in bytes.
const headSize = 3072

// Spooled is a file that was sent, on disk and not yet stored. One over tracker.FileLimit is cut off just
// after it.
type Spooled struct {
	SHA256 string
	Size   int64
	Head   []byte // its first bytes

	sums []byte
	file *os.File
}

// Spool writes what comes to a temporary file and sums it up on the way. The file has no name any more where
// the system allows that, so that it ends with this process however that ends; else it ends with Close.
func Spool(from io.Reader) (*Spooled, error) {
	file, err := os.CreateTemp("", "jalons-upload-")
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	_ = os.Remove(file.Name()) // not everywhere while it is open
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

// readPart fills a part. Its error is io.EOF only where the content is whole: a connection that broke gives
// another one, which io.ReadFull would not tell apart.
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

// Close takes the temporary file away.
func (f *Spooled) Close() error {
	err := f.file.Close()
	if gone := os.Remove(f.file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
