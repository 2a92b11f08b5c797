package tracker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
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
