package people

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/tracker"
)

// Letter is what a person is written.
type Letter struct{ Subject, Body string }

// Recover sends a one-time code to the person of an address, in the words that write gives in their
// language. Whether there is such a person shows neither in the answer nor in its time. Invented people
// are written nothing.
func (p *People) Recover(ctx context.Context, a Attempt, write func(lang, code string) Letter) error {
	if _, _, err := p.attempt(ctx, a, "recovery"); err != nil {
		return err
	}
	_, err := p.code(ctx, a.Email, Recovery, func(ctx context.Context, tx *sqlx.Tx, of holder, code string) error {
		if of.Demonstration {
			return nil
		}
		if err := p.post(ctx, tx, of.ID, write(of.Language, code), recoveryLife); err != nil {
			return err
		}
		return p.note(ctx, tx, act{Account: of.ID, ActingAs: of.Role, Act: "recovery_asked", Subject: of.ID, Request: a.Request})
	})
	if tracker.KindOf(err) == tracker.Missing {
		return nil
	}
	return err
}

// post puts a letter into the outbox; it is of no use after a while.
func (p *People) post(ctx context.Context, tx *sqlx.Tx, account int64, l Letter, goodFor time.Duration) error {
	_, err := tx.ExecContext(ctx, `insert into mails (account_id, subject, body, created_at, due_at, good_until) values ($1, $2, $3, $4, $4, $5)`,
		account, l.Subject, l.Body, p.now(), p.now().Add(goodFor))
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// Invite sends a one-time code to somebody who has an account, in the words that write gives in their
// language; it takes the place of any code before it. Invented people are written nothing.
func (p *People) Invite(ctx context.Context, by *Person, email, request string, write func(lang, code string) Letter) error {
	_, err := p.code(ctx, email, Invitation, func(ctx context.Context, tx *sqlx.Tx, of holder, code string) error {
		if !of.Demonstration {
			if err := p.post(ctx, tx, of.ID, write(of.Language, code), invitationLife); err != nil {
				return err
			}
		}
		return p.note(ctx, tx, act{Account: by.ID, ActingAs: by.Role, Act: "invited", Subject: of.ID, Request: request})
	})
	return err
}
