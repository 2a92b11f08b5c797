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
		t.Fatalf("the migrations as they ran: %v", err)
	}
	edited := copied(t)
	edited["03_mandates.sql"].Data = append(edited["03_mandates.sql"].Data, "-- edited\n"...)
	_, err := database.Migrate(t.Context(), owner.DB, edited)
	if found, ok := errors.AsType[database.ErrEdited](err); !ok || found.File != "03_mandates.sql" {
		t.Errorf("an edited migration: %v", err)
	}
	older := copied(t)
	delete(older, slices.Max(slices.Collect(maps.Keys(older))))
	_, err = database.Migrate(t.Context(), owner.DB, older)
	if found, ok := errors.AsType[database.ErrNewer](err); !ok || found.Database <= found.Program {
		t.Errorf("a database newer than the program: %v", err)
	}
	owner.MustExecContext(t.Context(), `drop table migration_checksums`)
	if _, err := database.Migrate(t.Context(), owner.DB, schema.Files); !errors.Is(err, database.ErrUnreleased) {
		t.Errorf("a database without checksums: %v", err)
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
