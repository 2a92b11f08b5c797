package tracker

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// FileLimit is the most bytes that a file of evidence has.
const FileLimit = 10 << 20

// NewFile is a file of evidence. Its kind is read from its bytes, never from its name.
type NewFile struct {
	SHA256    string
	Name      string
	MediaType string `json:"-"`
	Bytes     []byte `json:"-"`
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

// ReadFile takes a file of evidence; one that is empty, over FileLimit or of another kind is refused.
func ReadFile(name string, from io.Reader) (*NewFile, error) {
	bytes, err := io.ReadAll(io.LimitReader(from, FileLimit+1))
	switch {
	case err != nil:
		return nil, &Error{Kind: Invalid, Code: "file_unread", Field: "file", Err: err}
	case len(bytes) == 0:
		return nil, &Error{Kind: Rule, Code: "file_empty", Field: "file"}
	case len(bytes) > FileLimit:
		return nil, &Error{Kind: Rule, Code: "file_too_large", Field: "file", Args: map[string]any{"max": FileLimit >> 20}}
	}
	kind, _, _ := strings.Cut(mimetype.Detect(bytes).String(), ";")
	if !slices.Contains(fileKinds(), kind) {
		return nil, &Error{Kind: Rule, Code: "file_kind", Field: "file"}
	}
	sum := sha256.Sum256(bytes)
	return &NewFile{SHA256: hex.EncodeToString(sum[:]), Name: fileName(name), MediaType: kind, Bytes: bytes}, nil
}

// keepFile keeps a file's bytes once, whoever names it.
func (w *Writer) keepFile(ctx context.Context, f *NewFile) error {
	return w.exec(ctx, `insert into evidence_files (sha256, media_type, bytes) values ($1, $2, $3) on conflict do nothing`, f.SHA256, f.MediaType, f.Bytes)
}

// fileName keeps the last part of a name, in at most 120 letters of text.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r) {
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

// File is a file of evidence as it is handed out.
type File struct {
	Name      string `db:"name"`
	MediaType string `db:"media_type"`
	SHA256    string `db:"sha256"`
	Bytes     []byte `db:"bytes"`
}

// File gives the file of a piece of evidence. That of a statement that was taken back is missing.
func (t *Tracker) File(ctx context.Context, evidence int64) (*File, error) {
	var f File
	err := t.write.GetContext(ctx, &f, `-- tracker.File
		select coalesce(e.file_name, 'document') as name, f.media_type, f.sha256, f.bytes from evidence e join evidence_files f on f.sha256 = e.file_sha256
		where e.id = $1 and not exists (select from retractions x where x.statement_id = e.statement_id)`, evidence)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &Error{Kind: Missing, Code: "no_such_page"}
	}
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	return &f, nil
}
