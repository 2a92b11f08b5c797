package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// newAuditEntry is one line of what people did.
type newAuditEntry struct {
	Account  int64
	ActingAs domain.Role
	Action   string
	Subject  int64
	Request  string
}

func (p *Accounts) audit(ctx context.Context, tx *sqlx.Tx, a newAuditEntry) error {
	_, err := tx.ExecContext(ctx,
		`insert into audit_log (account_id, acting_as, action, subject_id, request, recorded_at)
			values ($1, $2, $3, $4, $5, $6)`,
		a.Account, a.ActingAs, a.Action, a.Subject, a.Request, p.now())
	if err != nil {
		return fmt.Errorf("audit %s: %w", a.Action, err)
	}
	return nil
}

// AuditEntry is a line of the audit log.
type AuditEntry struct {
	ID         int64     `json:"id" db:"id" doc:"number of the entry"`
	RecordedAt time.Time `json:"recorded_at" db:"recorded_at" doc:"when"`
	Name       string    `json:"name" db:"name" doc:"who"`
	ActingAs   string    `json:"acting_as" db:"acting_as" doc:"as what"`
	Action     string    `json:"action" db:"action" doc:"what, as a code"`
	Subject    string    `json:"subject" db:"subject" doc:"the account that it was about, where it was another one"`
	Detail     string    `json:"detail" db:"detail" doc:"what it was about, as JSON"`
	Request    string    `json:"request" db:"request" doc:"number of the request in the server’s log"`
}

// AuditLog lists what people did, the newest first: those with a text in the name, the action, what it was about
// or the request, before a number where one is given.
func (p *Accounts) AuditLog(ctx context.Context, text string, before int64) ([]AuditEntry, error) {
	entries, err := ledger.SelectAll[AuditEntry](ctx, p.db, `-- account.AuditLog
		select x.id, x.recorded_at, coalesce(a.name, '') as name, x.acting_as, x.action,
			coalesce(s.name, '') as subject, x.detail::text as detail, x.request
		from audit_log x left join accounts a on a.id = x.account_id
			left join accounts s on s.id = x.subject_id and s.id is distinct from x.account_id
		where ($2 = 0 or x.id < $2) and ($1 = '' or x.action = $1
			or normalize_for_search(coalesce(a.name, '')) like '%' || normalize_for_search($1) || '%'
			or x.request = $1 or x.detail ->> 'object' = $1)
		order by x.id desc limit 100`, text, before)
	if err != nil {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	return entries, nil
}
