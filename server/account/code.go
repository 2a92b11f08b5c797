package account

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// Purpose is what a one-time code was given for.
type Purpose string

// The purposes, and how long a code of each is good for.
const (
	Invitation Purpose = "invitation"
	Recovery   Purpose = "recovery"

	invitationLife = 7 * 24 * time.Hour
	recoveryLife   = time.Hour
	codeLength     = 16
	codesMost      = 5 // recoveries that an account may have in hand
)

// Life is how long a code is good for.
func (p Purpose) Life() time.Duration {
	if p == Invitation {
		return invitationLife
	}
	return recoveryLife
}

// Code makes a one-time code with which the person of an account sets a password, in letters and digits
// that can't be taken for one another. Those that came before stay good, so that nobody spoils one by
// asking for another.
func (p *Accounts) Code(ctx context.Context, email string, purpose Purpose) (code string, err error) {
	err = p.write(ctx, func(tx *sqlx.Tx) error {
		of, err := p.codeHolder(ctx, tx, email)
		if err != nil {
			return err
		}
		code, err = p.newCode(ctx, tx, of.ID, purpose)
		return err
	})
	return code, err
}

func (p *Accounts) codeHolder(ctx context.Context, tx *sqlx.Tx, email string) (of holder, err error) {
	err = tx.GetContext(ctx, &of, `select id, email, name, language, role, demonstration from accounts
		where lower(email) = lower($1) and disabled_at is null`, strings.TrimSpace(email))
	if errors.Is(err, sql.ErrNoRows) {
		return of, &domain.Error{Kind: domain.Missing, Code: "missing_account", Args: map[string]any{"code": email}}
	}
	if err != nil {
		return of, fmt.Errorf("code: %w", err)
	}
	return of, nil
}

// newCode gives an account one more code. It is 80 random bits, so nothing slower than SHA-256 keeps it,
// and looking one up takes the same steps whether there is any.
func (p *Accounts) newCode(ctx context.Context, tx *sqlx.Tx, account int64, purpose Purpose) (string, error) {
	code := rand.Text()[:codeLength] // base32, without 0, 1, 8 and 9
	_, err := tx.ExecContext(ctx,
		`insert into sign_in_codes (account_id, purpose, hash, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
		account, purpose, tokenHash(code), p.now(), p.now().Add(purpose.Life()))
	if err != nil {
		return "", fmt.Errorf("code: %w", err)
	}
	return strings.Join([]string{code[:4], code[4:8], code[8:12], code[12:]}, "-"), nil
}

// errGone is told to who holds a code that is no longer good.
var errGone = &domain.Error{Kind: domain.Gone, Code: "code_gone", Field: "code"}

// UseCode sets a password by a one-time code and signs every device of the account out; its other codes
// end. An unknown address and a wrong code give the same error by the same steps; a right code that was
// used or has run out gives one of kind Gone. Wrong codes slow who tries them and spoil none.
func (p *Accounts) UseCode(ctx context.Context, a Credentials, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	h, counted, err := p.throttled(ctx, a, "code")
	if err != nil {
		return err
	}
	code, err := p.findCode(ctx, h.ID, written(a.Secret))
	if err != nil {
		return err
	}
	hash, err := p.hash(ctx, password)
	if err != nil {
		return err
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		used, err := tx.ExecContext(
			ctx, `update sign_in_codes set used_at = $2 where id = $1 and used_at is null`, code, p.now(),
		)
		if err != nil {
			return fmt.Errorf("code: %w", err)
		}
		n, err := used.RowsAffected()
		if err != nil {
			return fmt.Errorf("code: %w", err)
		}
		if n == 0 {
			return errGone
		}
		if _, err := tx.ExecContext(
			ctx, `update sign_in_codes set used_at = $2 where account_id = $1 and used_at is null`, h.ID, p.now(),
		); err != nil {
			return fmt.Errorf("code: %w", err)
		}
		if err := p.setPassword(ctx, tx, h.ID, hash, 0); err != nil {
			return err
		}
		if err := forgive(ctx, tx, counted); err != nil {
			return err
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: h.ID, ActingAs: h.Role, Action: "password_by_code", Subject: h.ID, Request: a.Request,
		})
	})
}

// findCode gives the number of an account's code that is good now.
func (p *Accounts) findCode(ctx context.Context, account int64, code string) (int64, error) {
	var found struct {
		ID   int64 `db:"id"`
		Good bool  `db:"good"`
	}
	err := p.db.GetContext(ctx, &found,
		`select id, used_at is null and expires_at > $3 as good from sign_in_codes where account_id = $1 and hash = $2`,
		account, tokenHash(code), p.now())
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, &domain.Error{Kind: domain.SignedOut, Code: "code_wrong"}
	case err != nil:
		return 0, fmt.Errorf("code: %w", err)
	case !found.Good:
		return 0, errGone
	}
	return found.ID, nil
}

// written reads a code as people type it.
func written(code string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "", "\u00a0", "").Replace(bounded(code)))
}

// SetPassword changes the password of a person who knows the one before, and signs all other devices
// out. That of an invented account stands on the sign-in page and stays.
func (p *Accounts) SetPassword(ctx context.Context, person *Person, a Credentials, password string) error {
	if person.Demonstration {
		return &domain.Error{Kind: domain.Rule, Code: "sample_password", Field: "password"}
	}
	if err := checkPassword(password); err != nil {
		return err
	}
	a.Email = person.Email
	h, counted, err := p.throttled(ctx, a, "account")
	if err != nil {
		return err
	}
	right, err := p.matches(ctx, a.Secret, h.Hash)
	if err != nil {
		return err
	}
	if !right {
		return &domain.Error{Kind: domain.Rule, Code: "password_wrong", Field: "current"}
	}
	hash, err := p.hash(ctx, password)
	if err != nil {
		return err
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		if err := p.setPassword(ctx, tx, person.ID, hash, person.Session); err != nil {
			return err
		}
		if err := forgive(ctx, tx, counted); err != nil {
			return err
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: person.ID, ActingAs: person.Role, Action: "password_changed", Subject: person.ID,
			Request: a.Request,
		})
	})
}

func (p *Accounts) setPassword(ctx context.Context, tx *sqlx.Tx, account int64, hash string, but int64) error {
	if _, err := tx.ExecContext(
		ctx, `update accounts set password_hash = $2 where id = $1`, account, hash,
	); err != nil {
		return fmt.Errorf("password: %w", err)
	}
	return p.endSessions(ctx, tx, account, but)
}
