package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Recover takes down that somebody asks for a code for an address. The same steps run whether the address
// has an account: who it is, is looked up by AnswerRecoveries, and nobody waits for that.
func (p *Accounts) Recover(ctx context.Context, a Credentials) error {
	if _, _, err := p.throttled(ctx, a, "recovery"); err != nil {
		return err
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `insert into recoveries (email, request, requested_at) values ($1, $2, $3)`,
			strings.TrimSpace(a.Email), a.Request, p.now())
		if err != nil {
			return fmt.Errorf("recovery: %w", err)
		}
		return nil
	})
}

// AnswerRecoveries sends a one-time code for each recovery that was asked for, in the words that write
// gives in the person's language. Invented people are written nothing, and nobody who has enough codes.
func (p *Accounts) AnswerRecoveries(ctx context.Context, write func(lang, code string) ledger.Letter) error {
	for more := true; more; {
		err := p.write(ctx, func(tx *sqlx.Tx) error {
			var asked struct {
				Email   string `db:"email"`
				Request string `db:"request"`
			}
			err := tx.GetContext(ctx, &asked, `-- account.AnswerRecoveries
				delete from recoveries where id = (select id from recoveries order by id limit 1 for update skip locked)
				returning email, request`)
			if more = !errors.Is(err, sql.ErrNoRows); !more {
				return nil
			}
			if err != nil {
				return fmt.Errorf("recovery: %w", err)
			}
			return p.answerRecovery(ctx, tx, asked.Email, asked.Request, write)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Accounts) answerRecovery(
	ctx context.Context, tx *sqlx.Tx, email, request string, write func(lang, code string) ledger.Letter,
) error {
	of, err := p.codeHolder(ctx, tx, email)
	if domain.KindOf(err) == domain.Missing || err == nil && of.Demonstration {
		return nil
	}
	if err != nil {
		return err
	}
	var inHand int
	err = tx.GetContext(ctx, &inHand,
		`select count(*) from sign_in_codes where account_id = $1 and purpose = $2 and used_at is null
			and expires_at > $3`,
		of.ID, Recovery, p.now())
	if err != nil {
		return fmt.Errorf("recovery: %w", err)
	}
	if inHand >= codesMost {
		return nil
	}
	code, err := p.newCode(ctx, tx, of.ID, Recovery)
	if err != nil {
		return err
	}
	if err := ledger.AddMail(ctx, tx, ledger.NewMail{
		Account: of.ID, Letter: write(of.Language, code), At: p.now(), Life: recoveryLife,
	}); err != nil {
		return err
	}
	return p.audit(ctx, tx, newAuditEntry{
		Account: of.ID, ActingAs: of.Role, Action: "recovery_asked", Subject: of.ID, Request: request,
	})
}

// Invite gives a one-time code to somebody who has an account, and sends it in the words that write gives
// in their language. Invented people are written nothing.
func (p *Accounts) Invite(
	ctx context.Context, by *Person, email, request string, write func(lang, code string) ledger.Letter,
) (code string, err error) {
	err = p.write(ctx, func(tx *sqlx.Tx) error {
		of, err := p.codeHolder(ctx, tx, email)
		if err != nil {
			return err
		}
		if code, err = p.newCode(ctx, tx, of.ID, Invitation); err != nil {
			return err
		}
		if !of.Demonstration {
			if err := ledger.AddMail(ctx, tx, ledger.NewMail{
				Account: of.ID, Letter: write(of.Language, code), At: p.now(), Life: invitationLife,
			}); err != nil {
				return err
			}
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: by.ID, ActingAs: by.Role, Action: "invited", Subject: of.ID, Request: request,
		})
	})
	return code, err
}
