package account

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// refusalsMost is how many rows of refusals an account has on one day; what goes beyond is counted in one more.
const refusalsMost = 300

// Refusal is that a request of an account was turned away for what the account may not do. Route is the
// template of the address, which holds no values; Code is the key of the reason.
type Refusal struct {
	Account             int64
	Peer, Method, Route string
	ByToken             bool
	Code, Request       string
}

const refusalQuery = `-- account.RecordRefusal
with there as (
  select count(*) < $9 or coalesce(bool_or((peer, method, route, by_token) = ($3, $4, $5, $6)), false) as own
  from refusals where account_id = $1 and day = ($2::timestamptz at time zone 'UTC')::date
)
insert into refusals (account_id, day, peer, method, route, by_token, code, request, first_at, last_at)
select $1, ($2::timestamptz at time zone 'UTC')::date, case when own then $3 else '' end, case when own then $4
  else '' end,
  case when own then $5 else '' end, own and $6, $7, $8, $2, $2 from there
on conflict on constraint refusals__once do update set times = refusals.times + 1, code = excluded.code,
  request = excluded.request, last_at = greatest(refusals.last_at, excluded.last_at)`

// RecordRefusal counts a refusal in the audit log.
func (p *Accounts) RecordRefusal(ctx context.Context, r Refusal) error {
	select {
	case p.notes <- struct{}{}:
		defer func() { <-p.notes }()
	case <-ctx.Done():
		return fmt.Errorf("refusal: %w", ctx.Err())
	}
	return p.write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(
			ctx, refusalQuery, r.Account, p.now(), r.Peer, r.Method, r.Route, r.ByToken, r.Code, r.Request,
			refusalsMost,
		)
		if err != nil {
			return fmt.Errorf("refusal: %w", err)
		}
		return nil
	})
}
