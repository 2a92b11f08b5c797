package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Outside a transaction a write can run twice: a broken connection makes database/sql send it again.
// So whatever executes SQL is a transaction, or a statement that one has prepared. PostgreSQL
// makes no database inside a transaction, and the launcher's lock keeps that call to one at a time. A connection that
// is watched hands on what database/sql asks of it, once.
func TestWritesStandInTransactions(t *testing.T) {
	executes := regexp.MustCompile(`([\w.]+)\.(Exec|ExecContext|MustExec|MustExecContext|NamedExec|NamedExecContext)\(`)
	transactions := []string{"tx", "w.tx", "p.tx", "stmt", "w", "i"} // w and i are the ledger's Writer
	outside := []string{
		"database/create_unix.go: db.ExecContext", "database/slow.go: c.pqConn.ExecContext",
		"database/slow.go: s.pqStmt.ExecContext",
	}
	seen := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(path, "database/databasetest/") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, call := range executes.FindAllStringSubmatch(string(source), -1) {
			seen++
			where := path + ": " + call[1] + "." + call[2]
			if !slices.Contains(transactions, call[1]) && !slices.Contains(outside, where) {
				t.Errorf("%s runs outside a transaction", where)
			}
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("%d calls seen, %v", seen, err)
	}
}

// What people ask for is written with their rights; only the program's own loads reach everything.
func TestFacesWriteAsPeople(t *testing.T) {
	everywhere := regexp.MustCompile(`(?i)(tracker|record|\bd|\be|\bt)\.(Write|WriteBatch|At)\(`)
	for _, folder := range []string{"api", "pages", "worklist", "web"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, path := range files {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if found := everywhere.Find(source); found != nil && !strings.HasSuffix(path, "_test.go") {
				t.Errorf("%s: %s reaches all states", path, found)
			}
		}
	}
}
