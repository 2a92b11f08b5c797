package tracker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// A picture that was begun and is not there after so long was begun in vain; so often it is tried.
const (
	pictureWait  = 10 * time.Minute
	pictureTries = 3
)

const undrawnQuery = `-- tracker.Undrawn
with wanted as (select f.sha256 from evidence_files f left join pictures p on p.file_sha256 = f.sha256
  where f.media_type = any($1) and (p.file_sha256 is null or p.bytes is null and p.tries < $3 and p.begun_at < $2::timestamptz - $4::interval) limit 1),
begun as (insert into pictures as p (file_sha256, tries, begun_at) select sha256, 1, $2 from wanted
  on conflict (file_sha256) do update set tries = p.tries + 1, begun_at = excluded.begun_at where p.bytes is null and p.begun_at < excluded.begun_at - $4::interval
  returning file_sha256)
select f.sha256, f.media_type, f.bytes from evidence_files f join begun b on b.file_sha256 = f.sha256`

// Undrawn gives a file of one of these media types of which there is no picture yet, and marks that one is
// being made; missing where there is none.
func (t *Tracker) Undrawn(ctx context.Context, kinds []string) (*File, error) {
	var files []File
	err := InTx(ctx, t.write, func(tx *sqlx.Tx) error {
		return tx.SelectContext(ctx, &files, undrawnQuery, pq.Array(kinds), t.now(), pictureTries, fmt.Sprintf("%d seconds", int(pictureWait.Seconds())))
	})
	if err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	if len(files) == 0 {
		return nil, &Error{Kind: Missing, Code: "no_such_page"}
	}
	return &files[0], nil
}

// KeepPicture keeps the picture of a file; nil says that none can be made.
func (t *Tracker) KeepPicture(ctx context.Context, sha256 string, picture []byte) error {
	return InTx(ctx, t.write, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `update pictures set bytes = $2, tries = case when $2::bytea is null then $3 else tries end where file_sha256 = $1`, sha256, picture, pictureTries); err != nil {
			return fmt.Errorf("picture: %w", err)
		}
		return nil
	})
}

// Picture gives the picture of a file that is a piece of evidence, as JPEG. That of a statement that was
// taken back is missing, as is one that was not made.
func (t *Tracker) Picture(ctx context.Context, evidence int64) (*File, error) {
	return t.picture(ctx, `-- tracker.Picture
		select i.file_sha256 as sha256, i.bytes from evidence e join pictures i on i.file_sha256 = e.file_sha256
		where e.id = $1 and i.bytes is not null and not exists (select from retractions x where x.statement_id = e.statement_id)`, evidence)
}

// PaperPicture gives the picture of a signed paper.
func (t *Tracker) PaperPicture(ctx context.Context, paper int64) (*File, error) {
	return t.picture(ctx, `-- tracker.PaperPicture
		select i.file_sha256 as sha256, i.bytes from papers p join pictures i on i.file_sha256 = p.file_sha256 where p.id = $1 and i.bytes is not null`, paper)
}

func (t *Tracker) picture(ctx context.Context, query string, id int64) (*File, error) {
	f := File{Name: "picture.jpg", MediaType: "image/jpeg"}
	err := t.write.GetContext(ctx, &f, query, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &Error{Kind: Missing, Code: "no_such_page"}
	}
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return &f, nil
}
