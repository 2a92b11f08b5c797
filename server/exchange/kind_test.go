package exchange

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Of encodes a text in UTF-16, little or big endian.
func utf16Of(text string, lowFirst bool) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if lowFirst {
			b.Write([]byte{byte(unit), byte(unit >> 8)})
		} else {
			b.Write([]byte{byte(unit >> 8), byte(unit)})
		}
	}
	return b.String()
}

// zipOf makes a zip of one file by name, as a workbook is.
func zipOf(t *testing.T, name string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("<x/>")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipOf(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A file of the wrong type is one problem that names what it is.
func TestWrongFileTypeIsOneProblem(t *testing.T) {
	plain := sample(t, "canada_plan_sample.csv")
	latin := strings.NewReplacer("é", "\xe9", "è", "\xe8", "’", "\x92", "\u00a0", "\xa0").Replace(plain)
	binary := strings.Repeat("\x00\x01\x02\xff\xfe\n", 62)
	for name, c := range map[string]struct {
		file string
		want problem
	}{
		"a workbook": {zipOf(t, "xl/workbook.xml"), problem{0, "", "import.is_workbook"}},
		"an old workbook": {
			"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), problem{0, "", "import.is_workbook"},
		},
		"a zip":                   {zipOf(t, "plan.csv"), problem{0, "", "import.is_archive"}},
		"a gzip":                  {gzipOf(t, plain), problem{0, "", "import.is_archive"}},
		"a PDF":                   {"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", problem{0, "", "import.is_document"}},
		"a Word document":         {zipOf(t, "word/document.xml"), problem{0, "", "import.is_document"}},
		"an image":                {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", problem{0, "", "import.is_binary"}},
		"anything":                {binary, problem{0, "", "import.is_binary"}},
		"JSON":                    {`{"plan": [1, 2]}`, problem{0, "", "import.is_json"}},
		"JSON with a mark":        {"\uFEFF[{\"plan\": 1}]", problem{0, "", "import.is_json"}},
		"XML":                     {`<?xml version="1.0"?><plan/>`, problem{0, "", "import.is_markup"}},
		"HTML":                    {"<!doctype html><p>x", problem{0, "", "import.is_markup"}},
		"UTF-16 with a mark":      {"\xff\xfe" + utf16Of(plain, true), problem{0, "", "import.is_utf16"}},
		"UTF-16, high byte first": {"\xfe\xff" + utf16Of(plain, false), problem{0, "", "import.is_utf16"}},
		"UTF-16 without a mark":   {utf16Of(plain, true), problem{0, "", "import.is_utf16"}},
		"Windows-1252":            {latin, problem{1, "", "import.is_windows_1252"}},
		"titles above the header": {"Plan of 2022,,\nDraft\n" + plain, problem{1, "", "import.title_above"}},
		"a blank row above it":    {strings.Repeat(",", 15) + "\n" + plain, problem{1, "", "import.title_above"}},
		"an export's line above it": {
			"\uFEFF\"Progress, 2022\"\r\n" + sample(t, "canada_progress_sample.csv")[3:],
			problem{1, "", "import.title_above"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadCanada(strings.NewReader(c.file))
			if name == "Windows-1252" {
				c.want.line = 1 + strings.Count(latin[:strings.IndexRune(latin, utf8.RuneError)], "\n")
			}
			checkProblems(t, name, err, []problem{c.want})
		})
	}
}
