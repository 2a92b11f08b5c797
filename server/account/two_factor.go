package account

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"jalons/server/domain"
)

// A code of an authenticator is good for half a minute, and for the one before and after. Who has given
// the password has so long to give it.
const (
	stepLength    = 30 * time.Second
	twoFactorWait = 10 * time.Minute
)

// errTwoFactor is told of a code that is not the authenticator's, or was used.
var errTwoFactor = &domain.Error{Kind: domain.Rule, Code: "two_factor_wrong", Field: "code"}

// StartTwoFactor makes the secret of a second factor, which is on once ConfirmSecond has seen a code of it.
func (p *Accounts) StartTwoFactor(ctx context.Context, person *Person) error {
	if person.Demonstration {
		return &domain.Error{Kind: domain.Rule, Code: "sample_two_factor"}
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Jalons", AccountName: person.Email})
	if err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		var on bool
		err := tx.GetContext(
			ctx, &on, `select totp_since is not null from accounts where id = $1 for update`, person.ID,
		)
		if err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
		if on {
			return nil
		}
		return p.keepSecret(ctx, tx, person.ID, key.Secret())
	})
}

// TwoFactorKey gives what an authenticator is set up with; it is missing where nothing was started or it is on already.
func (p *Accounts) TwoFactorKey(ctx context.Context, person *Person) (*otp.Key, error) {
	var sealed string
	err := p.db.GetContext(
		ctx, &sealed, `select coalesce(totp_secret, '') from accounts where id = $1 and totp_since is null`, person.ID,
	)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("second factor: %w", err)
	}
	if sealed == "" {
		return nil, &domain.Error{Kind: domain.Missing, Code: "no_such_page"}
	}
	secret, err := p.Keys.open(person.ID, sealed)
	if err != nil {
		return nil, err
	}
	key, err := otp.NewKeyFromURL("otpauth://totp/Jalons:" + person.Email + "?secret=" + secret + "&issuer=Jalons")
	if err != nil {
		return nil, fmt.Errorf("second factor: %w", err)
	}
	return key, nil
}

// ConfirmTwoFactor puts the second factor on by a first code, and signs all other devices out.
func (p *Accounts) ConfirmTwoFactor(ctx context.Context, person *Person, a Credentials) error {
	return p.tryTwoFactor(ctx, person.ID, a, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(
			ctx, `update accounts set totp_since = $2 where id = $1 and totp_since is null`, person.ID, p.now(),
		)
		if err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
		n, err := done.RowsAffected()
		if err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
		if n == 0 {
			return errTwoFactor
		}
		if err := p.endSessions(ctx, tx, person.ID, person.Session); err != nil {
			return err
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: person.ID, ActingAs: person.Role, Action: "second_factor_on", Subject: person.ID,
			Request: a.Request,
		})
	})
}

// StopTwoFactor takes the second factor away by a code of it. An admin must have one.
func (p *Accounts) StopTwoFactor(ctx context.Context, person *Person, a Credentials) error {
	if person.Role == domain.RoleAdmin {
		return &domain.Error{Kind: domain.Rule, Code: "admin_two_factor"}
	}
	return p.tryTwoFactor(ctx, person.ID, a, func(tx *sqlx.Tx) error {
		return p.dropTwoFactor(ctx, tx, newAuditEntry{
			Account: person.ID, ActingAs: person.Role, Action: "second_factor_off", Subject: person.ID,
			Request: a.Request,
		})
	})
}

// ResetTwoFactor takes the second factor of an account away, for a person who has lost it: only who runs
// the server does so.
func (p *Accounts) ResetTwoFactor(ctx context.Context, email string) error {
	return p.write(ctx, func(tx *sqlx.Tx) error {
		var h holder
		err := tx.GetContext(
			ctx, &h, `select id, role from accounts where lower(email) = lower($1)`, strings.TrimSpace(email),
		)
		if errors.Is(err, sql.ErrNoRows) {
			return &domain.Error{Kind: domain.Missing, Code: "missing_account", Args: map[string]any{"code": email}}
		}
		if err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
		if err := p.endSessions(ctx, tx, h.ID, 0); err != nil {
			return err
		}
		return p.dropTwoFactor(ctx, tx, newAuditEntry{
			Account: h.ID, ActingAs: h.Role, Action: "second_factor_forgotten", Subject: h.ID, Request: "command",
		})
	})
}

func (p *Accounts) dropTwoFactor(ctx context.Context, tx *sqlx.Tx, a newAuditEntry) error {
	if _, err := tx.ExecContext(
		ctx, `update accounts set totp_since = null, totp_secret = null where id = $1`, a.Subject,
	); err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	return p.audit(ctx, tx, a)
}

// PassTwoFactor signs a device in whose person has given the password and now gives a code of the second
// factor. A device that waits for none gives an error of kind SignedOut.
func (p *Accounts) PassTwoFactor(ctx context.Context, device int64, a Credentials) error {
	var account int64
	err := p.db.GetContext(ctx, &account, `-- account.PassTwoFactor
		select a.id from account_sessions d join accounts a on a.id = d.account_id
		where d.id = $1 and d.awaits_two_factor and d.ended_at is null and d.created_at > $2 and `+open,
		device, p.now().Add(-twoFactorWait))
	if errors.Is(err, sql.ErrNoRows) {
		return &domain.Error{Kind: domain.SignedOut, Code: "signed_out"}
	}
	if err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	return p.tryTwoFactor(ctx, account, a, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(
			ctx, `update account_sessions set awaits_two_factor = false where id = $1`, device,
		); err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
		return nil
	})
}

// tryTwoFactor counts an attempt at a code and, where it is right and was not used before, does what it opens.
func (p *Accounts) tryTwoFactor(ctx context.Context, account int64, a Credentials, opens func(*sqlx.Tx) error) error {
	var known bool
	err := p.db.GetContext(ctx, &known,
		`select exists (select from account_sessions where account_id = $1 and known_hash = $2
			and not awaits_two_factor)`,
		account, knownHash(a.Known))
	if err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	counted := a.subjects("second", fmt.Sprint(account), known)
	if err := p.begin(ctx, counted); err != nil {
		return err
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		var kept struct {
			Sealed string `db:"totp_secret"`
			Step   int64  `db:"totp_step"`
		}
		err := tx.GetContext(
			ctx, &kept,
			`select coalesce(totp_secret, '') as totp_secret, totp_step from accounts where id = $1 for update`,
			account,
		)
		if err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
		secret := ""
		if kept.Sealed != "" {
			if secret, err = p.Keys.open(account, kept.Sealed); err != nil {
				return err
			}
		}
		step, err := p.stepOf(written(a.Secret), secret)
		if err != nil {
			return err
		}
		if step <= kept.Step {
			return errTwoFactor
		}
		if _, err := tx.ExecContext(
			ctx, `update accounts set totp_step = $2 where id = $1`, account, step,
		); err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
		if err := forgive(ctx, tx, counted); err != nil {
			return err
		}
		return opens(tx)
	})
}

// stepOf gives the half minute that a code is for, 0 where it is for none that counts now.
func (p *Accounts) stepOf(code, secret string) (step int64, err error) {
	if secret == "" {
		return 0, nil
	}
	now := p.now().Unix() / int64(stepLength.Seconds())
	for at := now - 1; at <= now+1; at++ {
		want, err := totp.GenerateCode(secret, time.Unix(at*int64(stepLength.Seconds()), 0))
		if err != nil {
			return 0, fmt.Errorf("second factor: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(want)) == 1 {
			step = at
		}
	}
	return step, nil
}
