package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// Credentials is what somebody who wants to sign in gives, and what is known of where it comes from.
type Credentials struct {
	Email   string
	Secret  string // a password, or a one-time code
	Address string // the peer's
	Known   string // the secret that the browser kept from an earlier sign-in; empty where there is none
	Agent   string // what the browser calls itself
	Before  int64  // device that the browser was signed in as; 0 where it was not
	Request string // number of the request in the log
}

// SignedIn is a new sign-in. Known is kept by the browser. A person who has a second factor is not
// signed in before PassSecond.
type SignedIn struct {
	Person
	Known string
}

// errWrong is told whatever was wrong: address, password, or an account that is closed.
var errWrong = &domain.Error{Kind: domain.SignedOut, Code: "sign_in_wrong"}

// holder is an account as sign-in looks at it.
type holder struct {
	ID            int64       `db:"id"`
	Email         string      `db:"email"`
	Name          string      `db:"name"`
	Language      string      `db:"language"`
	Role          domain.Role `db:"role"`
	Demonstration bool        `db:"demonstration"`
	Second        bool        `db:"second"`
	Hash          string      `db:"hash"`
	Known         bool        `db:"known"` // the browser has signed in to this account before
}

func (h holder) person() Person {
	return Person{
		ID: h.ID, Email: h.Email, Name: h.Name, Language: h.Language, Role: h.Role, Demonstration: h.Demonstration,
		TwoFactor: h.Second,
	}
}

// open is true of accounts that may sign in: invented ones only while the record holds nothing real.
const open = `(a.disabled_at is null and (not a.demonstration
	or not exists (select from accounts r where not r.demonstration)
	and not exists (select from action_plans r where not r.demonstration)))`

const holderQuery = `-- account.holder
select a.id, a.email, a.name, a.language, a.role, a.demonstration, a.totp_since is not null as second,
  coalesce(a.password_hash, '') as hash,
  exists (select from account_sessions d where d.account_id = a.id and d.known_hash = $2
    and not d.awaits_two_factor) as known
from accounts a where lower(a.email) = $1 and ` + open

// SignIn checks an e-mail address and a password and begins a device. A wrong address and a wrong
// password give the same error and take the same time; too many attempts give one of kind TooMany.
func (p *Accounts) SignIn(ctx context.Context, a Credentials) (*SignedIn, error) {
	h, counted, err := p.throttled(ctx, a, "account")
	if err != nil {
		return nil, err
	}
	right, err := p.matches(ctx, a.Secret, h.Hash)
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, errWrong
	}
	in := &SignedIn{Person: h.person(), Known: rand.Text()}
	if h.Known {
		in.Known = a.Known // the second factor is to find this browser known, too
	}
	err = p.write(ctx, func(tx *sqlx.Tx) error {
		if err := forgive(ctx, tx, counted); err != nil {
			return err
		}
		if _, err := tx.ExecContext(
			ctx, `update account_sessions set ended_at = $2 where id = $1 and ended_at is null`, a.Before, p.now(),
		); err != nil {
			return fmt.Errorf("device: %w", err)
		}
		if in.Session, err = p.beginSession(ctx, tx, in, a.Agent); err != nil {
			return err
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: h.ID, ActingAs: h.Role, Action: "signed_in", Subject: h.ID, Request: a.Request,
		})
	})
	if err != nil {
		return nil, err
	}
	return in, nil
}

// throttled counts an attempt of a kind and gives the account that it is for, an empty one where there is none.
func (p *Accounts) throttled(ctx context.Context, a Credentials, kind string) (h holder, counted []subject, err error) {
	email := strings.ToLower(strings.TrimSpace(a.Email))
	err = p.db.GetContext(ctx, &h, holderQuery, email, knownHash(a.Known))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return h, nil, fmt.Errorf("%s: %w", kind, err)
	}
	about := mark(email)
	if kind == "code" { // apart for each network: who holds the code isn't slowed by who guesses elsewhere
		about = mark(email + " " + byAddress(a.Address).key)
	}
	counted = a.subjects(kind, about, h.Known)
	return h, counted, p.begin(ctx, counted)
}

// knownHash is what is kept of the secret that a browser keeps; the secret is long and random.
func knownHash(known string) string {
	sum := sha256.Sum256([]byte(known))
	return hex.EncodeToString(sum[:])
}
