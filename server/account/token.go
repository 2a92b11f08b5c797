package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// tokenMost bounds how many tokens a person has at once; tokenMark stands before each, so that one that
// got somewhere is recognised.
const (
	tokenMost = 20
	tokenMark = "jalons_"
)

// Token is a personal key of the API, as its owner sees it after it was made.
type Token struct {
	ID     int64
	Name   string
	May    []string
	Until  time.Time
	UsedAt *time.Time
}

type tokenRow struct {
	ID     int64      `db:"id"`
	Name   string     `db:"name"`
	May    string     `db:"may"`
	Until  time.Time  `db:"expires_at"`
	UsedAt *time.Time `db:"used_at"`
}

// ScopesOf lists what a token of a role may be for.
func ScopesOf(role domain.Role) []string {
	return map[domain.Role][]string{
		domain.RoleStaff: {"declare", "review"}, domain.RoleLiaison: {"declare", "review"},
		domain.RoleAssessor: {"assess"},
		domain.RoleAdmin:    {"declare", "review", "administer"},
	}[role]
}

func tokenHash(secret string) string {
	sum := sha256.Sum256([]byte(secret)) // the secret is long and random: nothing slower is needed
	return hex.EncodeToString(sum[:])
}

// NewToken makes a personal key for some days and gives it; nobody can read it later.
func (p *Accounts) NewToken(
	ctx context.Context, person *Person, name string, may []string, days int, request string,
) (string, error) {
	slices.Sort(may)
	may = slices.Compact(may)
	switch {
	case person.Demonstration:
		return "", &domain.Error{Kind: domain.Rule, Code: "token_sample"}
	case !domain.Visible(name):
		return "", &domain.Error{Kind: domain.Rule, Code: "token_name", Field: "name"}
	case len(may) == 0 || slices.ContainsFunc(may, func(m string) bool {
		return !slices.Contains(ScopesOf(person.Role), m)
	}):
		return "", &domain.Error{Kind: domain.Rule, Code: "token_may", Field: "may"}
	}
	secret := tokenMark + rand.Text()
	err := p.write(ctx, func(tx *sqlx.Tx) error {
		var there int
		if err := tx.GetContext(
			ctx, &there, `select count(*) from tokens where account_id = $1 and ended_at is null and expires_at > $2`,
			person.ID, p.now(),
		); err != nil {
			return fmt.Errorf("token: %w", err)
		}
		if there >= tokenMost {
			return &domain.Error{Kind: domain.Rule, Code: "token_many", Args: map[string]any{"max": tokenMost}}
		}
		_, err := tx.ExecContext(ctx,
			`insert into tokens (account_id, name, hash, may, created_at, expires_at)
				values ($1, $2, $3, string_to_array($4, ','), $5, $6)`,
			person.ID, name, tokenHash(secret), strings.Join(may, ","), p.now(), p.now().AddDate(0, 0, days))
		if err != nil {
			return fmt.Errorf("token: %w", err)
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: person.ID, ActingAs: person.Role, Action: "token_made", Subject: person.ID, Request: request,
		})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// Tokens lists a person's keys that count, the last to end first.
func (p *Accounts) Tokens(ctx context.Context, person *Person) ([]Token, error) {
	rows := []tokenRow{}
	err := p.db.SelectContext(
		ctx, &rows,
		`select id, name, array_to_string(may, ',') as may, expires_at, used_at from tokens
			where account_id = $1 and ended_at is null and expires_at > $2 order by expires_at desc, id`,
		person.ID, p.now(),
	)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	list := make([]Token, len(rows))
	for i, row := range rows {
		list[i] = Token{row.ID, row.Name, strings.Split(row.May, ","), row.Until, row.UsedAt}
	}
	return list, nil
}

// EndToken ends a key of the person; another person's is missing.
func (p *Accounts) EndToken(ctx context.Context, person *Person, id int64, request string) error {
	return p.write(ctx, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(
			ctx, `update tokens set ended_at = $3 where id = $1 and account_id = $2 and ended_at is null`, id,
			person.ID, p.now(),
		)
		if err != nil {
			return fmt.Errorf("token: %w", err)
		}
		n, err := done.RowsAffected()
		if err != nil {
			return fmt.Errorf("token: %w", err)
		}
		if n == 0 {
			return &domain.Error{Kind: domain.Missing, Code: "missing_token"}
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: person.ID, ActingAs: person.Role, Action: "token_ended", Subject: person.ID, Request: request,
		})
	})
}

// Bearer gives the person of a key, with what the key is for. One that is unknown, has ended or run out is
// of kind SignedOut.
func (p *Accounts) Bearer(ctx context.Context, secret string) (*Person, error) {
	var row struct {
		holder
		Token  int64      `db:"token"`
		May    string     `db:"may"`
		UsedAt *time.Time `db:"used_at"`
	}
	err := p.db.GetContext(ctx, &row, `-- account.Bearer
		select a.id, a.email, a.name, a.language, a.role, a.demonstration, a.totp_since is not null as second,
			t.id as token, array_to_string(t.may, ',') as may, t.used_at
		from tokens t join accounts a on a.id = t.account_id
		where t.hash = $1 and t.ended_at is null and t.expires_at > $2 and `+open, tokenHash(secret), p.now())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &domain.Error{Kind: domain.SignedOut, Code: "signed_out"}
	}
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	person := row.person()
	person.May = strings.Split(row.May, ",")
	if row.UsedAt == nil || p.now().Sub(*row.UsedAt) > seenEvery {
		err = p.write(ctx, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(ctx, `update tokens set used_at = $2 where id = $1`, row.Token, p.now())
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	return &person, nil
}
