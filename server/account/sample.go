package account

import (
	"context"
	"fmt"

	"jalons/server/domain"

	"github.com/jmoiron/sqlx"
)

// SamplePassword opens the invented accounts. It stands on the sign-in page, so it hides nothing.
const SamplePassword = "demonstration"

// Sample is an invented person as whom anybody may sign in to see what a role sees.
type Sample struct {
	Role  domain.Role `db:"role"`
	Email string      `db:"email"`
}

// samplesOf picks one invented account for each role; of liaisons the one of the flagship.
const samplesOf = `(select distinct on (a.role) a.id, a.role, a.email from accounts a where a.demonstration
order by a.role, exists (select from mandates m join pilots p on p.state_code = m.state_code and p.part = 'flagship'
  where m.account_id = a.id and m.capacity = 'liaison' and m.until_day is null) desc, a.id)`

// PrepareSamples gives one invented account of each role the password that the sign-in page shows, and
// adds the admin that the demonstration lacks. Without a demonstration, or beside anything real, it does
// nothing.
func (p *Accounts) PrepareSamples(ctx context.Context) error {
	hash, err := p.hash(ctx, SamplePassword)
	if err != nil {
		return err
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		// the policies of accounts let the program write
		if _, err := tx.ExecContext(ctx, `select set_config('app.role', 'program', true)`); err != nil {
			return fmt.Errorf("samples: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `-- account.PrepareSamples
			insert into accounts (email, name, language, role, function, demonstration, created_at)
			select 'admin@demonstration.example', 'Administration de démonstration', 'fr', 'admin',
				'{"original":"fr","fr":"Administration","en":"Administration","ar":"الإدارة"}', true, $1
			where exists (select from accounts where demonstration)
				and not exists (select from accounts where demonstration and role = 'admin')
			on conflict do nothing`, p.now()); err != nil {
			return fmt.Errorf("samples: %w", err)
		}
		if _, err := tx.ExecContext(
			ctx,
			`update accounts a set password_hash = $1 from `+samplesOf+` s where s.id = a.id
				and a.password_hash is null and `+open,
			hash,
		); err != nil {
			return fmt.Errorf("samples: %w", err)
		}
		return nil
	})
}

// Samples lists the invented accounts that anybody may use, none where the record holds anything real.
func (p *Accounts) Samples(ctx context.Context) ([]Sample, error) {
	samples := []Sample{}
	err := p.db.SelectContext(ctx, &samples, `-- account.Samples
		select a.role, a.email from `+samplesOf+` s join accounts a on a.id = s.id
			where a.password_hash is not null and `+open+`
		order by array_position(array['staff', 'liaison', 'assessor', 'admin'], a.role)`)
	if err != nil {
		return nil, fmt.Errorf("samples: %w", err)
	}
	return samples, nil
}

// SamplesEnded says that anybody could sign in to the demonstration until something real came into the record.
func (p *Accounts) SamplesEnded(ctx context.Context) (ended bool, err error) {
	err = p.db.GetContext(ctx, &ended, `-- account.SamplesEnded
		select exists (select from accounts a
			where a.demonstration and a.password_hash is not null and a.disabled_at is null and not `+open+`)`)
	if err != nil {
		err = fmt.Errorf("samples: %w", err)
	}
	return ended, err
}
