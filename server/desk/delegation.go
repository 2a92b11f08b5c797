package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
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
func (d *Desk) Delegations(ctx context.Context, account int64) ([]Delegation, error) {
	return list[Delegation](ctx, d, "delegations", `-- desk.Delegations
		select x.id, g.name as giver, r.name as receiver, x.state_code, n.name as state_name,
			coalesce(x.commitment_code, '') as commitment, x.from_day, x.until_day, x.reason,
			x.from_account_id = $1 as given,
		  case when x.revoked_at is not null then 'revoked' when x.until_day <= $2 then 'ended'
		    when x.from_day > $2 then 'coming' else 'in_force' end as standing
		from delegations x join accounts g on g.id = x.from_account_id join accounts r on r.id = x.to_account_id
			join state_names_on($2) n on n.state_code = x.state_code
		where x.from_account_id = $1 or x.to_account_id = $1
		order by x.until_day desc, x.id desc limit 100`, account, d.Today())
}

// Delegate gives a delegation to the person with an e-mail address and returns its number. Who that is
// must be known already: an address without an account is told as missing.
func Delegate(ctx context.Context, w *ledger.Writer, email string, n tracker.NewDelegation) (int64, error) {
	err := w.Get(ctx, &n.To, `select id from accounts where lower(email) = lower($1)`, strings.TrimSpace(email))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &domain.Error{Kind: domain.Missing, Code: "missing_delegate", Field: "email"}
	}
	if err != nil {
		return 0, fmt.Errorf("delegation: %w", err)
	}
	return tracker.DelegateTo(ctx, w, n)
}

// EndDelegation ends one that the caller has given.
