package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// Impersonate lets an administrator see on one device what somebody else sees, and change nothing, until they
// end it or the device is signed out. Administrators are not looked over the shoulder.
func (p *Accounts) Impersonate(ctx context.Context, admin *Person, account int64, request string) error {
	return p.write(ctx, func(tx *sqlx.Tx) error {
		_, err := p.impersonated(ctx, tx, account)
		if domain.KindOf(err) == domain.Missing || admin.Role != domain.RoleAdmin {
			return &domain.Error{Kind: domain.Rule, Code: "not_seen_as"}
		}
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(
			ctx, `update account_sessions set impersonated_id = $2 where id = $1 and account_id = $3`,
			admin.Session, account, admin.ID,
		); err != nil {
			return fmt.Errorf("device: %w", err)
		}
		return p.audit(ctx, tx, newAuditEntry{admin.ID, admin.Role, "impersonation_begun", account, request})
	})
}

// EndImpersonation gives the administrator back their own eyes, and says whose they had.
func (p *Accounts) EndImpersonation(ctx context.Context, seen *Person, request string) error {
	if seen.By == nil {
		return nil
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(
			ctx, `update account_sessions set impersonated_id = null where id = $1 and account_id = $2`,
			seen.Session, seen.By.ID,
		); err != nil {
			return fmt.Errorf("device: %w", err)
		}
		return p.audit(ctx, tx, newAuditEntry{seen.By.ID, seen.By.Role, "impersonation_ended", seen.ID, request})
	})
}

// impersonated gives somebody who may be seen as: an open account that is no administrator's.
func (p *Accounts) impersonated(ctx context.Context, db sqlx.QueryerContext, account int64) (*Person, error) {
	var row holder
	err := sqlx.GetContext(ctx, db, &row, `-- account.impersonated
		select a.id, a.email, a.name, a.language, a.role, a.demonstration, a.totp_since is not null as second
		from accounts a where a.id = $1 and a.role <> 'admin' and `+open, account)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, domain.NotFound("account", strconv.FormatInt(account, 10))
	}
	if err != nil {
		return nil, fmt.Errorf("person: %w", err)
	}
	subject := row.person()
	return &subject, nil
}

// impersonation gives the person that an administrator sees as on a device, or the administrator.
func (p *Accounts) impersonation(ctx context.Context, admin *Person, seeing int64) (*Person, error) {
	if seeing == 0 || admin.Role != domain.RoleAdmin {
		return admin, nil
	}
	subject, err := p.impersonated(ctx, p.db, seeing)
	if domain.KindOf(err) == domain.Missing {
		return admin, nil
	}
	if err != nil {
		return admin, err
	}
	subject.Session, subject.By = admin.Session, admin
	return subject, nil
}
