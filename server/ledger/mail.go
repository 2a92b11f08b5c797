package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Letter is what a person is written.
type Letter struct{ Subject, Body string }

// NewMail is a letter for an account, which is of no use after Life.
type NewMail struct {
	Account int64
	Letter
	At   time.Time
	Life time.Duration
}

// AddMail puts a mail into the outbox, in the transaction of its cause.
func AddMail(ctx context.Context, tx *sqlx.Tx, m NewMail) error {
	_, err := tx.ExecContext(ctx, `-- ledger.AddMail
		insert into mails (account_id, subject, body, created_at, due_at, good_until) values ($1, $2, $3, $4, $4, $5)`,
		m.Account, m.Subject, m.Body, m.At, m.At.Add(m.Life))
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}
