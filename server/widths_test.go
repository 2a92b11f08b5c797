package main

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"unicode/utf8"
)

const widest = 120 // columns, so that two files stand side by side

// fieldTag is the tag at the end of a struct's field. Go has no way to break it, so it alone may pass the edge.
var fieldTag = regexp.MustCompile("`[a-z]+:\"[^`]*`$")

// Code, templates, styles, scripts and the schema can be reviewed: no line of them is wider than a window.
func TestWidths(t *testing.T) {
	checked := map[string]int{}
	for _, folder := range []string{"../frontend", "../schema", "../seeds", "."} {
		walk(t, folder, checked)
	}
	if len(checked) != 6 {
		t.Errorf("checked %v, want files of six kinds", checked)
	}
}

func walk(t *testing.T, folder string, checked map[string]int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && (name == "node_modules" || name == "dist" || name == "results") {
			return filepath.SkipDir
		}
		switch kind := filepath.Ext(path); kind {
		case ".go", ".html", ".css", ".js", ".mjs", ".sql":
			checked[kind]++
			return checkWidth(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkWidth(t *testing.T, path string) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		if width := columns(fieldTag.ReplaceAll(lines.Bytes(), nil)); width > widest {
			t.Errorf("%s:%d: got %d columns, want at most %d", path, n, width, widest)
		}
	}
	return lines.Err()
}

// columns is the width of a line in an editor, where a tab is four.
func columns(line []byte) int {
	return utf8.RuneCount(line) + 3*bytes.Count(line, []byte("\t"))
}
