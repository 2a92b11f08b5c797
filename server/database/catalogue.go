package database

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
)

// guards lists the objects that protect the data (policies, triggers, functions, grants), one a line, so that two
// lists can be compared. Grants to the owner and to foreign roles are the administrator's business. The body of a
// longer SQL function is printed differently after a dump, so it is compared only where it protects: a RETURN, or a
// security definer.
const guards = `
	select regexp_replace(line, '\s+', ' ', 'g') as line from (
	with public_class as (select * from pg_class where relnamespace = 'public'::regnamespace),
	acl as (
		select 'table ' || c.relname as object, a.* from public_class c, aclexplode(c.relacl) a
		where a.grantee <> c.relowner
		union all select 'column ' || c.relname || '.' || t.attname, a.*
			from public_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
			where a.grantee <> c.relowner
		union all select 'function ' || p.oid::regprocedure, a.*
			from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
			where a.grantee <> p.proowner and p.pronamespace = 'public'::regnamespace
				and not exists (` + ofExtension + `)
		union all select 'schema public', a.*
			from pg_namespace n, aclexplode(n.nspacl) a where n.nspname = 'public' and a.grantee <> n.nspowner)
	select 'row-level security on ' || relname || case when relforcerowsecurity then ' by force' else '' end as line
		from public_class where relrowsecurity
	union all select format('policy %s on %s (%s) for %s to %s using (%s) with check (%s)', policyname, tablename,
		lower(permissive), lower(cmd), array_to_string(roles, ', '), qual, with_check) from pg_policies
			where schemaname = 'public'
	union all select pg_get_triggerdef(t.oid) || case t.tgenabled when 'O' then ''
		else ' -- enabled: ' || t.tgenabled::text end
		from pg_trigger t join public_class c on c.oid = t.tgrelid where not t.tgisinternal
	union all select format('function %s %s%s%s %s body %s', p.oid::regprocedure, p.provolatile, case
		when p.proisstrict then ' strict' else '' end,
		case when p.prosecdef then ' security definer' else '' end, array_to_string(p.proconfig, ', '),
		case when p.prosqlbody is null or p.prosecdef or pg_get_function_sqlbody(p.oid) like 'RETURN %'
			then left(encode(sha256(convert_to(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), 'UTF8')), 'hex'), 16)
				else 'bound' end)
		from pg_proc p where p.pronamespace = 'public'::regnamespace and not exists (` + ofExtension + `)
	union all select format('grant %s on %s to %s', string_agg(lower(privilege_type), ', ' order by privilege_type),
		object,
		coalesce(r.rolname, 'public')) from acl left join pg_roles r on r.oid = grantee
		where grantee = 0 or r.rolname like 'jalons\_%' group by object, r.rolname
	) l order by line collate "C"`

const ofExtension = `select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid
	and d.deptype = 'e'`

// Catalogue lists the triggers, policies, functions and grants of the database, one a line, sorted.
func Catalogue(ctx context.Context, db *sqlx.DB) (string, error) {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("catalogue: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	// With an empty search_path every name is printed with its schema, whatever this login's own path is.
	if _, err := tx.ExecContext(ctx, `set local search_path = ''`); err != nil {
		return "", fmt.Errorf("catalogue: %w", err)
	}
	var lines []string
	if err := tx.SelectContext(ctx, &lines, guards); err != nil {
		return "", fmt.Errorf("catalogue: %w", err)
	}
	return strings.Join(lines, "\n") + "\n", nil
}

// ErrTemporary says that PUBLIC may create temporary tables, as after a restore without --create.
var ErrTemporary = errors.New(
	"everybody may make temporary tables in this database, and one could stand before a table of ours",
)

// ErrCatalogue lists how the database differs from what this program's migrations create.
type ErrCatalogue struct{ Missing, Unexpected []string }

func (e ErrCatalogue) Error() string {
	var b strings.Builder
	b.WriteString("the database is not guarded as this program's migrations leave it: " +
		"undo what differs as its owner, or restore a backup into an empty database")
	for _, line := range e.Missing {
		b.WriteString("\n  missing: " + line)
	}
	for _, line := range e.Unexpected {
		b.WriteString("\n  unexpected: " + line)
	}
	return b.String()
}

// CheckCatalogue compares the database with what its migrations create in an empty one.
func CheckCatalogue(ctx context.Context, db *sqlx.DB, want string) error {
	var temporary bool
	err := db.GetContext(ctx, &temporary,
		`select exists (select from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
		where d.datname = current_database() and a.grantee = 0 and a.privilege_type = 'TEMPORARY')`)
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	if temporary {
		var name string
		if err := db.GetContext(ctx, &name, `select quote_ident(current_database())`); err != nil {
			return fmt.Errorf("catalogue: %w", err)
		}
		return fmt.Errorf("%w: run this as its owner: revoke temporary on database %s from public", ErrTemporary, name)
	}
	got, err := Catalogue(ctx, db)
	if err != nil {
		return err
	}
	missing, unexpected := without(want, got), without(got, want)
	if len(missing)+len(unexpected) > 0 {
		return ErrCatalogue{Missing: missing, Unexpected: unexpected}
	}
	return nil
}

// without returns the lines of one list that the other lacks; both are sorted.
func without(list, other string) (lines []string) {
	others := strings.Split(other, "\n")
	for line := range strings.Lines(list) {
		line = strings.TrimSuffix(line, "\n")
		if _, found := slices.BinarySearch(others[:len(others)-1], line); !found {
			lines = append(lines, line)
		}
	}
	return lines
}
