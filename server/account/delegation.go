package account

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Delegation is that one person lets another speak for a state for some days.
type Delegation struct {
	ID         int64       `json:"id" db:"id" doc:"number of the delegation"`
	From       string      `json:"from" db:"giver" doc:"who gives it"`
	To         string      `json:"to" db:"receiver" doc:"who receives it"`
	State      string      `json:"state" db:"state_code" doc:"code of the government"`
	StateName  domain.Text `json:"state_name" db:"state_name" doc:"name of the government"`
	Commitment string      `json:"commitment" db:"commitment" doc:"code of the one commitment that it covers; empty where it covers all"`
	FromDay    domain.Day  `json:"from_day" db:"from_day" doc:"first day"`
	UntilDay   domain.Day  `json:"until_day" db:"until_day" doc:"the day on which it no longer counts"`
	Reason     string      `json:"reason" db:"reason" doc:"why it was given"`
	Given      bool        `json:"given" db:"given" doc:"true where the caller gave it, false where the caller received it"`
	Standing   string      `json:"standing" db:"standing" doc:"coming, in_force, ended or revoked"`
}

// Delegations lists those that an account has given and received, the latest first.
func (p *Accounts) Delegations(ctx context.Context, account int64) ([]Delegation, error) {
	list, err := ledger.SelectAll[Delegation](ctx, p.db, `-- account.Delegations
		select x.id, g.name as giver, r.name as receiver, x.state_code, n.name as state_name,
			coalesce(x.commitment_code, '') as commitment, x.from_day, x.until_day, x.reason,
			x.from_account_id = $1 as given,
		  case when x.revoked_at is not null then 'revoked' when x.until_day <= $2 then 'ended'
		    when x.from_day > $2 then 'coming' else 'in_force' end as standing
		from delegations x join accounts g on g.id = x.from_account_id join accounts r on r.id = x.to_account_id
			join state_names_on($2) n on n.state_code = x.state_code
		where x.from_account_id = $1 or x.to_account_id = $1
		order by x.until_day desc, x.id desc limit 100`, account, domain.DayOf(p.now()))
	if err != nil {
		return nil, fmt.Errorf("delegations: %w", err)
	}
	return list, nil
}
