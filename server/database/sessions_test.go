//go:build unix

package database

import (
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"
)

// A pooler that ignores the startup parameter returns a session of the login role.
func TestSessionWithoutItsRoleIsRefused(t *testing.T) {
	t.Parallel()
	cluster := begun(t, options(t))
	run(t, cluster, `create role writes login; create role exempt bypassrls; create role owns; grant owns to writes;
		create table public.kept (n int); alter table public.kept owner to owns`)
	inner, err := connectorOf(cluster.DSN(Name, Superuser), "", Limits{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	_, err = connector{Connector: inner, role: "writes"}.Connect(t.Context())
	if found, ok := errors.AsType[ErrRole](err); !ok || found.Got != Superuser || found.Want != "writes" {
		t.Errorf("another role: got %v, want ErrRole", err)
	}
	for _, role := range []string{"exempt", Superuser} {
		_, err = Open(t.Context(), cluster.DSN(Name, Superuser), role, Limits{})
		if found, ok := errors.AsType[ErrRole](err); !ok || !found.Unbound {
			t.Errorf("role %s: got %v, want ErrRole, unbound", role, err)
		}
	}
	pool := opened(t, cluster.DSN(Name, "writes"), "writes")
	if _, err := CheckSessions(t.Context(), pool); !errors.Is(err, ErrOwner{Role: "writes", Owner: "owns"}) {
		t.Errorf("a member of the owner: got %v, want ErrOwner", err)
	}
}

func TestSessionLoggedInAsItsRoleHasNoOther(t *testing.T) {
	t.Parallel()
	cluster := begun(t, options(t))
	run(t, cluster, `create role writes`)
	owner := opened(t, cluster.DSN(Name, Superuser), "")
	for range 2 { // at the first start, and at each one after it
		if err := AllowLogin(t.Context(), owner, "writes"); err != nil {
			t.Fatal(err)
		}
	}
	for login, want := range map[string]string{Superuser: Superuser, "writes": "writes"} {
		pool := opened(t, cluster.DSN(Name, login), "writes")
		if got, err := CheckSessions(t.Context(), pool); err != nil || got != want {
			t.Errorf("got login %s, %v; want %s", got, err, want)
		}
		pool.SetMaxOpenConns(1)
		for _, statement := range []string{`reset role`, `reset session authorization`, `set role none`} {
			var after string
			_, err := pool.ExecContext(t.Context(), statement)
			if err := errors.Join(err, pool.GetContext(
				t.Context(), &after, `select current_user`,
			)); err != nil || login == "writes" && after != "writes" {
				t.Errorf("login %s: after %s got %s, %v; want its own role", login, statement, after, err)
			}
			if login != "writes" && statement == `set role none` && after != login {
				t.Errorf("login %s: after %s got %s, want the login", login, statement, after)
			}
		}
		if _, err := pool.ExecContext(t.Context(), `set role `+Superuser); (err == nil) != (login == Superuser) {
			t.Errorf("login %s: got %v, want the owner's role for the owner only", login, err)
		}
	}
}

func opened(t *testing.T, dsn, role string) *sqlx.DB {
	t.Helper()
	pool, err := Open(t.Context(), dsn, role, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}
