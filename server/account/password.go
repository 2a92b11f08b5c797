package account

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"jalons/server/domain"
)

// A password has 12 to 128 characters. passwordBytes bounds what is looked at at all.
const (
	passwordMin   = 12
	passwordMax   = 128
	passwordBytes = 1024
)

// cost is what OWASP names for argon2id: 19 MiB, two passes, one thread.
func cost() argon2id.Params {
	return argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// nobody is the hash that a password is held against where there is no account, so that both take the
// same time. It is that of no password: its key is not the end of any.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// checkPassword refuses a new password that is too short or too long.
func checkPassword(password string) error {
	n := utf8.RuneCountInString(norm.NFKC.String(bounded(password)))
	switch {
	case n < passwordMin:
		return &domain.Error{
			Kind: domain.Rule, Code: "password_short", Field: "password", Args: map[string]any{"min": passwordMin},
		}
	case n > passwordMax || len(password) > passwordBytes:
		return &domain.Error{
			Kind: domain.Rule, Code: "password_long", Field: "password", Args: map[string]any{"max": passwordMax},
		}
	}
	return nil
}

func bounded(s string) string { return s[:min(len(s), passwordBytes)] }

// hash gives what is kept of a secret. Equal characters are equal however a keyboard composes them.
func (p *Accounts) hash(ctx context.Context, secret string) (string, error) {
	if err := p.turn(ctx); err != nil {
		return "", err
	}
	defer p.done()
	hash, err := argon2id.CreateHash(norm.NFKC.String(secret), &p.Cost)
	if err != nil {
		return "", fmt.Errorf("hash: %w", err)
	}
	return hash, nil
}

// matches says whether a secret is the one of a hash. An empty hash matches nothing and takes as long.
func (p *Accounts) matches(ctx context.Context, secret, hash string) (bool, error) {
	if err := p.turn(ctx); err != nil {
		return false, err
	}
	defer p.done()
	known := hash != "" && len(secret) <= passwordBytes
	if hash == "" {
		hash = nobody
	}
	same, err := argon2id.ComparePasswordAndHash(norm.NFKC.String(bounded(secret)), hash)
	if err != nil {
		return false, fmt.Errorf("compare: %w", err)
	}
	return same && known, nil
}

func (p *Accounts) turn(ctx context.Context) error {
	select {
	case p.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Accounts) done() { <-p.turns }
