package files

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"jalons/server/ledger"
)

// Moved counts the files of a move.
type Moved struct {
	Files  int
	Bytes  int64
	Failed int
}

// Move moves every file to a storage, one after the other, while servers read and write. An interrupted move
// continues when it is called again. told is called for each file, with an error for one that stays where it is.
func (s *Store) Move(ctx context.Context, to Home, told func(sha256 string, size int64, err error)) (Moved, error) {
	var moved Moved
	if to == S3 && s.bucket == nil {
		return moved, errors.New("FILES_URL names no S3")
	}
	for after := ""; ; {
		var next info
		err := s.all.GetContext(ctx, &next, `-- files.Move
			select sha256, size, sums, home from files where home <> $1 and stored_at is not null and sha256 > $2
			order by sha256 limit 1`, to, after)
		if errors.Is(err, sql.ErrNoRows) {
			return moved, s.sweep(ctx, to)
		}
		if err != nil {
			return moved, fmt.Errorf("move: %w", err)
		}
		after = next.SHA256
		done, err := s.moveOne(ctx, next, to)
		switch {
		case ctx.Err() != nil:
			return moved, ctx.Err()
		case err != nil:
			moved.Failed++
		case !done: // moved or deleted meanwhile
			continue
		default:
			moved.Files, moved.Bytes = moved.Files+1, moved.Bytes+next.Size
		}
		told(next.SHA256, next.Size, err)
	}
}

// hold locks the row against changes of its storage until the transaction ends, and reports whether the file is
// still there. Readers, and records that reference the file, don't wait.
func hold(ctx context.Context, tx *sqlx.Tx, sha256 string, at Home) (bool, error) {
	var held string
	err := tx.GetContext(
		ctx, &held,
		`select sha256 from files where sha256 = $1 and home = $2 and stored_at is not null for no key update`, sha256,
		at,
	)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// moveOne copies a file, verified on the way, updates its row, and then deletes the old copy.
func (s *Store) moveOne(ctx context.Context, f info, to Home) (done bool, err error) {
	err = ledger.InTx(ctx, s.all, func(tx *sqlx.Tx) error {
		if done, err = hold(ctx, tx, f.SHA256, f.Home); !done {
			return err
		}
		from := s.Open(ctx, f.SHA256, f.Size)
		defer from.Close()
		if to == S3 {
			if err := s.bucket.put(ctx, f.SHA256, f.Size, from); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `delete from file_parts where sha256 = $1`, f.SHA256); err != nil {
			return err
		}
		if to == Database {
			if err := insertParts(ctx, tx, f.SHA256, from); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `update files set home = $2 where sha256 = $1`, f.SHA256, to)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("move file %s: %w", f.SHA256, err)
	}
	if done && to == Database {
		if err := s.removeObject(ctx, f.SHA256); err != nil {
			return done, fmt.Errorf("move file %s: %w", f.SHA256, err)
		}
	}
	return done, nil
}

// removeObject deletes the object of a file that is stored in the database, and no other.
func (s *Store) removeObject(ctx context.Context, sha256 string) error {
	return ledger.InTx(ctx, s.all, func(tx *sqlx.Tx) error {
		if held, err := hold(ctx, tx, sha256, Database); !held {
			return err
		}
		return s.bucket.remove(ctx, sha256)
	})
}

// sweep deletes objects that an interrupted move to the database left behind.
func (s *Store) sweep(ctx context.Context, to Home) error {
	if to != Database || s.bucket == nil {
		return nil
	}
	return s.bucket.list(ctx, func(sha256 string) error { return s.removeObject(ctx, sha256) })
}
