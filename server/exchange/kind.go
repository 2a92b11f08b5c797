package exchange

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// otherKinds are the reasons that name the type of a file that is no CSV, by prefixes of media types.
var otherKinds = []struct{ mediaType, reason string }{
	{"application/vnd.openxmlformats-officedocument.spreadsheetml", "import.is_workbook"},
	{"application/vnd.oasis.opendocument.spreadsheet", "import.is_workbook"},
	{"application/vnd.ms-excel", "import.is_workbook"},
	{"application/x-ole-storage", "import.is_workbook"},
	{"application/pdf", "import.is_document"},
	{"application/vnd.", "import.is_document"},
	{"application/msword", "import.is_document"},
	{"text/rtf", "import.is_document"},
	{"application/zip", "import.is_archive"},
	{"application/gzip", "import.is_archive"},
	{"application/x-7z", "import.is_archive"},
	{"application/x-tar", "import.is_archive"},
	{"application/json", "import.is_json"},
	{"application/geo+json", "import.is_json"},
	{"application/x-ndjson", "import.is_json"},
	{"text/html", "import.is_markup"},
	{"text/xml", "import.is_markup"},
	{"application/xml", "import.is_markup"},
	{"image/svg", "import.is_markup"},
	{"image/", "import.is_binary"},
	{"audio/", "import.is_binary"},
	{"video/", "import.is_binary"},
}

// otherKind returns the reason that names the type of a file, where it can't be a CSV in UTF-8.
func otherKind(data []byte) (reason string) {
	if isUTF16(data) {
		return "import.is_utf16"
	}
	found := mimetype.Detect(data).String()
	for _, kind := range otherKinds {
		if strings.HasPrefix(found, kind.mediaType) {
			return kind.reason
		}
	}
	switch head := bytes.TrimSpace(data[:min(len(data), 512)]); {
	case bytes.HasPrefix(head, []byte("{")) || bytes.HasPrefix(head, []byte("[")):
		return "import.is_json"
	case bytes.HasPrefix(head, []byte("<")):
		return "import.is_markup"
	case !strings.HasPrefix(found, "text/") && bytes.Count(head, []byte{0})+bytes.Count(head, []byte{1}) > 3:
		return "import.is_binary"
	}
	return ""
}

// isUTF16 detects UTF-16 by its byte order mark, or by the NUL beside each letter of its first characters.
func isUTF16(data []byte) bool {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return true
	}
	head := data[:min(len(data), 64)&^1]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	half := len(head) / 2
	return half >= 4 && (zeros[0] == 0 && zeros[1] > half*3/4 || zeros[1] == 0 && zeros[0] > half*3/4)
}

// firstNotUTF8 returns the first line that is not UTF-8, 0 if none, and whether the whole reads as Windows-1252:
// accented letters of one byte and no control characters.
func firstNotUTF8(data []byte) (line int, windows bool) {
	windows = true
	n := 0
	for text := range bytes.Lines(data) {
		n++
		if line == 0 && !utf8.Valid(text) {
			line = n
		}
		windows = windows && !bytes.ContainsAny(text, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x1b")
	}
	return line, windows
}
