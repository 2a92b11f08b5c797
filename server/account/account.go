// Package account is who signs in: accounts, passwords, devices, one-time codes. It knows what a person
// may be, not what a commitment is.
package account

import (
	"context"
	"runtime"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Person is an account as a request knows it, with the device that the request came from.
type Person struct {
	ID            int64
	Email         string
	Name          string
	Language      string
	Role          domain.Role
	Demonstration bool
	TwoFactor     bool // signs in with a second factor
	Session       int64
	May           []string // what the token is for that the request came with; nil for a session, which may all
	By            *Person  // the administrator who sees as this person, and changes nothing; else nil
}

type personKey struct{}

// With gives a context that knows who asks.
func With(ctx context.Context, person *Person) context.Context {
	return context.WithValue(ctx, personKey{}, person)
}

// Of gives who asks, nil where nobody has signed in.
func Of(ctx context.Context) *Person {
	person, _ := ctx.Value(personKey{}).(*Person)
	return person
}

// Accounts reads and writes accounts. Cost is that of the hash of a new password; tests of other things
// than passwords lower it. Without Keys nobody sets up a second factor.
type Accounts struct {
	Cost argon2id.Params
	Keys Keys // that second factors are encrypted with

	db    *sqlx.DB
	now   func() time.Time
	turns chan struct{} // one a password that is being hashed: each takes memory
	notes chan struct{} // one refusal is recorded at a time: writers keep their connections
}

// New gives the people of a record, through the pool that writes.
func New(db *sqlx.DB, now func() time.Time) *Accounts {
	return &Accounts{
		Cost: cost(), db: db, now: now, turns: make(chan struct{}, runtime.GOMAXPROCS(0)),
		notes: make(chan struct{}, 1),
	}
}

// write runs fn in one transaction.
func (p *Accounts) write(ctx context.Context, fn func(*sqlx.Tx) error) error {
	return ledger.InTx(ctx, p.db, fn)
}
