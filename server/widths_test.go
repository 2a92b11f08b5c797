package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"
)

const widest = 120 // characters, so that two files stand side by side

// Templates, styles, scripts and the schema can be reviewed: no line of them is wider than a window.
func TestWidths(t *testing.T) {
	checked := map[string]int{}
	for _, folder := range []string{"../frontend", "../schema", "../seeds"} {
		walk(t, folder, checked)
	}
	if len(checked) != 5 {
		t.Errorf("checked %v, want files of five kinds", checked)
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
		case ".html", ".css", ".js", ".mjs", ".sql":
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
		if width := utf8.RuneCount(lines.Bytes()); width > widest {
			t.Errorf("%s:%d: %d characters, want at most %d", path, n, width, widest)
		}
	}
	return lines.Err()
}
