package tracker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
	"jalons/server/jobs"
	"jalons/server/ledger"
)

// File is a file as it is handed out; its content is in the store.
type File struct {
	Name      string `db:"name"`
	MediaType string `db:"media_type"`
	SHA256    string `db:"sha256"`
	Size      int64  `db:"size"`
}

// File gives the file of a piece of evidence. That of a statement that was taken back is missing.
func (t *Tracker) File(ctx context.Context, evidence int64) (*File, error) {
	return oneFile(ctx, t.Public, `-- tracker.File
		select coalesce(e.file_name, 'document') as name, f.media_type, f.sha256, f.size
		from evidence e join public_files f on f.sha256 = e.file_sha256
		where e.id = $1 and not exists (select from retractions x where x.statement_id = e.statement_id)`, evidence)
}

func oneFile(ctx context.Context, db sqlx.QueryerContext, query string, key any) (*File, error) {
	var f File
	err := sqlx.GetContext(ctx, db, &f, query, key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &domain.Error{Kind: domain.Missing, Code: "no_such_page"}
	}
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	return &f, nil
}

// ThumbnailJob makes the thumbnail of the file that it names.
const ThumbnailJob jobs.Kind = "thumbnails"

// WithoutThumbnail gives a file of which no thumbnail was made, and of which it isn't known that none can be; missing
// where that is another.
func (t *Tracker) WithoutThumbnail(ctx context.Context, sha256 string) (*File, error) {
	return oneFile(ctx, t.Primary, `-- tracker.WithoutThumbnail
		select 'file' as name, f.sha256, f.media_type, f.size from files f where f.sha256 = $1
			and f.stored_at is not null and not exists (select from thumbnails i where i.file_sha256 = f.sha256)`,
		sha256)
}

// SaveThumbnail names the thumbnail of a file, as the store has it; empty says that none can be made.
func (t *Tracker) SaveThumbnail(ctx context.Context, file, thumbnail string) error {
	return ledger.InTx(ctx, t.Primary, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `-- tracker.SaveThumbnail
			insert into thumbnails (file_sha256, thumbnail_sha256) values ($1, nullif($2, '')) on conflict do nothing`,
			file, thumbnail)
		if err != nil {
			return fmt.Errorf("thumbnail: %w", err)
		}
		return nil
	})
}

// Thumbnail gives the picture of a file that is a piece of evidence, as JPEG. That of a statement that was
// taken back is missing, as is one that was not made.
func (t *Tracker) Thumbnail(ctx context.Context, evidence int64) (*File, error) {
	return oneFile(ctx, t.Public, `-- tracker.Thumbnail
		select 'picture.jpg' as name, f.media_type, f.sha256, f.size
		from evidence e join public_thumbnails i on i.file_sha256 = e.file_sha256
			join public_files f on f.sha256 = i.thumbnail_sha256
		where e.id = $1 and not exists (select from retractions x where x.statement_id = e.statement_id)`, evidence)
}
