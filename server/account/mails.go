package account

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// Mails is how somebody wants to be written to: in which language, and how often a summary of what waits.
type Mails struct {
	Language string `db:"language"`
	Summary  string `db:"summary"`
}

// Summaries are how often a summary may come.
func Summaries() []string { return []string{"weekly", "daily", "none"} }

// Mails gives how a person wants to be written to.
func (p *Accounts) Mails(ctx context.Context, person *Person) (m Mails, err error) {
	if err = p.db.GetContext(ctx, &m, `select language, summary from accounts where id = $1`, person.ID); err != nil {
		err = fmt.Errorf("mails: %w", err)
	}
	return m, err
}

// SetMails changes how a person wants to be written to.
func (p *Accounts) SetMails(ctx context.Context, person *Person, m Mails, request string) error {
	if !slices.Contains(Summaries(), m.Summary) || !slices.Contains([]string{"fr", "en", "ar"}, m.Language) {
		return &domain.Error{Kind: domain.Invalid, Code: "form_malformed"}
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(
			ctx, `update accounts set language = $2, summary = $3 where id = $1`, person.ID, m.Language, m.Summary,
		); err != nil {
			return fmt.Errorf("mails: %w", err)
		}
		return p.audit(ctx, tx, newAuditEntry{
			Account: person.ID, ActingAs: person.Role, Action: "mails_chosen", Subject: person.ID, Request: request,
		})
	})
}
