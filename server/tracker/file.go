package tracker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/jmoiron/sqlx"
)

// FileLimit is the most bytes that a file of evidence or a signed paper has.
const FileLimit = 10 << 20

// NewFile names a file that was put into the store. Its kind is read from its bytes, never from its name.
type NewFile struct {
	SHA256    string
	Name      string
	MediaType string `json:"-"`
	Size      int64  `json:"-"`
}

// fileKinds are the media types that evidence may have: papers, tables and pictures, nothing that a
// browser would run.
func fileKinds() []string {
	return []string{
		"application/pdf", "image/jpeg", "image/png", "image/webp", "text/plain", "text/csv",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
	}
}

// CheckFile says what a file is, by its first bytes; one that is empty, over FileLimit or of another kind than
// the record takes is refused.
func CheckFile(name string, size int64, head []byte) (*NewFile, error) {
	switch {
	case size == 0:
		return nil, &Error{Kind: Rule, Code: "file_empty", Field: "file"}
	case size > FileLimit:
		return nil, &Error{
			Kind: Rule, Code: "file_too_large", Field: "file", Args: map[string]any{"max": FileLimit >> 20},
		}
	}
	kind, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if !slices.Contains(fileKinds(), kind) {
		return nil, &Error{Kind: Rule, Code: "file_kind", Field: "file"}
	}
	return &NewFile{Name: fileName(name), MediaType: kind, Size: size}, nil
}

// fileName keeps the last part of a name, in at most 120 letters of text.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f ||
			strings.ContainsRune("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r) {
			return -1
		}
		return r
	}, name)
	letters := []rune(name)
	if len(letters) > 120 {
		letters = letters[len(letters)-120:]
	}
	if name = strings.TrimSpace(string(letters)); name == "" || name == "." || name == "/" {
		return "document"
	}
	return name
}

// File is a file as it is handed out; its content is in the store.
type File struct {
	Name      string `db:"name"`
	MediaType string `db:"media_type"`
	SHA256    string `db:"sha256"`
	Size      int64  `db:"size"`
}

// File gives the file of a piece of evidence. That of a statement that was taken back is missing.
func (t *Tracker) File(ctx context.Context, evidence int64) (*File, error) {
	return oneFile(ctx, t.read, `-- tracker.File
		select coalesce(e.file_name, 'document') as name, f.media_type, f.sha256, f.size
		from evidence e join public_files f on f.sha256 = e.file_sha256
		where e.id = $1 and not exists (select from retractions x where x.statement_id = e.statement_id)`, evidence)
}

func oneFile(ctx context.Context, db sqlx.QueryerContext, query string, id int64) (*File, error) {
	var f File
	err := sqlx.GetContext(ctx, db, &f, query, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &Error{Kind: Missing, Code: "no_such_page"}
	}
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	return &f, nil
}
