package account

import (
	"cmp"
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewScope lets staff or an assessor reach a state from a day on, from today where it is empty; an empty state is all
// of them.
type NewScope struct {
	Account int64
	State   string
	From    domain.Day
}

// AddScope begins a scope as an admin. A person gives it from today, and to an assessor one state at a time.
func AddScope(ctx context.Context, w *ledger.Writer, s NewScope) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	role, err := roleOf(ctx, w, s.Account)
	if err != nil {
		return err
	}
	if w.Rights != nil && (role != "staff" && role != "assessor" || role == "assessor" && s.State == "") {
		return &domain.Error{Kind: domain.Rule, Code: "role_needs_state", Field: "state"}
	}
	if s.State != "" {
		if err := w.Require(
			ctx, "state", s.State, `select exists (select from states where code = $1)`, s.State,
		); err != nil {
			return err
		}
	}
	s.From = cmp.Or(s.From, domain.DayOf(w.Now()))
	if err := insertScope(ctx, w, s); err != nil {
		return err
	}
	return w.Audit(ctx, "scope_given", s.State, map[string]any{"account": s.Account})
}

func insertScope(ctx context.Context, w *ledger.Writer, s NewScope) error {
	return w.Exec(ctx, `-- account.insertScope
		insert into scopes (account_id, state_code, from_day) values ($1, nullif($2, ''), $3)`,
		s.Account, s.State, s.From)
}

// EndScope takes a state out of an account's reach from today, as an admin.
func EndScope(ctx context.Context, w *ledger.Writer, id int64) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	var ended struct {
		Account int64  `db:"account_id"`
		State   string `db:"state"`
	}
	err := w.GetOrMissing(
		ctx, &ended, "scope", "",
		`update scopes set until_day = greatest(from_day, $2::date)
			where id = $1 and (until_day is null or until_day > $2::date)
			returning account_id, coalesce(state_code, '') as state`,
		id, domain.DayOf(w.Now()),
	)
	if err != nil {
		return err
	}
	return w.Audit(ctx, "scope_ended", ended.State, map[string]any{"account": ended.Account})
}
