package files

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"jalons/server/ledger"
)

// orphanAge is how long an unreferenced file is kept: its record may not be committed yet.
const orphanAge = 24 * time.Hour

// orphansQuery finds unreferenced files. A thumbnail counts as referenced as long as its file is.
const orphansQuery = `-- files.Tidy
select f.sha256 from files f where f.last_used_at < $1 and f.sha256 > $2
and not exists (select from evidence e where e.file_sha256 = f.sha256)
  and not exists (select from documents p where p.file_sha256 = f.sha256)
and not exists (select from thumbnails i where i.thumbnail_sha256 = f.sha256 and (
  exists (select from evidence e where e.file_sha256 = i.file_sha256)
    or exists (select from documents p where p.file_sha256 = i.file_sha256)))
order by f.sha256 limit 100`

// Tidy deletes the files that have been unreferenced for a day, and returns their number.
func (s *Store) Tidy(ctx context.Context) (int, error) {
	gone, before, after := 0, s.now().Add(-orphanAge), ""
	for {
		var orphans []string
		if err := s.all.SelectContext(ctx, &orphans, orphansQuery, before, after); err != nil {
			return gone, fmt.Errorf("tidy files: %w", err)
		}
		if len(orphans) == 0 {
			return gone, nil
		}
		for _, sha256 := range orphans {
			after = sha256
			done, err := s.forget(ctx, sha256, before)
			if err != nil {
				return gone, fmt.Errorf("tidy file %s: %w", sha256, err)
			}
			if done {
				gone++
			}
		}
	}
}

// forget deletes a file in two steps: first it marks the content as absent, so that a concurrent upload of the same
// content stores it again; then, unless the row was touched since, row and content are deleted. Where a record
// references the file after all, the foreign key refuses, and both stay.
func (s *Store) forget(ctx context.Context, sha256 string, before time.Time) (done bool, err error) {
	err = ledger.InTx(ctx, s.all, func(tx *sqlx.Tx) error {
		return tx.GetContext(ctx, &done, `-- files.forget
			with marked as (update files set stored_at = null
				where sha256 = $1 and last_used_at < $2 and (home = 'database' or $3) returning sha256)
			select exists (select from marked)`, sha256, before, s.bucket != nil)
	})
	if err != nil || !done {
		return false, err
	}
	err = ledger.InTx(ctx, s.all, func(tx *sqlx.Tx) error {
		done, err = s.remove(ctx, tx, sha256, before)
		return err
	})
	if pq.As(err, pqerror.ForeignKeyViolation) != nil {
		return false, ledger.InTx(ctx, s.all, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(
				ctx, `update files set stored_at = $2 where sha256 = $1 and stored_at is null`, sha256, s.now(),
			)
			return err
		})
	}
	return done, err
}

// remove deletes the row, its parts and the content, unless the row was touched again.
func (s *Store) remove(ctx context.Context, tx *sqlx.Tx, sha256 string, before time.Time) (bool, error) {
	var held bool
	err := tx.GetContext(
		ctx, &held,
		`select exists (select from files where sha256 = $1 and last_used_at < $2 and stored_at is null for update)`,
		sha256, before,
	)
	if err != nil || !held {
		return false, err
	}
	for _, query := range []string{
		`delete from thumbnails where $1 in (file_sha256, thumbnail_sha256)`,
		`delete from file_parts where sha256 = $1`,
		`delete from files where sha256 = $1`,
	} {
		if _, err := tx.ExecContext(ctx, query, sha256); err != nil {
			return false, err
		}
	}
	if s.bucket == nil {
		return true, nil
	}
	return true, s.bucket.remove(ctx, sha256)
}
