package schema_test

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"jalons/schema"
	"jalons/server/database"
	"jalons/server/database/databasetest"
)

func TestEditedOrMissingMigrationIsReported(t *testing.T) {
	owner := databasetest.New(t).Owner
	if _, err := database.Migrate(t.Context(), owner.DB, schema.Files); err != nil {
		t.Fatalf("unchanged migrations: got %v, want no error", err)
	}
	edited := copied(t)
	edited["03_mandates.sql"].Data = append(edited["03_mandates.sql"].Data, "-- edited\n"...)
	_, err := database.Migrate(t.Context(), owner.DB, edited)
	if found, ok := errors.AsType[database.ErrEdited](err); !ok || found.File != "03_mandates.sql" {
		t.Errorf("got %v, want ErrEdited of 03_mandates.sql", err)
	}
	older := copied(t)
	delete(older, slices.Max(slices.Collect(maps.Keys(older))))
	_, err = database.Migrate(t.Context(), owner.DB, older)
	if found, ok := errors.AsType[database.ErrNewer](err); !ok || found.Database <= found.Program {
		t.Errorf("got %v, want ErrNewer", err)
	}
	owner.MustExecContext(t.Context(), `drop table migration_checksums`)
	if _, err := database.Migrate(t.Context(), owner.DB, schema.Files); !errors.Is(err, database.ErrUnreleased) {
		t.Errorf("without checksums: got %v, want ErrUnreleased", err)
	}
}

func copied(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(schema.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(schema.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	return files
}
