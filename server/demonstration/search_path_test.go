package demonstration_test

import (
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// expressions lists whatever the catalogue keeps as an expression on a table, each written as a dump writes
// it: generated columns and defaults, what indexes are on, checks and policies.
const expressions = `
	select adrelid::regclass::text as "table", pg_get_expr(adbin, adrelid) as expression from pg_attrdef
	union all select indrelid::regclass::text, pg_get_expr(indexprs, indrelid) from pg_index where indexprs is not null
	union all select indrelid::regclass::text, pg_get_expr(indpred, indrelid) from pg_index where indpred is not null
	union all select conrelid::regclass::text, pg_get_expr(conbin, conrelid) from pg_constraint
	where contype = 'c' and conrelid <> 0
	union all select polrelid::regclass::text, pg_get_expr(polqual, polrelid) from pg_policy where polqual is not null
	union all select polrelid::regclass::text, pg_get_expr(polwithcheck, polrelid) from pg_policy
	where polwithcheck is not null`

// emptyPath is a transaction without a search path, as a restored dump has it.
type emptyPath struct {
	*record
	tx *sqlx.Tx
	// refusals says in which functions errors came about: PostgreSQL doesn't count such a call.
	refusals *strings.Builder
}

// withoutSearchPath evaluates on all rows what the schema evaluates by itself: a dump is restored so.
func (r *record) withoutSearchPath() {
	tx, err := r.db.Owner.BeginTxx(r.ctx, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	tx.MustExecContext(r.ctx, `set local search_path = ''; set local track_functions = 'all'`)
	e := emptyPath{r, tx, &strings.Builder{}}
	e.expressions()
	for _, view := range e.list(
		`select oid::regclass::text from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace`,
	) {
		e.try("view "+view, fmt.Sprintf(`select count(v::text) from %s v`, view))
	}
	e.triggers()
}

func (e emptyPath) expressions() {
	var found []struct{ Table, Name, Expression string }
	err := e.tx.SelectContext(e.ctx, &found,
		`select e.*, quote_ident(c.relname) as name from (`+expressions+`) e
			join pg_class c on c.oid = e."table"::regclass
		where c.relnamespace = 'public'::regnamespace`)
	if err != nil || len(found) < 200 {
		e.t.Fatalf("%d expressions: %v", len(found), err)
	}
	for _, f := range found {
		of := `(select * from %[1]s union all select (null::%[1]s).*) as %[2]s`
		e.try(f.Table, fmt.Sprintf(`select count(row(%[3]s)::text) from `+of, f.Table, f.Name, f.Expression))
	}
}

// triggers writes a copy of rows of each table that has triggers, with nothing in the way of them.
func (e emptyPath) triggers() {
	e.freeTables()
	tables := e.list(`select distinct tgrelid::regclass::text from pg_trigger where not tgisinternal`)
	for _, table := range tables {
		columns := strings.Join(e.list(`select quote_ident(attname) from pg_attribute
			where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`, table), ", ")
		rows := fmt.Sprintf(
			`select %s from (select * from %[2]s
				union all select (null::%[2]s).* where not exists (select from %[2]s) limit 3) r`,
			columns, table,
		)
		e.try("insert into "+table, fmt.Sprintf(`insert into %s (%s) %s`, table, columns, rows))
		same := `(` + columns + `) = row(` + columns + `)`
		e.try("update "+table, fmt.Sprintf(
			`update %[1]s set %[2]s where ctid = any (array(select ctid from %[1]s limit 3))`, table, same,
		))
		e.try("delete from "+table, fmt.Sprintf(
			`delete from %[1]s where ctid = any (array(select ctid from %[1]s limit 3))`, table,
		))
	}
	for _, name := range e.list(`select distinct tgfoid::regproc::text from pg_trigger
		where not tgisinternal and coalesce(pg_stat_get_xact_function_calls(tgfoid), 0) = 0`) {
		if !strings.Contains(e.refusals.String(), "function "+strings.TrimPrefix(name, "public.")+"(") {
			e.t.Errorf("the trigger function %s has not run", name)
		}
	}
}

// freeTables takes away what would refuse a copy of a row, and what lets a trigger run for some rows only.
func (e emptyPath) freeTables() {
	statements := e.list(`select format('alter table %s drop constraint %I', conrelid::regclass, conname)
		from pg_constraint
		where contype in ('f', 'p', 'u', 'c') and connamespace = 'public'::regnamespace order by contype <> 'f'`)
	statements = append(statements, e.list(`select format('drop trigger %I on %s; %s', tgname, tgrelid::regclass,
		regexp_replace(pg_get_triggerdef(oid), ' WHEN \(.*\) EXECUTE ', ' EXECUTE ')) from pg_trigger
			where not tgisinternal`)...)
	statements = append(statements,
		e.list(`select format('alter table %s alter %I drop identity if exists', attrelid::regclass, attname)
		from pg_attribute join pg_class c on c.oid = attrelid
		where relnamespace = 'public'::regnamespace and relkind = 'r' and attidentity <> ''`)...)
	for _, statement := range statements {
		e.tx.MustExecContext(e.ctx, statement)
	}
	// What is left is unique without being a constraint, or not null without being a key.
	unique := e.list(`select 'drop index ' || indexrelid::regclass
		from pg_index join pg_class c on c.oid = indrelid
		where indisunique and relnamespace = 'public'::regnamespace`)
	notNull := e.list(`select format('alter table %s alter %I drop not null', attrelid::regclass, attname)
		from pg_attribute join pg_class c on c.oid = attrelid
		where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and attnotnull`)
	for _, statement := range append(unique, notNull...) {
		e.tx.MustExecContext(e.ctx, statement)
	}
}

func (e emptyPath) list(query string, args ...any) (found []string) {
	e.t.Helper()
	if err := e.tx.SelectContext(e.ctx, &found, query, args...); err != nil {
		e.t.Fatal(err)
	}
	return found
}

// try runs a statement and undoes it. Our own refusals are fine here; a name that isn't found is not.
func (e emptyPath) try(what, statement string) {
	e.t.Helper()
	e.tx.MustExecContext(e.ctx, `savepoint before`)
	_, err := e.tx.ExecContext(e.ctx, statement)
	answer := pq.As(err)
	if err != nil &&
		(answer == nil || strings.HasPrefix(string(answer.Code), "42") ||
			strings.HasPrefix(string(answer.Code), "3F")) {
		e.t.Errorf("%s: %v", what, err)
	}
	if answer != nil {
		e.refusals.WriteString(answer.Where)
	}
	e.tx.MustExecContext(e.ctx, `rollback to before`)
}
