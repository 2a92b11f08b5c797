package people

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/tracker"
)

// Purpose is what a one-time code was given for.
type Purpose string

// The purposes, and how long a code of each is good for.
const (
	Invitation Purpose = "invitation"
	Recovery   Purpose = "recovery"

	invitationLife = 7 * 24 * time.Hour
	recoveryLife   = time.Hour
	codeTries      = 5
	codeLength     = 12
)

// Life is how long a code is good for.
func (p Purpose) Life() time.Duration {
	if p == Invitation {
		return invitationLife
	}
	return recoveryLife
}

// Code makes a one-time code with which the person of an account sets a password, in letters and digits
// that can't be taken for one another. It takes the place of any that came before.
func (p *People) Code(ctx context.Context, email string, purpose Purpose) (code string, err error) {
	return p.code(ctx, email, purpose, func(context.Context, *sqlx.Tx, holder, string) error { return nil })
}

// code makes a code; then does what belongs to it in the same transaction.
func (p *People) code(ctx context.Context, email string, purpose Purpose, then func(context.Context, *sqlx.Tx, holder, string) error) (code string, err error) {
	code = rand.Text()[:codeLength] // base32: 60 random bits, without 0, 1, 8 and 9
	hash, err := p.hash(ctx, code)
	if err != nil {
		return "", err
	}
	spaced := code[:4] + "-" + code[4:8] + "-" + code[8:]
	err = p.write(ctx, func(tx *sqlx.Tx) error {
		var of holder
		err := tx.GetContext(ctx, &of, `select id, email, name, language, role, demonstration from accounts where lower(email) = lower($1) and disabled_at is null`, strings.TrimSpace(email))
		if errors.Is(err, sql.ErrNoRows) {
			return &tracker.Error{Kind: tracker.Missing, Code: "missing_account", Args: map[string]any{"code": email}}
		}
		if err == nil {
			_, err = tx.ExecContext(ctx, `update codes set expires_at = greatest(created_at + interval '1 microsecond', $2) where account_id = $1 and used_at is null and expires_at > $2`, of.ID, p.now())
		}
		if err == nil {
			_, err = tx.ExecContext(ctx, `insert into codes (account_id, purpose, hash, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
				of.ID, purpose, hash, p.now(), p.now().Add(purpose.Life()))
		}
		if err != nil {
			return fmt.Errorf("code: %w", err)
		}
		return then(ctx, tx, of, spaced)
	})
	return spaced, err
}

// errGone is told to who holds a code that is no longer good.
var errGone = &tracker.Error{Kind: tracker.Gone, Code: "code_gone", Field: "code"}

// UseCode sets a password by a one-time code and signs every device of the account out. An unknown
// address and a wrong code give the same error and take the same time; a right code that was used, has
// run out or was tried five times gives one of kind Gone.
func (p *People) UseCode(ctx context.Context, a Attempt, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	h, counted, err := p.attempt(ctx, a, "account")
	if err != nil {
		return err
	}
	code, err := p.tryCode(ctx, h.ID)
	if err != nil {
		return err
	}
	right, err := p.matches(ctx, written(a.Secret), code.Hash)
	if err != nil {
		return err
	}
	if !right {
		return &tracker.Error{Kind: tracker.SignedOut, Code: "code_wrong"}
	}
	if !code.Good {
		return errGone
	}
	hash, err := p.hash(ctx, password)
	if err != nil {
		return err
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		used, err := tx.ExecContext(ctx, `update codes set used_at = $2 where id = $1 and used_at is null`, code.ID, p.now())
		if err != nil {
			return fmt.Errorf("code: %w", err)
		}
		if n, err := used.RowsAffected(); err != nil || n == 0 {
			return errors.Join(errGone, err)
		}
		if err := p.setPassword(ctx, tx, h.ID, hash, 0); err != nil {
			return err
		}
		if err := forgive(ctx, tx, counted); err != nil {
			return err
		}
		return p.note(ctx, tx, act{Account: h.ID, ActingAs: h.Role, Act: "password_by_code", Subject: h.ID, Request: a.Request})
	})
}

// aCode is the newest code of an account.
type aCode struct {
	ID   int64  `db:"id"`
	Hash string `db:"hash"`
	Good bool   `db:"good"`
}

// tryCode counts a try of the newest code and gives it, an empty one where there is none.
func (p *People) tryCode(ctx context.Context, account int64) (code aCode, err error) {
	err = p.write(ctx, func(tx *sqlx.Tx) error {
		err := tx.GetContext(ctx, &code, `-- people.tryCode
			update codes c set tries = least(c.tries + 1, $3) from (select id, tries, used_at, expires_at from codes where account_id = $1 order by id desc limit 1 for update) before
			where c.id = before.id returning c.id, c.hash, before.used_at is null and before.expires_at > $2 and before.tries < $3 as good`, account, p.now(), codeTries)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("code: %w", err)
		}
		return nil
	})
	return code, err
}

// written reads a code as people type it.
func written(code string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "", "\u00a0", "").Replace(bounded(code)))
}

// SetPassword changes the password of a person who knows the one before, and signs all other devices
// out. That of an invented account stands on the sign-in page and stays.
func (p *People) SetPassword(ctx context.Context, person *Person, a Attempt, password string) error {
	if person.Demonstration {
		return &tracker.Error{Kind: tracker.Rule, Code: "sample_password", Field: "password"}
	}
	if err := checkPassword(password); err != nil {
		return err
	}
	a.Email = person.Email
	h, counted, err := p.attempt(ctx, a, "account")
	if err != nil {
		return err
	}
	right, err := p.matches(ctx, a.Secret, h.Hash)
	if err != nil {
		return err
	}
	if !right {
		return &tracker.Error{Kind: tracker.Rule, Code: "password_wrong", Field: "current"}
	}
	hash, err := p.hash(ctx, password)
	if err != nil {
		return err
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		if err := p.setPassword(ctx, tx, person.ID, hash, person.Device); err != nil {
			return err
		}
		if err := forgive(ctx, tx, counted); err != nil {
			return err
		}
		return p.note(ctx, tx, act{Account: person.ID, ActingAs: person.Role, Act: "password_changed", Subject: person.ID, Request: a.Request})
	})
}

func (p *People) setPassword(ctx context.Context, tx *sqlx.Tx, account int64, hash string, but int64) error {
	if _, err := tx.ExecContext(ctx, `update accounts set password_hash = $2 where id = $1`, account, hash); err != nil {
		return fmt.Errorf("password: %w", err)
	}
	return p.endDevices(ctx, tx, account, but)
}
