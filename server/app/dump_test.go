//go:build dump

package app

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"jalons/server/database"
	"jalons/server/database/databasetest"
	"jalons/server/testkit"
)

// PostgreSQL's own dump of the demonstration restores without an error into an empty database, from which a
// server starts. EMBEDDED_PG_BIN names the folder of a postgres with its pg_dump and pg_restore.
func TestDumpRestores(t *testing.T) {
	db := databasetest.New(t)
	original := started(t, db.DSN)
	if err := original.LoadFacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := original.LoadDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	dump := filepath.Join(t.TempDir(), "dump")
	client(t, "pg_dump", "--format=custom", "--file="+dump, "--dbname="+db.DSN)
	name := "restored_" + strings.ToLower(strings.ReplaceAll(t.Name(), "/", "_"))
	db.Owner.MustExecContext(t.Context(), "create database "+name)
	dsn := db.DSN[:strings.Index(db.DSN, "dbname=")] + "dbname='" + name + "' sslmode=disable"
	client(t, "pg_restore", "--exit-on-error", "--dbname="+dsn, dump)

	_, err := Open(t.Context(), Config{DatabaseURL: dsn, Now: testkit.AtNoon}, slog.New(slog.DiscardHandler), true)
	remedy := "revoke temporary on database " + name + " from public"
	if err == nil || !strings.Contains(err.Error(), remedy) {
		t.Fatalf("a dump without --create: got %v, want %s", err, remedy)
	}
	db.Owner.MustExecContext(t.Context(), remedy)
	restored := started(t, dsn)
	compare(t, original.OwnerDB, restored.OwnerDB)
	if differences, err := restored.VerifyTotals(t.Context()); err != nil || len(differences) > 0 {
		t.Errorf("totals: %d differences, %v", len(differences), err)
	}
}

func started(t *testing.T, dsn string) *Store {
	t.Helper()
	c := Config{
		OwnerURL: dsn, DatabaseURL: databasetest.As(dsn, writerRole), ReadURL: databasetest.As(dsn, readerRole),
		Now: testkit.AtNoon,
	}
	r, err := Open(t.Context(), c, slog.New(slog.DiscardHandler), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// client runs one of PostgreSQL's programs; what it warns of counts as an error.
func client(t *testing.T, program string, args ...string) {
	t.Helper()
	out, err := exec.CommandContext(
		t.Context(), filepath.Join(os.Getenv("EMBEDDED_PG_BIN"), program), args...,
	).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// compare holds rows, sequences and what guards them against each other; the history is among the rows.
func compare(t *testing.T, original, restored *sqlx.DB) {
	t.Helper()
	want, got := rowsAndSequences(t, original), rowsAndSequences(t, restored)
	if len(want) < 80 || !slices.Equal(want, got) {
		for _, line := range want {
			if !slices.Contains(got, line) {
				t.Errorf("not restored: %s", line)
			}
		}
		t.Errorf("%d tables and sequences, restored %d", len(want), len(got))
	}
	before, err := database.Catalogue(t.Context(), original)
	if err != nil {
		t.Fatal(err)
	}
	if after, err := database.Catalogue(t.Context(), restored); err != nil || after != before {
		t.Errorf("triggers, policies, functions and grants aren't those before: %v", err)
	}
}

// rowsAndSequences gives each table with the number and the sum of its rows, and each sequence with its state.
func rowsAndSequences(t *testing.T, db *sqlx.DB) (lines []string) {
	t.Helper()
	var tables []string
	if err := db.SelectContext(t.Context(), &tables, `select relname from pg_class
		where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		var sum string
		query := fmt.Sprintf(
			`select count(*) || ' ' || coalesce(md5(string_agg(r::text, e'\n' order by r::text collate "C")), '')
				from public.%q r`,
			table,
		)
		if err := db.GetContext(t.Context(), &sum, query); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, table+" "+sum)
	}
	var sequences []string
	if err := db.SelectContext(t.Context(), &sequences,
		`select sequencename || ' ' || coalesce(last_value, 0) from pg_sequences
		where schemaname = 'public' order by 1`); err != nil {
		t.Fatal(err)
	}
	return append(lines, sequences...)
}
