package schema_test

import (
	"os"
	"strings"
	"testing"

	"jalons/server/database/databasetest"
)

// The README names every table, and every trigger on statements in the order in which they fire.
func TestReadmeNamesTablesAndTriggers(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	owner := databasetest.New(t).Owner
	for what, query := range map[string]string{
		"table": `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
			and relname <> 'goose_db_version'`,
		"trigger": `select tgname from pg_trigger where tgrelid = 'statements'::regclass and not tgisinternal`,
	} {
		var names []string
		if err := owner.SelectContext(t.Context(), &names, query); err != nil || len(names) < 5 {
			t.Fatalf("%s: got %v, %v", what, names, err)
		}
		for _, name := range names {
			if !strings.Contains(string(readme), "`"+name+"`") {
				t.Errorf("%s %s: not in README.md", what, name)
			}
		}
	}
	var order []string // before the row, after the row, after the command: by name within each
	if err := owner.SelectContext(t.Context(), &order, `select tgname from pg_trigger
		where tgrelid = 'statements'::regclass and not tgisinternal and tgtype & 4 <> 0
		order by tgtype & 2 = 0, tgtype & 1 = 0, tgname collate "C"`); err != nil {
		t.Fatal(err)
	}
	_, steps, _ := strings.Cut(string(readme), "## What inserting a statement sets off, in order")
	for _, name := range order {
		at := strings.Index(steps, ". `"+name+"`")
		if at < 0 {
			t.Fatalf("trigger %s: not a step in its place; they fire as %v", name, order)
		}
		steps = steps[at:]
	}
}
