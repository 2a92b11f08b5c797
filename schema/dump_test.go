package schema_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"jalons/server/database/databasetest"
)

const dumpHead = `-- What the migrations make, for readers: written by "go test ./schema -update", and nothing runs it.
-- Tables with their columns, constraints, indexes, triggers in the order in which they fire, policies and grants;
-- then views, then functions without their bodies, which stand in the numbered files.
`

// dumpTables writes each table with what belongs to it. Types of constraints sort as primary key, unique, foreign
// key, check.
const dumpTables = `
select format(E'create table %s (\n%s\n);\n%s', c.relname,
  (select string_agg('  ' || line, E',\n' order by kind, place, line collate "C") from (
    select 1 as kind, a.attnum::int as place, concat_ws(' ', quote_ident(a.attname),
      format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
      case when a.attidentity = 'a' then 'generated always as identity' end,
      case when a.attgenerated = 's' then 'generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
        when d.adbin is not null then 'default ' || pg_get_expr(d.adbin, d.adrelid) end) as line
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    union all select 2, position(k.contype::text in 'pufc'), format('constraint %s %s', k.conname,
      pg_get_constraintdef(k.oid, true)) from pg_constraint k
    where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')
  ) l),
  coalesce((select string_agg(line, '' order by kind, line collate "C") from (
    select 1 as kind, pg_get_indexdef(i.indexrelid) || E';\n' as line from pg_index i where i.indrelid = c.oid
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
    union all select 2, pg_get_triggerdef(t.oid) || E';\n' from pg_trigger t
      where t.tgrelid = c.oid and not t.tgisinternal
    union all select 3, format(E'alter table %s enable row level security;\n', c.relname) where c.relrowsecurity
    union all select 4, format('create policy %s on %s for %s to %s', p.policyname, p.tablename, lower(p.cmd),
      array_to_string(p.roles, ', ')) || coalesce(' using (' || p.qual || ')', '')
      || coalesce(' with check (' || p.with_check || ')', '') || E';\n'
      from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname
    union all select 5, line from (` + dumpGrants + `) g
  ) l), ''))
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'goose_db_version'
order by c.relname collate "C"`

// dumpGrants lists what the two roles may do with the relation c, columns by name where not with all of them.
const dumpGrants = `
select format(E'grant %s on %s to %s;\n', string_agg(lower(privilege) || columns, ', ' order by privilege),
  c.relname, grantee) as line
from (
  select a.privilege_type as privilege, '' as columns, a.grantee::regrole::text as grantee from aclexplode(c.relacl) a
  union all select a.privilege_type, ' (' || string_agg(t.attname, ', ' order by t.attnum) || ')',
    a.grantee::regrole::text
  from pg_attribute t, aclexplode(t.attacl) a where t.attrelid = c.oid group by a.privilege_type, a.grantee
) a where grantee in ('jalons_writer', 'jalons_reader') group by grantee`

const dumpViews = `
select format(E'create view %s as\n%s\n%s', c.relname, pg_get_viewdef(c.oid, true),
  (select string_agg(line, '' order by line collate "C") from (` + dumpGrants + `) g))
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
order by c.relname collate "C"`

const dumpFunctions = `
select format(E'function %s(%s)\n  returns %s\n  %s\n%s', p.proname, pg_get_function_arguments(p.oid),
  coalesce(pg_get_function_result(p.oid), 'void'), concat_ws(' ', l.lanname, case p.provolatile
    when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end, case when p.prosecdef then
    'security definer' end),
  '  called by ' || coalesce((select string_agg(a.grantee::regrole::text, ', ' order by a.grantee::regrole::text)
    from aclexplode(p.proacl) a where a.grantee::regrole::text in ('jalons_writer', 'jalons_reader')),
    'triggers and the owner'))
from pg_proc p join pg_language l on l.oid = p.prolang where ` + ours + `
order by p.proname collate "C", pg_get_function_arguments(p.oid) collate "C"`

// dumpedBy is the version of PostgreSQL that frontend/package.json pins: others write the same in other words.
const dumpedBy = 18

// The dump is what the pinned PostgreSQL says of the schema: a change of the schema shows in it, for reviewers.
func TestDumpIsWhatTheMigrationsMake(t *testing.T) {
	owner := databasetest.New(t).Owner
	var version int
	err := owner.GetContext(t.Context(), &version, `select current_setting('server_version_num')::int / 10000`)
	if err != nil {
		t.Fatal(err)
	}
	if version != dumpedBy {
		t.Skipf("PostgreSQL %d; dump.sql is of PostgreSQL %d", version, dumpedBy)
	}
	got := dumped(t, owner)
	if *update {
		if err := os.WriteFile("dump.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("dump.sql")
	if err != nil {
		t.Fatal(err)
	}
	wants := strings.Split(string(want), "\n")
	for n, line := range strings.Split(got, "\n") {
		if n >= len(wants) || wants[n] != line {
			t.Fatalf("dump.sql:%d: got %q\nAfter a change of the schema: go test ./schema -update", n+1, line)
		}
	}
	if len(got) != len(want) {
		t.Errorf("dump.sql has %d bytes, want %d", len(want), len(got))
	}
}

func dumped(t *testing.T, owner *sqlx.DB) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(dumpHead)
	for _, query := range []string{dumpTables, dumpViews, dumpFunctions} {
		var blocks []string
		if err := owner.SelectContext(t.Context(), &blocks, query); err != nil || len(blocks) == 0 {
			t.Fatalf("%d objects: %v", len(blocks), err)
		}
		for _, block := range blocks {
			for line := range strings.SplitSeq("\n"+strings.TrimSpace(block), "\n") {
				b.WriteString(filled(strings.TrimRight(line, " ")) + "\n")
			}
		}
	}
	return b.String()
}

// noise is what PostgreSQL writes to be exact and a reader doesn't need.
var noise = regexp.MustCompile(`\bpublic\.|::text\b`)

// filled breaks a line before column 120, at spaces, and indents what follows.
func filled(line string) string {
	line = noise.ReplaceAllString(line, "")
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))] + "    "
	var b strings.Builder
	for len([]rune(line)) > 118 {
		at := strings.LastIndex(string([]rune(line)[:118]), " ")
		if at <= len(indent) {
			break
		}
		b.WriteString(line[:at] + "\n")
		line = indent + line[at+1:]
	}
	return b.String() + line
}
