package schema_test

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"jalons/schema"
	"jalons/server/database"
	"jalons/server/database/databasetest"
)

var update = flag.Bool("update", false, "write catalogue.txt and dump.sql anew")

func TestCatalogueMatchesMigrations(t *testing.T) {
	owner := databasetest.New(t).Owner
	if *update {
		got, err := database.Catalogue(t.Context(), owner)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("catalogue.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := database.CheckCatalogue(t.Context(), owner, schema.Catalogue); err != nil {
		t.Errorf("got %v, want no difference; after a change of the schema: go test ./schema -update", err)
	}
}

func TestWeakenedSchemaIsReported(t *testing.T) {
	for statement, want := range map[string]string{
		`drop trigger t02_check_review on reviews`:              "missing: CREATE TRIGGER t02_check_review",
		`alter table changes disable trigger t01_refuse_change`: "unexpected: CREATE TRIGGER t01_refuse_change",
		`alter table statements disable row level security`:     "missing: row-level security on statements",
		`drop policy statements_added on statements`:            "missing: policy statements_added",
		`create policy open on statements for insert
			with check (true)`: "unexpected: policy open on statements",
		`grant update on changes to jalons_writer`: "unexpected: " +
			"grant select, update on table changes to jalons_writer",
		`grant select (email) on accounts to jalons_reader`: "unexpected: " +
			"grant select on column accounts.email to jalons_reader",
		`revoke select on regions from jalons_reader`:    "missing: grant select on table regions to jalons_reader",
		`grant execute on function add_change to public`: "unexpected: grant execute on function public.add_change",
		`grant create on schema public to public`: "unexpected: " +
			"grant create, usage on schema public to public",
		`create or replace function in_scope(state text) returns boolean
			language sql stable parallel safe return true`: "missing: function public.in_scope(text)",
		`alter function sequence_changes reset search_path`: "missing: function public.sequence_changes()",
	} {
		t.Run(statement, func(t *testing.T) {
			owner := databasetest.New(t).Owner
			owner.MustExecContext(t.Context(), statement)
			err := database.CheckCatalogue(t.Context(), owner, schema.Catalogue)
			differs, ok := errors.AsType[database.ErrCatalogue](err)
			if !ok || !strings.Contains(err.Error(), want) || len(differs.Missing)+len(differs.Unexpected) > 2 {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

func TestRestoredDatabaseWithTemporaryTablesIsReported(t *testing.T) {
	owner := databasetest.New(t).Owner
	owner.MustExecContext(t.Context(), `do $$ begin
		execute format('grant temporary on database %I to public', current_database()); end $$`)
	err := database.CheckCatalogue(t.Context(), owner, schema.Catalogue)
	if !errors.Is(err, database.ErrTemporary) || !strings.Contains(err.Error(), "revoke temporary on database t_") {
		t.Errorf("got %v, want ErrTemporary with its remedy", err)
	}
}
