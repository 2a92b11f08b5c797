package databasetest_test

import (
	"testing"

	"github.com/jmoiron/sqlx"

	"jalons/server/database/databasetest"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

func TestDatabasesAreIsolatedWithThreeRoles(t *testing.T) {
	one, other := databasetest.New(t), databasetest.New(t)
	one.Owner.MustExecContext(t.Context(), `create table kept (n int)`)
	if got := text(t, other.Owner, `select coalesce(to_regclass('kept')::text, 'none')`); got != "none" {
		t.Errorf("got table %s of another database, want none", got)
	}
	for pool, want := range map[*sqlx.DB]string{
		one.Owner: "jalons", one.Write: "jalons_writer", one.Read: "jalons_reader",
	} {
		if got := text(t, pool, `select current_user`); got != want {
			t.Errorf("role: got %s, want %s", got, want)
		}
	}
}

func text(t *testing.T, db *sqlx.DB, query string) string {
	t.Helper()
	var got string
	if err := db.GetContext(t.Context(), &got, query); err != nil {
		t.Fatal(err)
	}
	return got
}
