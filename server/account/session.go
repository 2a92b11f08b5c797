package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// How long a sign-in lasts: unused, and in all. An account has so many devices at once; a new one ends
// the one that was not seen for longest.
const (
	Idle         = 14 * 24 * time.Hour
	Lifetime     = 30 * 24 * time.Hour
	adminLife    = 12 * time.Hour
	sessionsMost = 20
	agentLimit   = 200
	seenEvery    = 10 * time.Minute
)

// Session is one sign-in of a person.
type Session struct {
	ID     int64     `db:"id"`
	Agent  string    `db:"agent"`
	Since  time.Time `db:"created_at"`
	SeenAt time.Time `db:"seen_at"`
}

func (p *Accounts) beginSession(ctx context.Context, tx *sqlx.Tx, in *SignedIn, agent string) (id int64, err error) {
	runes := []rune(agent)
	agent = string(runes[:min(len(runes), agentLimit)])
	if err := tx.GetContext(ctx, &id,
		`insert into account_sessions (account_id, agent, known_hash, awaits_two_factor, created_at, seen_at)
			values ($1, $2, $3, $4, $5, $5) returning id`,
		in.ID, agent, knownHash(in.Known), in.TwoFactor, p.now()); err != nil {
		return 0, fmt.Errorf("device: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `-- account.beginSession
		update account_sessions set ended_at = $2 where account_id = $1 and ended_at is null
		and id not in (select id from account_sessions where account_id = $1 and ended_at is null
			order by seen_at desc, id desc limit $3)`, in.ID, p.now(), sessionsMost); err != nil {
		return 0, fmt.Errorf("older devices: %w", err)
	}
	return id, nil
}

// alive is true of devices that are signed in at $2: $3 is the longest time unused, $4 and $5 the
// longest in all, of admins and of others.
const alive = `(d.ended_at is null and not d.awaits_two_factor
	and d.seen_at > $2::timestamptz - make_interval(secs => $3::float8)
and d.created_at > $2::timestamptz - make_interval(secs => case
  when a.role = 'admin' and not a.demonstration then $4::float8 else $5::float8 end))`

const personQuery = `-- account.Person
select a.id, a.email, a.name, a.language, a.role, a.demonstration, a.totp_since is not null as second, d.seen_at,
  coalesce(d.impersonated_id, 0) as seeing from account_sessions d join accounts a on a.id = d.account_id
where d.id = $1 and ` + alive + ` and ` + open

// Person gives who is signed in on a device, as of now: rights are read at each request. Where the
// device is signed out the error is of kind SignedOut.
func (p *Accounts) Person(ctx context.Context, device int64) (*Person, error) {
	now := p.now()
	var row struct {
		holder
		SeenAt time.Time `db:"seen_at"`
		Seeing int64     `db:"seeing"`
	}
	err := p.db.GetContext(ctx, &row, personQuery, device, now, Idle.Seconds(), adminLife.Seconds(), Lifetime.Seconds())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &domain.Error{Kind: domain.SignedOut, Code: "signed_out"}
	}
	if err != nil {
		return nil, fmt.Errorf("person: %w", err)
	}
	if now.Sub(row.SeenAt) > seenEvery {
		if err := p.touch(ctx, device); err != nil {
			return nil, err
		}
	}
	person := row.person()
	person.Session = device
	return p.impersonation(ctx, &person, row.Seeing)
}

func (p *Accounts) touch(ctx context.Context, device int64) error {
	return p.write(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(
			ctx, `update account_sessions set seen_at = greatest(seen_at, $2) where id = $1`, device, p.now(),
		); err != nil {
			return fmt.Errorf("device: %w", err)
		}
		return nil
	})
}

// Sessions lists where a person is signed in, the last seen first.
func (p *Accounts) Sessions(ctx context.Context, person *Person) ([]Session, error) {
	devices := []Session{}
	err := p.db.SelectContext(ctx, &devices, `-- account.Sessions
		select d.id, d.agent, d.created_at, d.seen_at from account_sessions d join accounts a on a.id = d.account_id
		where d.account_id = $1 and `+alive+` order by d.seen_at desc,
			d.id desc`, person.ID, p.now(), Idle.Seconds(), adminLife.Seconds(), Lifetime.Seconds())
	if err != nil {
		return nil, fmt.Errorf("devices: %w", err)
	}
	return devices, nil
}

// EndSession signs a device of the person out; another person's is missing.
func (p *Accounts) EndSession(ctx context.Context, person *Person, device int64, request string) error {
	return p.write(ctx, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(
			ctx, `update account_sessions set ended_at = $3 where id = $1 and account_id = $2 and ended_at is null`,
			device, person.ID, p.now(),
		)
		if err != nil {
			return fmt.Errorf("device: %w", err)
		}
		n, err := done.RowsAffected()
		if err != nil {
			return fmt.Errorf("device: %w", err)
		}
		if n == 0 {
			return &domain.Error{Kind: domain.Missing, Code: "missing_device"}
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: person.ID, ActingAs: person.Role, Action: "signed_out", Subject: person.ID, Request: request,
		})
	})
}

// endSessions signs all devices of an account out but one; 0 is none. Its tokens end with them.
func (p *Accounts) endSessions(ctx context.Context, tx *sqlx.Tx, account, but int64) error {
	if _, err := tx.ExecContext(
		ctx, `update account_sessions set ended_at = $3 where account_id = $1 and id <> $2 and ended_at is null`,
		account, but, p.now(),
	); err != nil {
		return fmt.Errorf("devices: %w", err)
	}
	if _, err := tx.ExecContext(
		ctx, `update tokens set ended_at = $2 where account_id = $1 and ended_at is null`, account, p.now(),
	); err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	return nil
}

// Tidy takes away what has run out: sessions, attempts, and devices and codes ended more than a quarter
// of a year ago.
func (p *Accounts) Tidy(ctx context.Context) error {
	now := p.now()
	return p.write(ctx, func(tx *sqlx.Tx) error {
		// The store of sessions compares with the database's clock, so they end by that one.
		if _, err := tx.ExecContext(ctx, `delete from sessions where expiry < now()`); err != nil {
			return fmt.Errorf("tidy sessions: %w", err)
		}
		for query, before := range map[string]time.Time{
			`delete from sign_in_attempts where last_at < $1`: now.Add(-forgotten),
			`delete from account_sessions where seen_at < $1`: now.AddDate(0, -3, 0),
			`delete from sign_in_codes where expires_at < $1`: now.AddDate(0, -3, 0),
			`delete from tokens where expires_at < $1`:        now.AddDate(0, -3, 0),
		} {
			if _, err := tx.ExecContext(ctx, query, before); err != nil {
				return fmt.Errorf("tidy: %w", err)
			}
		}
		return nil
	})
}
