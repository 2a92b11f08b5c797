package account

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// Reseal puts the secrets of second factors that are under an older key under the first one, and says how
// many it did, and how many are under a key that isn't there.
func (p *Accounts) Reseal(ctx context.Context) (done, lost int, err error) {
	err = p.write(ctx, func(tx *sqlx.Tx) error {
		done, lost = 0, 0
		var kept []struct {
			ID     int64  `db:"id"`
			Sealed string `db:"totp_secret"`
		}
		if err := tx.SelectContext(
			ctx, &kept, `select id, totp_secret from accounts where totp_secret is not null order by id for update`,
		); err != nil {
			return fmt.Errorf("second factors: %w", err)
		}
		for _, a := range kept {
			if p.Keys.sealedByFirst(a.Sealed) {
				continue
			}
			secret, err := p.Keys.open(a.ID, a.Sealed)
			if domain.KindOf(err) == domain.Unavailable {
				lost++
				continue
			}
			if err != nil {
				return err
			}
			if err := p.keepSecret(ctx, tx, a.ID, secret); err != nil {
				return err
			}
			done++
		}
		return nil
	})
	return done, lost, err
}

// keepSecret seals the secret of an account's second factor and keeps it.
func (p *Accounts) keepSecret(ctx context.Context, tx *sqlx.Tx, account int64, secret string) error {
	sealed, err := p.Keys.seal(account, secret)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(
		ctx, `update accounts set totp_secret = $2 where id = $1`, account, sealed,
	); err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	return nil
}
