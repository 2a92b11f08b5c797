package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Erasing says whose name and address are to go. Instead gives what stands in the place of the name, by
// the account's language and number. A trial changes nothing.
type Erasing struct {
	Email   string
	Instead func(lang string, account int64) string
	Trial   bool
}

// Erased says what has gone, or would: of a column how many rows.
type Erased struct {
	Account int64
	Name    string
	Alone   bool // the name is one word, such as texts hold of themselves: there only the address was replaced
	Kept    int  // reports that hold the name or the address, and stay
	Places  []Place
}

// Place is a column with the number of its rows that were changed, or a table with that of rows that went.
type Place struct {
	Name string `db:"place"`
	Rows int64  `db:"hits"`
}

// errTrial undoes what a trial has done.
var errTrial = errors.New("a trial")

// Erase takes the name and the address of an account's person away wherever a table holds them, and closes
// the account for good: what it signed stays, with the function. It needs the owner, whom alone the record
// lets replace anything in its history.
func (p *Accounts) Erase(ctx context.Context, owner *sqlx.DB, e Erasing) (*Erased, error) {
	var done *Erased
	err := ledger.InTx(ctx, owner, func(tx *sqlx.Tx) (err error) {
		if done, err = p.erase(ctx, tx, e); err != nil {
			return err
		}
		if e.Trial {
			return errTrial
		}
		return nil
	})
	if err != nil && !errors.Is(err, errTrial) {
		return nil, fmt.Errorf("erase: %w", err)
	}
	return done, nil
}

func (p *Accounts) erase(ctx context.Context, tx *sqlx.Tx, e Erasing) (*Erased, error) {
	var h holder
	err := tx.GetContext(ctx, &h, `select id, email, name, language, role, demonstration from accounts
		where lower(email) = lower($1) for update`, strings.TrimSpace(e.Email))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &domain.Error{
			Kind: domain.Missing, Code: "missing_account", Args: map[string]any{"code": e.Email},
		}
	}
	if err != nil {
		return nil, err
	}
	if err := keepOneAdmin(ctx, tx, &h); err != nil {
		return nil, err
	}
	done := &Erased{
		Account: h.ID, Name: h.Name, Alone: !strings.ContainsFunc(strings.TrimSpace(h.Name), unicode.IsSpace),
	}
	instead := e.Instead(h.Language, h.ID)
	if err := done.leave(ctx, tx, p.leaving(&h, instead)); err != nil {
		return nil, err
	}
	if err := done.replace(ctx, tx, h.Email, instead); err != nil {
		return nil, err
	}
	return done, p.auditErased(ctx, tx, done)
}

// leave takes away what goes with the account itself.
func (done *Erased) leave(ctx context.Context, tx *sqlx.Tx, steps []step) error {
	for _, step := range steps {
		gone, err := tx.ExecContext(ctx, step.query, step.args...)
		if err != nil {
			return fmt.Errorf("%s: %w", step.place, err)
		}
		n, err := gone.RowsAffected()
		if err != nil {
			return fmt.Errorf("%s: %w", step.place, err)
		}
		if n > 0 {
			done.Places = append(done.Places, Place{step.place, n})
		}
	}
	return nil
}

// replace puts something else where a text of any table holds the name or the address.
func (done *Erased) replace(ctx context.Context, tx *sqlx.Tx, email, instead string) error {
	near, pattern := patternOf(email), beforeAddress+patternOf(email)+afterAddress
	if !done.Alone {
		near, pattern = near+"|"+patternOf(done.Name), pattern+"|"+beforeName+patternOf(done.Name)+afterName
	}
	err := tx.GetContext(ctx, &done.Kept, `select count(*) from reports
		where case when content ~* $1 then content ~* $2 end`, near, pattern)
	if err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	var texts []Place
	err = tx.SelectContext(ctx, &texts, `select place, hits from erase_person($1, $2, $3)`, near, pattern, instead)
	if err != nil {
		return fmt.Errorf("texts: %w", err)
	}
	done.Places = append(done.Places, texts...)
	_, err = tx.ExecContext(ctx, `update accounts set function = regexp_replace(function::text, $2, $3, 'gi')::jsonb,
		institution = regexp_replace(institution::text, $2, $3, 'gi')::jsonb where id = $1`,
		done.Account, pattern, instead)
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}

// keepOneAdmin refuses the last administrator who could still sign in.
func keepOneAdmin(ctx context.Context, tx *sqlx.Tx, h *holder) error {
	if h.Role != domain.RoleAdmin {
		return nil
	}
	var others int
	if err := tx.GetContext(
		ctx, &others, `select count(*) from accounts
			where role = 'admin' and id <> $1 and disabled_at is null and demonstration = $2`, h.ID, h.Demonstration,
	); err != nil {
		return err
	}
	if others == 0 {
		return &domain.Error{Kind: domain.Rule, Code: "last_admin"}
	}
	return nil
}

// auditErased writes in the audit log that somebody's data went, and nothing of them.
func (p *Accounts) auditErased(ctx context.Context, tx *sqlx.Tx, done *Erased) error {
	rows := map[string]int64{}
	for _, place := range done.Places {
		rows[place.Name] += place.Rows
	}
	detail, err := json.Marshal(map[string]any{"rows": rows})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `insert into audit_log (acting_as, action, subject_id, detail, request, recorded_at)
		values ('command', 'account_erased', $1, $2, 'command', $3)`,
		done.Account, detail, p.now())
	return err
}

// What stands beside a name or an address where it isn't a part of a longer one. In JSON a line's end is
// an escape whose letter doesn't count.
const (
	beforeName    = `(?:(?<![[:alnum:]-])|(?<=\\[nrtbf]))`
	afterName     = `(?![[:alnum:]]|-[[:alnum:]])`
	beforeAddress = `(?:(?<![[:alnum:].!#$%&'*+/=?^_{|}~-])|(?<=\\[nrtbf]))`
	afterAddress  = `(?![[:alnum:]]|[.-][[:alnum:]])`
)

// patternOf matches a text as it stands and as it stands in JSON.
func patternOf(text string) string {
	in := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text)
	return `(?:` + literal(text) + `|` + literal(in) + `)`
}

// literal is a pattern of PostgreSQL that matches a text as it is.
func literal(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '_' && r < unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
