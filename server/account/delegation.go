package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

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

// NewDelegation lets another account speak for a state from a day until a day, half-open, at most 90
// days. It covers one commitment where one is named.
type NewDelegation struct {
	From       int64  // the actor's own account, but for the program itself
	To         int64  // who receives it; where it is 0, who has Email
	Email      string `validate:"required_without=To,max=254"`
	State      string `validate:"required"`
	Commitment string
	FromDay    domain.Day `validate:"required"`
	UntilDay   domain.Day `validate:"required"`
	Reason     string     `validate:"required,max=400"`
}

// AddDelegation begins a delegation that the actor gives, not before today, and returns its number. Only who holds a
// mandate of the state on the first day delegates, so a chain is never longer than one and never a cycle. Assessors,
// who belong to neither side, and closed accounts receive none.
func AddDelegation(ctx context.Context, w *ledger.Writer, d NewDelegation) (int64, error) {
	if w.Rights != nil {
		d.From = w.Account
	}
	if err := domain.CheckShape(d); err != nil { // without a state there is nothing to authorize
		return 0, err
	}
	if err := w.Allow(func(r *ledger.Rights) bool { return r.Declares(d.State) }); err != nil {
		return 0, err
	}
	if d.FromDay < domain.DayOf(w.Now()) {
		return 0, &domain.Error{Kind: domain.Rule, Code: "delegation_past", Field: "from"}
	}
	if err := d.checkDelegate(ctx, w); err != nil {
		return 0, err
	}
	id, err := w.InsertOrMissing(ctx, "mandate", d.State, `-- account.AddDelegation
		insert into delegations (from_account_id, to_account_id, state_code, commitment_code, from_day, until_day,
			reason)
		select m.account_id, $2, m.state_code, nullif($4, ''), $5, $6, $7 from mandates m
		where m.account_id = $1 and m.state_code = $3 and m.capacity in ('liaison', 'alternate') and m.from_day <= $5
			and (m.until_day is null or m.until_day > $5)
		limit 1 returning id`, d.From, d.To, d.State, d.Commitment, d.FromDay, d.UntilDay, d.Reason)
	if domain.KindOf(err) == domain.Missing {
		return 0, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope", Field: "state", Err: err}
	}
	if err != nil {
		return 0, err
	}
	if d.FromDay > domain.DayOf(w.Now()) {
		if err := w.Exec(
			ctx,
			`insert into notices (account_id, kind, delegation_id, recorded_at)
				values ($1, 'delegation_given', $2, $3)`,
			d.To, id, w.Now(),
		); err != nil {
			return 0, fmt.Errorf("notice: %w", err)
		}
	}
	return id, w.Audit(ctx, "delegated", d.State, map[string]any{
		"delegation": id, "to": d.To, "from_day": d.FromDay, "until_day": d.UntilDay, "commitment": d.Commitment,
	})
}

// checkDelegate finds who is to receive a delegation, and says where they or the commitment that it covers are missing.
func (d *NewDelegation) checkDelegate(ctx context.Context, w *ledger.Writer) error {
	var to struct {
		ID        int64 `db:"id"`
		Delegable bool  `db:"delegable"`
	}
	err := w.Get(ctx, &to, `-- account.checkDelegate
		select id, role <> 'assessor' and disabled_at is null and (password_hash is not null or demonstration)
			as delegable
		from accounts where id = $1 or $1 = 0 and lower(email) = lower($2)`, d.To, strings.TrimSpace(d.Email))
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && !to.Delegable && to.ID != d.From:
		return &domain.Error{Kind: domain.Missing, Code: "missing_delegate", Field: "email"}
	case err != nil:
		return fmt.Errorf("delegate: %w", err)
	case to.ID == d.From:
		return &domain.Error{Kind: domain.Rule, Code: "delegation_to_self", Field: "to"}
	}
	d.To = to.ID
	if d.Commitment == "" {
		return nil
	}
	return w.Require(
		ctx, "commitment", d.Commitment, `select exists (select from commitments where code = $1 and state_code = $2)`,
		d.Commitment, d.State,
	)
}

// EndDelegation ends a delegation that the actor has given.
func EndDelegation(ctx context.Context, w *ledger.Writer, id int64) error {
	var ended struct {
		State string `db:"state_code"`
	}
	if err := w.GetOrMissing(
		ctx, &ended, "delegation", "",
		`update delegations set revoked_at = $3 where id = $1 and from_account_id = $2 and revoked_at is null
			returning state_code`,
		id, w.Account, w.Now(),
	); err != nil {
		return err
	}
	return w.Audit(ctx, "delegation_ended", ended.State, map[string]any{"delegation": id})
}
