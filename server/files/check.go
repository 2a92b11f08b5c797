package files

import (
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"jalons/server/domain"
)

// FileLimit is the maximum size of a file of evidence or a signed document, in bytes.
const FileLimit = 10 << 20

// NewFile references a stored file. Its type is detected from its bytes, never from its name.
type NewFile struct {
	SHA256    string
	Name      string
	MediaType string `json:"-"`
	Size      int64  `json:"-"`
}

// fileKinds are the media types that evidence may have: documents, tables and images, nothing that a browser would
// execute.
func fileKinds() []string {
	return []string{
		"application/pdf", "image/jpeg", "image/png", "image/webp", "text/plain", "text/csv",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
	}
}

// CheckFile detects the type of a file from its first bytes, and refuses one that is empty, over FileLimit or of
// another type.
func CheckFile(name string, size int64, head []byte) (*NewFile, error) {
	switch {
	case size == 0:
		return nil, &domain.Error{Kind: domain.Rule, Code: "file_empty", Field: "file"}
	case size > FileLimit:
		return nil, &domain.Error{
			Kind: domain.Rule, Code: "file_too_large", Field: "file", Args: map[string]any{"max": FileLimit >> 20},
		}
	}
	kind, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if !slices.Contains(fileKinds(), kind) {
		return nil, &domain.Error{Kind: domain.Rule, Code: "file_kind", Field: "file"}
	}
	return &NewFile{Name: fileName(name), MediaType: kind, Size: size}, nil
}

// fileName returns the last part of a path, at most 120 characters long.
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
