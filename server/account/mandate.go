package account

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewMandate gives an account the word of a state from a day until a day, half-open; Until may be empty. A
// countersigner is named with a reason.
type NewMandate struct {
	Account  int64           `validate:"required"`
	State    string          `validate:"required"`
	Capacity domain.Capacity `validate:"capacity"`
	From     domain.Day      `validate:"required"`
	Until    domain.Day
	Reason   string `validate:"max=400"`
}

// AddMandate begins a mandate as an admin. Of people a countersigner needs a reason, and is named for a year at most;
// the account is a liaison's.
func AddMandate(ctx context.Context, w *ledger.Writer, m NewMandate) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	role, err := roleOf(ctx, w, m.Account)
	if err != nil {
		return err
	}
	if w.Rights != nil {
		if err := m.checkAsked(role); err != nil {
			return err
		}
	}
	if err := w.Require(
		ctx, "state", m.State, `select exists (select from states where code = $1)`, m.State,
	); err != nil {
		return err
	}
	if err := domain.CheckShape(m); err != nil {
		return err
	}
	if err := insertMandate(ctx, w, m); err != nil {
		return err
	}
	return w.Audit(ctx, "mandate_begun", m.State, map[string]any{
		"account": m.Account, "capacity": m.Capacity, "from_day": m.From, "until_day": m.Until,
	})
}

// checkAsked refuses a mandate that a person may not give to an account of that role.
func (m NewMandate) checkAsked(role domain.Role) error {
	switch {
	case role != domain.RoleLiaison:
		return &domain.Error{Kind: domain.Rule, Code: "mandate_of_liaisons", Field: "account"}
	case m.Capacity == domain.CapacityCountersigner && m.Reason == "":
		return &domain.Error{Kind: domain.Rule, Code: "reason_required", Field: "reason"}
	case m.Capacity == domain.CapacityCountersigner && (m.Until == "" || m.Until > m.From.AddDays(366)):
		return &domain.Error{Kind: domain.Rule, Code: "countersigner_a_year", Field: "until"}
	}
	return nil
}

func insertMandate(ctx context.Context, w *ledger.Writer, m NewMandate) error {
	return w.Exec(ctx, `-- account.insertMandate
		insert into mandates (account_id, state_code, capacity, from_day, until_day, reason)
			values ($1, $2, $3, $4, $5, nullif($6, ''))`,
		m.Account, m.State, m.Capacity, m.From, m.Until, m.Reason)
}

// roleOf gives the role of an account that is not closed.
func roleOf(ctx context.Context, w *ledger.Writer, account int64) (domain.Role, error) {
	var of struct {
		Role domain.Role `db:"role"`
	}
	err := w.GetOrMissing(
		ctx, &of, "account", "", `select role from accounts where id = $1 and disabled_at is null`, account,
	)
	return of.Role, err
}

// EndMandate ends a mandate today: the holder is signed out everywhere, what they had delegated and
// received for that state ends with it, and their signatures stay. What waited for them waits for the others.
func EndMandate(ctx context.Context, w *ledger.Writer, id int64) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	var ended struct {
		Account  int64           `db:"account_id"`
		State    string          `db:"state_code"`
		Capacity domain.Capacity `db:"capacity"`
	}
	var holder int64
	if err := w.Get(
		ctx, &holder, `select coalesce((select account_id from mandates where id = $1), 0)`, id,
	); err != nil {
		return err
	}
	if err := refuseSample(ctx, w, holder); err != nil {
		return err
	}
	if err := w.GetOrMissing(
		ctx, &ended, "mandate", "",
		`update mandates set until_day = greatest(from_day, $2::date)
			where id = $1 and (until_day is null or until_day > $2::date) returning account_id, state_code, capacity`,
		id, domain.DayOf(w.Now()),
	); err != nil {
		return err
	}
	if err := w.Exec(
		ctx,
		`update delegations set revoked_at = $3
			where (from_account_id = $1 or to_account_id = $1) and state_code = $2 and revoked_at is null`,
		ended.Account, ended.State, w.Now(),
	); err != nil {
		return err
	}
	if err := endSessions(ctx, w, ended.Account); err != nil {
		return err
	}
	return w.Audit(
		ctx, "mandate_ended", ended.State, map[string]any{"account": ended.Account, "capacity": ended.Capacity},
	)
}

// AddRight begins a mandate, or without a capacity a scope, which begins today and has neither days nor a reason.
func AddRight(ctx context.Context, w *ledger.Writer, m NewMandate) error {
	switch {
	case m.Capacity != "":
		return AddMandate(ctx, w, m)
	case m.From != "":
		return domain.NotAsked("from")
	case m.Until != "":
		return domain.NotAsked("until")
	case m.Reason != "":
		return domain.NotAsked("reason")
	}
	return AddScope(ctx, w, NewScope{Account: m.Account, State: m.State})
}

// EndRight ends a mandate or a scope today.
func EndRight(ctx context.Context, w *ledger.Writer, kind string, id int64) error {
	if kind == "mandate" {
		return EndMandate(ctx, w, id)
	}
	return EndScope(ctx, w, id)
}
