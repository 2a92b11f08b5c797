package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// ErrRole says that a session lacks the role of its pool, or has one that row-level security doesn't bind.
type ErrRole struct {
	Want, Got string
	Unbound   bool // superuser, or exempt from row-level security
}

func (e ErrRole) Error() string {
	if e.Unbound {
		return fmt.Sprintf(
			"the role %s is not bound by row-level security: run alter role %[1]s nosuperuser nobypassrls", e.Got,
		)
	}
	return fmt.Sprintf("sessions are those of %s and not of %s: log in as %[2]s itself, "+
		"and let no pooler ignore the startup parameter role", e.Got, e.Want)
}

// ErrOwner says that a role may become the owner of the tables, whom row-level security doesn't bind.
type ErrOwner struct{ Role, Owner string }

func (e ErrOwner) Error() string {
	return fmt.Sprintf("the role %s may become %s, who owns the tables: run revoke %[2]s from %[1]s", e.Role, e.Owner)
}

// ErrPooled says that a connection pooler runs each transaction in another session.
var ErrPooled = errors.New("a pooler gives each transaction another session: " +
	"set pool_mode = session for this database, or connect to PostgreSQL itself")

// connector refuses a connection whose session lacks the role: a pooler may have ignored the parameter.
type connector struct {
	driver.Connector
	role   string
	limits Limits
}

// Connect opens a connection, checks its role and sets its limits.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		if strings.Contains(err.Error(), "unsupported startup parameter: role") {
			return nil, fmt.Errorf("the pooler takes no role: log in as %s itself: %w", c.role, err)
		}
		return nil, err
	}
	if c.role != "" {
		err = checkRole(ctx, conn, c.role)
	}
	if err == nil {
		err = c.limits.set(ctx, conn)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return c.limits.Watch.on(conn), nil
}

// set sets the limits of the session. They are no startup parameters, since a pooler accepts none.
func (l Limits) set(ctx context.Context, conn driver.Conn) error {
	if l.Statement == 0 && l.Lock == 0 {
		return nil
	}
	set := fmt.Sprintf(
		`set statement_timeout = %d; set lock_timeout = %d`, l.Statement.Milliseconds(), l.Lock.Milliseconds(),
	)
	if _, err := conn.(driver.ExecerContext).ExecContext(ctx, set, nil); err != nil {
		return fmt.Errorf("limits of a session: %w", err)
	}
	return nil
}

func checkRole(ctx context.Context, conn driver.Conn, role string) error {
	rows, err := conn.(driver.QueryerContext).QueryContext(ctx, `select rolname::text, rolsuper or rolbypassrls
		from pg_catalog.pg_roles where rolname = current_user`, nil)
	if err != nil {
		return fmt.Errorf("role of a session: %w", err)
	}
	found := make([]driver.Value, 2)
	if err := errors.Join(rows.Next(found), rows.Close()); err != nil {
		return fmt.Errorf("role of a session: %w", err)
	}
	name, _ := found[0].(string)
	if unbound, _ := found[1].(bool); name != role || unbound {
		return ErrRole{Want: role, Got: name, Unbound: name == role}
	}
	return nil
}

// CheckSessions checks which role the sessions of a pool have logged in as. Errors: ErrPooled, ErrOwner.
func CheckSessions(ctx context.Context, db *sqlx.DB) (login string, err error) {
	if err := checkPooling(ctx, db.DB); err != nil {
		return "", err
	}
	var found struct{ Login, Role, Owner string }
	err = db.GetContext(ctx, &found, `select session_user::text as login, current_user::text as role, coalesce((
		select min(relowner::regrole::text) from pg_catalog.pg_class where relnamespace = 'public'::regnamespace
			and relkind = 'r' and pg_has_role(current_user, relowner, 'member')), '') as owner`)
	if err != nil {
		return "", fmt.Errorf("sessions: %w", err)
	}
	if found.Owner != "" {
		return "", ErrOwner{Role: found.Role, Owner: found.Owner}
	}
	return found.Login, nil
}

// checkPooling asks two open connections in turn for their backend process: with a session each, there are two, and
// they stay the same.
func checkPooling(ctx context.Context, db *sql.DB) (err error) {
	var conns [2]*sql.Conn
	for i := range conns {
		if conns[i], err = db.Conn(ctx); err != nil {
			return fmt.Errorf("sessions: %w", err)
		}
		defer conns[i].Close()
	}
	seen := map[int]int{}
	for turn := range 8 {
		var process int
		if err := conns[turn%2].QueryRowContext(ctx, `select pg_backend_pid()`).Scan(&process); err != nil {
			return fmt.Errorf("sessions: %w", err)
		}
		if of, found := seen[process]; found && of != turn%2 {
			return ErrPooled
		}
		seen[process] = turn % 2
	}
	if len(seen) != len(conns) {
		return ErrPooled
	}
	return nil
}

// AllowLogin lets roles log in themselves, so that their sessions have no other role to return to.
func AllowLogin(ctx context.Context, db *sqlx.DB, roles ...string) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("logins: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, role := range roles {
		var may bool
		if err := tx.GetContext(ctx, &may, `select rolcanlogin from pg_roles where rolname = $1`, role); err != nil {
			return fmt.Errorf("login of %s: %w", role, err)
		}
		if may {
			continue
		}
		if _, err := tx.ExecContext(ctx, `alter role `+pq.QuoteIdentifier(role)+` login`); err != nil {
			return fmt.Errorf("login of %s: %w", role, err)
		}
	}
	return tx.Commit()
}
