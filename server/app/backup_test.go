package app

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jalons/schema"
	"jalons/server/database"
	"jalons/server/database/databasetest"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

func quiet(string, int64, int64) {}

func backUp(t *testing.T, db *databasetest.Database) []byte {
	t.Helper()
	return backUpWhile(t, db, quiet)
}

func backUpWhile(t *testing.T, db *databasetest.Database, progress database.Progress) []byte {
	t.Helper()
	var file bytes.Buffer
	options := database.BackupOptions{Schema: schema.Files, Program: "test", Now: testkit.Noon, Progress: progress}
	if _, err := database.Backup(t.Context(), db.Owner, &file, options); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func restoreInto(t *testing.T, db *databasetest.Database, file []byte) error {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = database.Restore(t.Context(), db.Owner, archive, schema.Files, quiet)
	return err
}

// contents gives the rows of every table, in one order, as text.
func contents(t *testing.T, db *databasetest.Database) map[string]string {
	t.Helper()
	var tables []string
	if err := db.Owner.SelectContext(t.Context(), &tables, `select relname from pg_class
		where relkind = 'r' and relnamespace = 'public'::regnamespace
			and relname not in ('goose_db_version', 'migration_checksums')`); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, table := range tables {
		var rows []string
		if err := db.Owner.SelectContext(
			t.Context(), &rows, `select to_jsonb(x)::text from `+table+` x order by 1`,
		); err != nil {
			t.Fatal(err)
		}
		all[table] = strings.Join(rows, "\n")
	}
	return all
}

func TestRestoredRecordIsTheSame(t *testing.T) {
	tr, from := testkit.New(t)
	h := newHistory(t, tr, 11)
	h.live(120)
	if _, err := tr.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	into := databasetest.New(t)
	if err := restoreInto(t, into, backUp(t, from)); err != nil {
		t.Fatal(err)
	}
	want, got := contents(t, from), contents(t, into)
	for table, rows := range want {
		if got[table] != rows {
			t.Errorf("%s: %d bytes of rows, want %d", table, len(got[table]), len(rows))
		}
	}
	if strings.Count(want["statements"], "\n") < 20 || len(want["changes"]) == 0 {
		t.Error("the history is too thin to prove anything")
	}
	var off int
	if err := into.Owner.GetContext(
		t.Context(), &off, `select count(*) from pg_trigger where tgenabled <> 'O'`,
	); err != nil || off > 0 {
		t.Errorf("%d triggers are off, %v", off, err)
	}
	restored := tracker.New(ledger.New(into.Write, into.Read, tr.Now))
	if d, err := restored.VerifyTotals(t.Context()); err != nil || len(d) > 0 {
		t.Errorf("totals: %v %v", d, err)
	}
	// Numbers go on behind those of the backup, and what a row sets off is set off again.
	h.tracker = restored
	h.live(40)
	if d, err := restored.VerifyTotals(t.Context()); err != nil || len(d) > 0 {
		t.Errorf("totals after more writes: %v %v", d, err)
	}
}

// Who was signed in is not restored: a session that has ended since would live again.
func TestRestoredServerKnowsNoSessions(t *testing.T) {
	_, from := testkit.New(t)
	if _, err := from.Owner.ExecContext(
		t.Context(), `insert into sessions values ('t', 'x', '2100-01-01')`,
	); err != nil {
		t.Fatal(err)
	}
	into := databasetest.New(t)
	if err := restoreInto(t, into, backUp(t, from)); err != nil {
		t.Fatal(err)
	}
	if rows := contents(t, into)["sessions"]; rows != "" {
		t.Errorf("sessions: %s", rows)
	}
}

// Statements come in after each table that is written, so that later tables have seen more than earlier ones.
func TestBackupIsOfOneMoment(t *testing.T) {
	tr, from := testkit.New(t)
	h := newHistory(t, tr, 5)
	file := backUpWhile(t, from, func(string, int64, int64) { h.declare("2026-01-01") })
	into := databasetest.New(t)
	if err := restoreInto(t, into, file); err != nil {
		t.Fatal(err)
	}
	if d, err := tracker.New(ledger.New(
		into.Write, into.Read, tr.Now,
	)).VerifyTotals(t.Context()); err != nil || len(d) > 0 {
		t.Errorf("totals: %v %v", d, err)
	}
}

// altered copies a backup with one entry changed, or left out where change gives nil.
func altered(t *testing.T, file []byte, name string, change func([]byte) []byte) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var copied bytes.Buffer
	to := zip.NewWriter(&copied)
	for _, f := range from.File {
		entry, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(entry)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == name {
			if content = change(content); content == nil {
				continue
			}
		}
		w, err := to.Create(f.Name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return copied.Bytes()
}

func replacing(from, to string) func([]byte) []byte {
	return func(b []byte) []byte { return bytes.Replace(b, []byte(from), []byte(to), 1) }
}

func TestWhatIsNotRestored(t *testing.T) {
	t.Parallel()
	tr, from := testkit.New(t)
	newHistory(t, tr, 2).live(20)
	whole := backUp(t, from)
	cases := map[string]struct {
		entry  string
		change func([]byte) []byte
		want   string
	}{
		"a value was changed": {
			"tables/state_names.jsonl", replacing("Canada", "Kanada"), "not as it was written",
		},
		"a row is gone": {"tables/states.jsonl", func(b []byte) []byte {
			return b[bytes.IndexByte(b, '\n')+1:]
		}, "not as it was written"},
		"a row was cut": {"tables/states.jsonl", func(b []byte) []byte {
			return b[:len(b)-20]
		}, "can't be read"},
		"a table is missing": {"tables/states.jsonl", func([]byte) []byte { return nil }, "is missing"},
		"no manifest":        {"manifest.json", func([]byte) []byte { return nil }, "has no manifest.json"},
		"another kind of zip": {"manifest.json", func([]byte) []byte {
			return []byte("{}")
		}, "says nothing of a schema"},
		"a manifest that is no use": {"manifest.json", func([]byte) []byte { return []byte("<xml>") }, "can't be read"},
		"a newer schema":            {"manifest.json", replacing(`"version": `, `"version": 9`), "newer schema"},
		"an edited schema":          {"manifest.json", replacing(`"sha256": "`, `"sha256": "0`), "another schema"},
		"another history": {
			"manifest.json", replacing(`"history": "`, `"history": "0`), "history or totals differ",
		},
		"other totals": {"manifest.json", replacing(`"totals": "`, `"totals": "0`), "history or totals differ"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			into := databasetest.New(t)
			before := contents(t, into)
			err := restoreInto(t, into, altered(t, whole, c.entry, c.change))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want: %s", err, c.want)
			}
			for table, rows := range contents(t, into) {
				if rows != before[table] {
					t.Errorf("%s was written to", table)
				}
			}
		})
	}
}

func TestRestoreOverwritesNothing(t *testing.T) {
	_, from := testkit.New(t)
	before := contents(t, from)
	var full database.ErrNotEmpty
	if err := restoreInto(t, from, backUp(t, from)); !errors.As(err, &full) {
		t.Errorf("got %v", err)
	}
	for table, rows := range contents(t, from) {
		if rows != before[table] {
			t.Errorf("%s was written to", table)
		}
	}
}

func TestFileThatIsNoBackup(t *testing.T) {
	_, from := testkit.New(t)
	whole := backUp(t, from)
	for name, content := range map[string][]byte{
		"text": []byte("not a zip"), "nothing": nil, "half": whole[:len(whole)/2],
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "b.zip")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			var bad database.ErrDamaged
			if _, err := database.OpenBackup(path); !errors.As(err, &bad) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestBackupFileIsWholeOrNotThere(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "b.zip")
	failed := errors.New("disk full")
	if _, err := WriteNew(path, func(io.Writer) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	write := func(w io.Writer) error { _, err := io.WriteString(w, "abc"); return err }
	size, err := WriteNew(path, write)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || size != 3 || info.Mode().Perm() != 0o600 {
		t.Errorf("%d bytes, %v, %v %v", size, info, err, statErr)
	}
	if _, err := WriteNew(path, write); err == nil {
		t.Error("the file was overwritten")
	}
}
