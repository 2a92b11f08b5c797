package tracker

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// A picture that was begun and is not there after so long was begun in vain; so often it is tried.
const (
	pictureWait  = 10 * time.Minute
	pictureTries = 3
)

const undrawnQuery = `-- tracker.Undrawn
with wanted as (select f.sha256 from files f left join thumbnails p on p.file_sha256 = f.sha256
  where f.media_type = any($1) and f.stored_at is not null
    and (p.file_sha256 is null or p.thumbnail_sha256 is null and p.tries < $3
    and p.begun_at < $2::timestamptz - $4::interval)
  and (exists (select from evidence e where e.file_sha256 = f.sha256)
    or exists (select from documents a where a.file_sha256 = f.sha256)) limit 1),
begun as (insert into thumbnails as p (file_sha256, tries, begun_at) select sha256, 1, $2 from wanted
  on conflict (file_sha256) do update set tries = p.tries + 1, begun_at = excluded.begun_at
    where p.thumbnail_sha256 is null and p.begun_at < excluded.begun_at - $4::interval
  returning file_sha256)
select 'file' as name, f.sha256, f.media_type, f.size from files f join begun b on b.file_sha256 = f.sha256`

// WithoutThumbnail gives a file of one of these media types of which there is no picture yet, and marks that one is
// being made; missing where there is none.
func (t *Tracker) WithoutThumbnail(ctx context.Context, kinds []string) (*File, error) {
	var files []File
	err := ledger.InTx(ctx, t.Primary, func(tx *sqlx.Tx) error {
		return tx.SelectContext(
			ctx, &files, undrawnQuery, pq.Array(kinds), t.Now(), pictureTries,
			fmt.Sprintf("%d seconds", int(pictureWait.Seconds())),
		)
	})
	if err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	if len(files) == 0 {
		return nil, &domain.Error{Kind: domain.Missing, Code: "no_such_page"}
	}
	return &files[0], nil
}

// SaveThumbnail names the picture of a file, as the store has it; empty says that none can be made.
func (t *Tracker) SaveThumbnail(ctx context.Context, file, picture string) error {
	return ledger.InTx(ctx, t.Primary, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `-- tracker.KeepPicture
			update thumbnails set thumbnail_sha256 = nullif($2, ''), tries = case when $2 = '' then $3 else tries end
			where file_sha256 = $1`, file, picture, pictureTries)
		if err != nil {
			return fmt.Errorf("picture: %w", err)
		}
		return nil
	})
}

// Thumbnail gives the picture of a file that is a piece of evidence, as JPEG. That of a statement that was
// taken back is missing, as is one that was not made.
func (t *Tracker) Thumbnail(ctx context.Context, evidence int64) (*File, error) {
	return oneFile(ctx, t.Public, `-- tracker.Picture
		select 'picture.jpg' as name, f.media_type, f.sha256, f.size
		from evidence e join public_thumbnails i on i.file_sha256 = e.file_sha256
			join public_files f on f.sha256 = i.thumbnail_sha256
		where e.id = $1 and not exists (select from retractions x where x.statement_id = e.statement_id)`, evidence)
}

// DocumentThumbnail gives the picture of a signed paper.
func (t *Tracker) DocumentThumbnail(ctx context.Context, paper int64) (*File, error) {
	return oneFile(ctx, t.Primary, `-- tracker.PaperPicture
		select 'picture.jpg' as name, f.media_type, f.sha256, f.size
		from documents p join thumbnails i on i.file_sha256 = p.file_sha256
			join files f on f.sha256 = i.thumbnail_sha256 where p.id = $1`, paper)
}

// DocumentFile gives the file of a signed paper.
func (t *Tracker) DocumentFile(ctx context.Context, paper int64) (*File, error) {
	return oneFile(ctx, t.Primary, `-- tracker.PaperFile
		select p.file_name as name, f.media_type, f.sha256, f.size
		from documents p join files f on f.sha256 = p.file_sha256 where p.id = $1`, paper)
}
