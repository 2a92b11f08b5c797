package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// responseLife is how long a write that is sent again under its key gets the first answer.
const responseLife = 24 * time.Hour

// Request is who asks for a write from outside. Key is the caller's own name for this one write, under
// which it is done once however often it is sent; it may be empty. Hash is that of what is asked, ID the
// number of the request in the log.
type Request struct {
	Account int64
	Key     string
	Hash    string
	ID      string
}

// WriteAs runs fn in one transaction with the rights that the caller's account has in it, and gives its
// answer. The same key with the same content gives the first answer again; with another content it is
// refused, and so is a key whose first write still runs.
func WriteAs[Out any](ctx context.Context, l *Ledger, c Request, fn func(*Writer) (Out, error)) (Out, error) {
	var out Out
	err := InTx(ctx, l.Primary, func(tx *sqlx.Tx) error {
		w := &Writer{tx: tx, ready: prepare(tx), now: l.now}
		rights, err := readRights(ctx, tx, c.Account, domain.DayOf(l.now()), true)
		if err != nil {
			return err
		}
		if err := w.enter(ctx, rights.scope(), string(rights.Role)); err != nil {
			return err
		}
		if done, err := w.replay(ctx, c, &out); done || err != nil {
			return err
		}
		w.Actor = Actor{Account: c.Account, ActingAs: rights.Role, Rights: rights, request: c.ID}
		out, err = fn(w)
		if err != nil {
			return err
		}
		return w.saveResponse(ctx, c, out)
	})
	if err != nil {
		return out, explain(err)
	}
	l.sequenceNow(ctx)
	return out, nil
}

// Perform is WriteAs for a write whose answer is that it is done.
func Perform(ctx context.Context, l *Ledger, c Request, fn func(*Writer) error) error {
	_, err := WriteAs(ctx, l, c, func(w *Writer) (bool, error) { return true, fn(w) })
	return err
}

// enter sets app.scope and app.role, which the row-level security policies read, and app.at, the instant of
// what the triggers log, until the transaction ends.
func (w *Writer) enter(ctx context.Context, scope, role string) error {
	if _, err := w.tx.ExecContext(
		ctx,
		`select set_config('app.scope', $1, true), set_config('app.role', $2, true), set_config('app.at', $3, true)`,
		scope, role, w.now().Format(time.RFC3339Nano),
	); err != nil {
		return fmt.Errorf("scope: %w", err)
	}
	return nil
}

// replay gives the answer that the key has had. To count it is a write, so that the commit waits for
// what the first one waited for: only then is it certain that the first one stands.
func (w *Writer) replay(ctx context.Context, c Request, out any) (done bool, err error) {
	if c.Key == "" {
		return false, nil
	}
	var free bool
	if err := w.tx.GetContext(
		ctx, &free, `select pg_try_advisory_xact_lock(hashtextextended($1, $2))`, c.Key, c.Account,
	); err != nil {
		return false, fmt.Errorf("key: %w", err)
	}
	if !free {
		return false, keyInUse()
	}
	var kept struct {
		Asked  string `db:"request_hash"`
		Answer []byte `db:"response"`
	}
	err = w.tx.GetContext(ctx, &kept,
		`update idempotency_keys set replay_count = replay_count + 1 where account_id = $1 and key = $2
			and recorded_at > $3 returning request_hash, response`,
		c.Account, c.Key, w.now().Add(-responseLife))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("key: %w", err)
	case kept.Asked != c.Hash:
		return false, &domain.Error{Kind: domain.Rule, Code: "key_used"}
	}
	return true, json.Unmarshal(kept.Answer, out)
}

func keyInUse() error {
	return &domain.Error{Kind: domain.Conflict, Code: "key_runs", Args: map[string]any{"seconds": 1}}
}

// saveResponse keeps the answer with the effect. Where another transaction was first after all, this one
// leaves nothing.
func (w *Writer) saveResponse(ctx context.Context, c Request, out any) error {
	if c.Key == "" {
		return nil
	}
	answer, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	kept, err := w.tx.ExecContext(ctx, `-- ledger.saveResponse
		insert into idempotency_keys (account_id, key, request_hash, response, recorded_at) values ($1, $2, $3, $4, $5)
		on conflict (account_id, key) do update
			set request_hash = excluded.request_hash, response = excluded.response,
				recorded_at = excluded.recorded_at, replay_count = 0
			where idempotency_keys.recorded_at <= $6`,
		c.Account, c.Key, c.Hash, answer, w.now(), w.now().Add(-responseLife))
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if n, err := kept.RowsAffected(); err != nil || n == 0 {
		return errors.Join(keyInUse(), err)
	}
	return nil
}

// Tidy takes away answers that are no longer given.
func (l *Ledger) Tidy(ctx context.Context) error {
	return InTx(ctx, l.Primary, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(
			ctx, `delete from idempotency_keys where recorded_at < $1`, l.now().Add(-2*responseLife),
		); err != nil {
			return fmt.Errorf("tidy: %w", err)
		}
		return nil
	})
}

// Tx is the transaction, for packages beside this one that write to tables of their own in it.
func (w *Writer) Tx() *sqlx.Tx { return w.tx }

// Now is the instant at which the writer records.
func (w *Writer) Now() time.Time { return w.now() }

// Audit writes a row of the audit log. What the program does by itself stands in the log of changes only.
func (w *Writer) Audit(ctx context.Context, act, object string, detail map[string]any) error {
	if w.Rights == nil {
		return nil
	}
	if detail == nil {
		detail = map[string]any{}
	}
	detail["object"] = object
	b, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	if _, err := w.tx.ExecContext(ctx,
		`insert into audit_log (account_id, acting_as, action, detail, request, recorded_at)
			values (nullif($1, 0), $2, $3, $4, $5, $6)`,
		w.Account, w.ActingAs, act, b, w.request, w.now()); err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	return nil
}

// Try runs fn as a part that may fail by itself: what it did is undone and the transaction goes on.
func (w *Writer) Try(ctx context.Context, fn func() error) error {
	if _, err := w.tx.ExecContext(ctx, `savepoint part`); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	told := w.ready.at
	end, failed := `release savepoint part`, fn()
	if failed != nil {
		end, w.ready.at = `rollback to savepoint part`, told
	}
	if _, err := w.tx.ExecContext(ctx, end); err != nil {
		return fmt.Errorf("savepoint: %w", errors.Join(err, failed))
	}
	return explain(failed)
}
