package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// The first attempts are free; each after that has to wait twice as long as the one before, up to a
// quarter of an hour. A day without an attempt forgets them.
const (
	freeByAddress = 20
	longestWait   = 15 * time.Minute
	forgotten     = 24 * time.Hour
)

// freeAttempts is how many attempts of a kind at one account are free.
var freeAttempts = map[string]int{"account": 5, "code": 5, "recovery": 2, "second": 5}

// subject is what attempts are counted for. Others may use a shared one too.
type subject struct {
	key    string
	free   int
	shared bool
}

// mark names an e-mail address in a subject without writing it down, whether it has an account or not.
func mark(email string) string {
	sum := sha256.Sum256([]byte(email))
	return hex.EncodeToString(sum[:16])
}

// byAddress counts for the peer's network address: one of IPv4, or the network that a customer of IPv6 has.
func byAddress(peer string) subject {
	if addr, err := netip.ParseAddr(peer); err == nil && addr.Unmap().Is6() {
		network, _ := addr.Prefix(64) // 64 bits fit every address of IPv6
		peer = network.String()
	}
	return subject{"address:" + peer, freeByAddress, true}
}

// subjects gives what an attempt of a kind is counted for: for whom it is about and for where it comes
// from. A browser that has signed in to the account before counts apart from all others and alone:
// whoever guesses at an account, or from its owner's network, doesn't lock its owner out.
func (a Credentials) subjects(kind, about string, known bool) []subject {
	free := freeAttempts[kind]
	if known {
		return []subject{{kind + "-device:" + about + ":" + knownHash(a.Known)[:32], free, false}}
	}
	return []subject{{kind + ":" + about, free, false}, byAddress(a.Address)}
}

// wait is how long an attempt has to wait after so many.
func (s subject) wait(attempts int) time.Duration {
	if attempts < s.free {
		return 0
	}
	return min(longestWait, time.Duration(math.Exp2(float64(min(attempts-s.free, 12))))*time.Second)
}

// begin counts an attempt before it is made, so that many at once don't slip through, or says how long
// to wait.
func (p *Accounts) begin(ctx context.Context, subjects []subject) error {
	ordered := slices.SortedFunc(slices.Values(subjects), func(a, b subject) int {
		return strings.Compare(a.key, b.key)
	})
	return p.write(ctx, func(tx *sqlx.Tx) error {
		for _, s := range ordered {
			if err := p.count(ctx, tx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// count locks a subject's row, making it where there is none, so that attempts come one after the other.
func (p *Accounts) count(ctx context.Context, tx *sqlx.Tx, s subject) error {
	now := p.now().Truncate(time.Microsecond) // as finely as the database keeps it
	var attempts int
	var lastAt time.Time
	// One statement: between two, a right password may take the row away.
	const hold = `insert into sign_in_attempts as a (subject, attempts, last_at) values ($1, 0, $2)
		on conflict (subject) do update set attempts = a.attempts returning attempts, last_at`
	if err := tx.QueryRowxContext(ctx, hold, s.key, now).Scan(&attempts, &lastAt); err != nil {
		return fmt.Errorf("attempts: %w", err)
	}
	if now.Sub(lastAt) > forgotten {
		attempts = 0
	}
	if left := lastAt.Add(s.wait(attempts)).Sub(now); left > 0 {
		return &domain.Error{
			Kind: domain.TooMany, Code: "too_many_attempts",
			Args: map[string]any{"seconds": int(math.Ceil(left.Seconds()))},
		}
	}
	if _, err := tx.ExecContext(
		ctx, `update sign_in_attempts set attempts = $2, last_at = $3 where subject = $1`, s.key, attempts+1, now,
	); err != nil {
		return fmt.Errorf("attempts: %w", err)
	}
	return nil
}

// forgive takes back what an attempt that was right has cost: all of its own, one of what others share.
func forgive(ctx context.Context, tx *sqlx.Tx, subjects []subject) error {
	for _, s := range subjects {
		query := `delete from sign_in_attempts where subject = $1`
		if s.shared {
			query = `update sign_in_attempts set attempts = attempts - 1 where subject = $1 and attempts > 0`
		}
		if _, err := tx.ExecContext(ctx, query, s.key); err != nil {
			return fmt.Errorf("attempts: %w", err)
		}
	}
	return nil
}
