package files

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jmoiron/sqlx"
)

// EachPart yields the parts of every file stored outside the database that tx sees, in order, as rows of table
// file_parts would hold them, so that a backup contains all files.
func (s *Store) EachPart(
	ctx context.Context, tx *sqlx.Tx, act func(sha256 string, number int, part []byte) error,
) error {
	var outside []info
	err := tx.SelectContext(ctx, &outside, `-- files.EachPart
select sha256, size from files where home <> $1 and stored_at is not null order by sha256`, Database)
	if err != nil {
		return err
	}
	for _, f := range outside {
		if err := s.eachPartOf(ctx, f, act); err != nil {
			return fmt.Errorf("file %s: %w", f.SHA256, err)
		}
	}
	return nil
}

func (s *Store) eachPartOf(
	ctx context.Context, f info, act func(sha256 string, number int, part []byte) error,
) (err error) {
	from := s.Open(ctx, f.SHA256, f.Size)
	defer func() { err = errors.Join(err, from.Close()) }()
	part := make([]byte, PartSize)
	for number := 0; ; number++ {
		n, err := readPart(from, part)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if n > 0 {
			if err := act(f.SHA256, number, part[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}
