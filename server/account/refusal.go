package account

import (
	"context"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"

	"github.com/jmoiron/sqlx"
)

// refusalsMost is how many rows of refusals an account has on one day; what goes beyond is counted in one more.
const refusalsMost = 300

// NewRefusal is that a request of an account was turned away for what the account may not do. Route is the
// template of the address, which holds no values; Code is the key of the reason.
type NewRefusal struct {
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
func (p *Accounts) RecordRefusal(ctx context.Context, r NewRefusal) error {
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

// Refusal is how often on a day a request of an account was turned away by its role or rights.
type Refusal struct {
	LastAt  time.Time  `json:"last_at" db:"last_at" doc:"when last"`
	Day     domain.Day `json:"day" db:"day" doc:"the day, of universal time"`
	Name    string     `json:"name" db:"name" doc:"who"`
	Peer    string     `json:"peer" db:"peer" doc:"from which address; empty for what goes beyond the most rows of a day"`
	Method  string     `json:"method" db:"method" doc:"method of the request; empty likewise"`
	Route   string     `json:"route" db:"route" doc:"template of the address, without its values; empty likewise"`
	ByToken bool       `json:"by_token" db:"by_token" doc:"true where it came with a token"`
	Times   int        `json:"times" db:"times" doc:"how often"`
	Code    string     `json:"code" db:"code" doc:"why, the last time, as a code"`
	Request string     `json:"request" db:"request" doc:"number of the last request in the server’s log"`
}

// Refusals lists the hundred newest refusals: those with a text in the name, or one that is their address,
// route, reason or request.
func (p *Accounts) Refusals(ctx context.Context, text string) ([]Refusal, error) {
	list, err := ledger.SelectAll[Refusal](ctx, p.db, `-- account.Refusals
		select r.last_at, r.day, a.name, r.peer, r.method, r.route, r.by_token, r.times, r.code, r.request
		from refusals r join accounts a on a.id = r.account_id
		where $1 = '' or normalize_for_search(a.name) like '%' || normalize_for_search($1) || '%'
			or $1 in (r.peer, r.route, r.code, r.request)
		order by r.last_at desc, r.id desc limit 100`, text)
	if err != nil {
		return nil, fmt.Errorf("refusals: %w", err)
	}
	return list, nil
}
