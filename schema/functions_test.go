package schema_test

import (
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"jalons/server/database/databasetest"
)

// ours restricts pg_proc p to the functions of the migrations.
const ours = `p.pronamespace = 'public'::regnamespace
	and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid
		and d.deptype = 'e')`

// SQL functions have bodies whose names are bound at creation, so they work in a restored dump and are inlined; a
// SET clause would prevent that. The others resolve names at run time, so their search_path is fixed.
func TestFunctionsDoNotDependOnSearchPath(t *testing.T) {
	owner := databasetest.New(t).Owner
	var count int
	if err := owner.GetContext(
		t.Context(), &count, `select count(*) from pg_proc p where `+ours,
	); err != nil || count < 50 {
		t.Fatalf("got %d functions, %v; want 50 or more", count, err)
	}
	var faulty []string
	if err := owner.SelectContext(t.Context(), &faulty,
		`select p.oid::regprocedure::text from pg_proc p join pg_language l on l.oid = p.prolang
		where `+ours+` and (l.lanname not in ('sql', 'plpgsql') or l.lanname = 'sql' and p.prosqlbody is null
			or coalesce(p.proconfig, '{}') <> case
				when l.lanname = 'plpgsql' or p.prosecdef then array['search_path=pg_catalog, public, pg_temp']
				else '{}' end)
		order by 1`); err != nil {
		t.Fatal(err)
	}
	for _, name := range faulty {
		t.Errorf("%s: an SQL function needs a body without quotes and without SET, any other "+
			"(and each security definer) set search_path = pg_catalog, public, pg_temp", name)
	}
}

// The figures call these for each row; without inlining each would cost several times as much.
func TestHotFunctionsAreInlined(t *testing.T) {
	owner := databasetest.New(t).Owner
	for name, query := range map[string]string{
		"contributions":     `select c.* from milestone_standings s, contributions(s) c`,
		"part_standings_at": `select * from part_standings_at('infinity', 'infinity', '{1}')`,
		"standing_on":       `select * from standing_on(date '2026-01-01')`,
		"level_rank":        `select level_rank(declared) from milestone_standings`,
		"is_text":           `select is_text(title) from commitments`,
	} {
		t.Run(name, func(t *testing.T) {
			var plan []string
			if err := owner.SelectContext(t.Context(), &plan, "explain (verbose, costs off) "+query); err != nil {
				t.Fatal(err)
			}
			if text := strings.Join(plan, "\n"); strings.Contains(text, name+"(") {
				t.Errorf("got a call of %s in the plan, want it inlined:\n%s", name, text)
			}
		})
	}
}

func TestWriterCannotCreateTemporaryTables(t *testing.T) {
	db := databasetest.New(t)
	for name, pool := range map[string]*sqlx.DB{"writer": db.Write, "reader": db.Read} {
		_, err := pool.ExecContext(t.Context(), `create temporary table changes (id bigint)`)
		if pq.As(err, pqerror.InsufficientPrivilege) == nil {
			t.Errorf("%s: got %v, want no privilege", name, err)
		}
	}
}

// Even where temporary tables are allowed, a security definer function doesn't use one in place of a table.
func TestTemporaryTablesDoNotShadowTables(t *testing.T) {
	db, ctx := databasetest.New(t), t.Context()
	db.Owner.MustExecContext(ctx, `do $$ begin
		execute format('grant temporary on database %I to jalons_writer', current_database()); end $$`)
	conn, err := db.Write.Connx(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range []string{
		`create temporary table changes_waiting (change_id bigint)`,
		`insert into pg_temp.changes_waiting values (1)`,
		`create function pg_temp.run_as() returns trigger language plpgsql as $$
			begin raise exception 'the trigger ran as %', current_user; end $$`,
		`create trigger shadow before delete on pg_temp.changes_waiting for each row execute function pg_temp.run_as()`,
		`select sequence_changes()`,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			t.Fatalf("%s: got %v, want no error", statement, err)
		}
	}
}
