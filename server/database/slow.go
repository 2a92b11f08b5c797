package database

import (
	"context"
	"database/sql/driver"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Watch receives the statements that PostgreSQL takes long for.
type Watch struct {
	// Over is the threshold; 0 disables the watch.
	Over time.Duration
	// Tell receives the name of a statement, never its text or values. Only the wait for the database counts, not
	// what the caller does between rows.
	Tell func(ctx context.Context, statement string, took time.Duration)
	// Through lists functions that only forward statements of others, such as tracker.exec.
	Through []string
}

// pqConn is what the driver's connections are, pqStmt its statements, pqRows its rows.
type (
	pqConn interface {
		driver.Conn
		driver.ConnBeginTx
		driver.ConnPrepareContext
		driver.ExecerContext
		driver.QueryerContext
		driver.NamedValueChecker
		driver.Pinger
		driver.SessionResetter
		driver.Validator
	}
	pqStmt interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}
	pqRows interface {
		driver.RowsNextResultSet
		driver.RowsColumnTypeScanType
		driver.RowsColumnTypeDatabaseTypeName
		driver.RowsColumnTypeLength
		driver.RowsColumnTypePrecisionScale
	}
)

// on wraps a connection where it is one of the driver's.
func (w Watch) on(conn driver.Conn) driver.Conn {
	if whole, ok := conn.(pqConn); ok && w.Over > 0 {
		return watchedConn{whole, w}
	}
	return conn
}

// tell reports a statement that took long.
func (w Watch) tell(ctx context.Context, statement string, took time.Duration) {
	if took >= w.Over {
		w.Tell(ctx, statement, took)
	}
}

// rows wraps the rows of a statement; took is the time until the first of them.
func (w Watch) rows(ctx context.Context, statement string, begun time.Time, rows driver.Rows) driver.Rows {
	took := time.Since(begun)
	if whole, ok := rows.(pqRows); ok {
		return &watchedRows{pqRows: whole, took: took, done: func(took time.Duration) { w.tell(ctx, statement, took) }}
	}
	w.tell(ctx, statement, took)
	return rows
}

type watchedConn struct {
	pqConn
	watch Watch
}

// ExecContext runs a statement without rows.
func (c watchedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	name, begun := c.watch.nameOf(query), time.Now()
	defer func() { c.watch.tell(ctx, name, time.Since(begun)) }()
	return c.pqConn.ExecContext(ctx, query, args)
}

// QueryContext runs a statement with rows.
func (c watchedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	name, begun := c.watch.nameOf(query), time.Now()
	rows, err := c.pqConn.QueryContext(ctx, query, args)
	return c.watch.rows(ctx, name, begun, rows), err
}

// PrepareContext prepares a statement; COPY is passed through unwatched.
func (c watchedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := c.pqConn.PrepareContext(ctx, query)
	if whole, ok := stmt.(pqStmt); ok {
		return watchedStmt{whole, c.watch, c.watch.nameOf(query)}, err
	}
	return stmt, err
}

// BeginTx begins a transaction, whose commit may wait for a standby.
func (c watchedConn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	tx, err := c.pqConn.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	return watchedTx{tx, func(took time.Duration) { c.watch.tell(ctx, "commit", took) }}, nil
}

type watchedStmt struct {
	pqStmt
	watch Watch
	name  string
}

// ExecContext runs the statement without rows.
func (s watchedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	begun := time.Now()
	defer func() { s.watch.tell(ctx, s.name, time.Since(begun)) }()
	return s.pqStmt.ExecContext(ctx, args)
}

// QueryContext runs the statement with rows.
func (s watchedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	begun := time.Now()
	rows, err := s.pqStmt.QueryContext(ctx, args)
	return s.watch.rows(ctx, s.name, begun, rows), err
}

type watchedTx struct {
	driver.Tx
	done func(took time.Duration)
}

// Commit commits.
func (t watchedTx) Commit() error {
	begun := time.Now()
	defer func() { t.done(time.Since(begun)) }()
	return t.Tx.Commit()
}

type watchedRows struct {
	pqRows
	took time.Duration
	done func(took time.Duration) // nil once it was called
}

// Next reads a row.
func (r *watchedRows) Next(row []driver.Value) error {
	begun := time.Now()
	defer func() { r.took += time.Since(begun) }()
	return r.pqRows.Next(row)
}

// Close ends the rows.
func (r *watchedRows) Close() error {
	begun := time.Now()
	err := r.pqRows.Close()
	if r.done != nil {
		r.done(r.took + time.Since(begun))
		r.done = nil
	}
	return err
}

// named matches a first line that is a name: the function that a statement belongs to, and which of its statements
// it is.
var named = regexp.MustCompile(`^-- ([a-z]+\.\w+(?: \w+)*) *(?:\n|$)`)

// nameOf returns the name in a statement's first line, or else the function that runs it.
func (w Watch) nameOf(query string) string {
	if found := named.FindStringSubmatch(query); found != nil {
		return found[1]
	}
	var calls [64]uintptr
	frames := runtime.CallersFrames(calls[:runtime.Callers(1, calls[:])])
	for {
		frame, more := frames.Next()
		if name := functionName(frame.Function); name != "" && !slices.Contains(w.Through, name) {
			return name
		}
		if !more {
			return "a statement without a name"
		}
	}
}

// functionName returns the name of a function of this program, such as tracker.Follow: package and function,
// without receiver, closures and types. It is empty for others, and for this package.
func functionName(function string) string {
	path, ok := strings.CutPrefix(function, "jalons/")
	if !ok && !strings.HasPrefix(function, "main.") || strings.HasPrefix(path, "server/database.") {
		return ""
	}
	parts := strings.Split(strings.ReplaceAll(path[strings.LastIndexByte(path, '/')+1:], "[...]", ""), ".")
	name := parts[1]
	if len(parts) > 2 && (strings.HasPrefix(name, "(") || !strings.HasPrefix(parts[2], "func")) {
		name = parts[2]
	}
	return parts[0] + "." + name
}
