package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// ErrOutcomeUnknown says that a commit was sent and no answer came: the write may stand or not.
// Who asks again must do so with the same idempotency key.
var ErrOutcomeUnknown = errors.New("it is not known whether the write was kept")

const (
	commitLimit = 10 * time.Second
	retries     = 4
	firstPause  = 10 * time.Millisecond
)

// InTx runs fn in one transaction and commits it: the one way to write. fn runs again, up to
// four times, after a serialization failure or a deadlock, so it must have no effect outside its
// transaction. A statement that was cut off gives context.DeadlineExceeded or the end of ctx.
func InTx(ctx context.Context, db *sqlx.DB, fn func(*sqlx.Tx) error) error {
	return inTx(ctx, db, commitLimit, fn)
}

func inTx(ctx context.Context, db *sqlx.DB, limit time.Duration, fn func(*sqlx.Tx) error) error {
	pause := firstPause
	for attempt := 0; ; attempt++ {
		err := tryTx(ctx, db, limit, fn)
		if attempt == retries || pq.As(err, pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected) == nil {
			return cutOff(ctx, err)
		}
		// The jitter keeps those who collided from colliding again.
		if waitErr := wait(ctx, pause+rand.N(pause)); waitErr != nil {
			return errors.Join(waitErr, err)
		}
		pause *= 2
	}
}

// tryTx makes one attempt. The transaction ends with ctx until its commit is sent, and has a
// limit of its own from then on: a commit that is broken off may have been kept.
func tryTx(ctx context.Context, db *sqlx.DB, limit time.Duration, fn func(*sqlx.Tx) error) (err error) {
	conn, tx, life, err := begin(ctx, db)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		_ = tx.Rollback() // nothing is left to roll back after a commit
		if unfit(err) {
			discard(conn)
		}
		_ = conn.Close()
		life.end()
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if !life.detach() {
		return ctx.Err()
	}
	return commit(tx, life, limit)
}

// lifetime is the context of a transaction. It ends with the request until it is detached.
type lifetime struct {
	ctx    context.Context
	end    func()
	detach func() bool
}

func lifetimeOf(request context.Context) *lifetime {
	ctx, end := context.WithCancel(context.WithoutCancel(request))
	detach := context.AfterFunc(request, end)
	return &lifetime{ctx: ctx, detach: detach, end: func() { detach(); end() }}
}

// begin opens a transaction on a connection that can be thrown away. A connection that died
// while it lay idle is noticed only here, before anything has run on it: the next one is taken.
func begin(ctx context.Context, db *sqlx.DB) (*sqlx.Conn, *sqlx.Tx, *lifetime, error) {
	for dead := db.Stats().OpenConnections; ; dead-- {
		conn, err := db.Connx(ctx)
		if err != nil {
			return nil, nil, nil, err
		}
		life := lifetimeOf(ctx)
		tx, err := conn.BeginTxx(life.ctx, nil)
		if err == nil {
			return conn, tx, life, nil
		}
		life.end()
		discard(conn)
		if dead <= 0 || !broken(err) || silent(err) { // a server that is frozen is so for every connection
			return nil, nil, nil, err
		}
	}
}

func commit(tx *sqlx.Tx, life *lifetime, limit time.Duration) error {
	timer := time.AfterFunc(limit, life.end)
	defer timer.Stop()
	err := tx.Commit()
	// The driver reports success for a commit that was cut off while it waited for a standby.
	if life.ctx.Err() != nil {
		return errors.Join(ErrOutcomeUnknown, err)
	}
	if err == nil || rolledBack(err) {
		return err
	}
	return errors.Join(ErrOutcomeUnknown, err)
}

// rolledBack says whether a failed commit has certainly left nothing.
func rolledBack(err error) bool {
	if errors.Is(err, pq.ErrInFailedTransaction) {
		return true
	}
	answer := pq.As(err)
	return answer != nil && !unfit(err) &&
		answer.Code != pqerror.TRStatementCompletionUnknown && answer.Code != pqerror.TransactionResolutionUnknown
}

// broken says whether err tells of the connection and not of what was asked.
func broken(err error) bool {
	_, network := errors.AsType[*net.OpError](err)
	return network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// silent says whether a connection gave no answer in time. A request whose own time is over looks like one.
func silent(err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return ok && network.Timeout() && !errors.Is(err, context.DeadlineExceeded)
}

// unfit says whether the connection leads to a server that can't take writes, or nowhere.
func unfit(err error) bool {
	if answer := pq.As(err); answer != nil && standby(answer) {
		return true
	}
	return broken(err) ||
		pq.As(err, pqerror.ReadOnlySQLTransaction, pqerror.AdminShutdown, pqerror.CannotConnectNow) != nil
}

// discard makes the pool close the connection.
func discard(conn *sqlx.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = conn.Close()
}

// cutOff gives a cancelled statement the error of its context.
func cutOff(ctx context.Context, err error) error {
	cancelled := pq.As(err, pqerror.QueryCanceled) != nil
	if errors.Is(err, ErrOutcomeUnknown) || !cancelled && !broken(err) && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	if ended := ctx.Err(); ended != nil {
		return errors.Join(ended, err)
	}
	if cancelled {
		return errors.Join(context.DeadlineExceeded, err)
	}
	return err
}

func wait(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
