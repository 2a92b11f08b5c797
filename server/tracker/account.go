package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewAccount is a person who writes to the record. Function is what pages may show of it, Institution the
// name under which an assessor's verdicts are published.
type NewAccount struct {
	Email         string `validate:"required,email,max=254"`
	Name          string `validate:"required,max=200"`
	Language      string `validate:"language"`
	Role          string `validate:"role"`
	Function      domain.Text
	Institution   domain.Text
	Demonstration bool
}

// NewPerson adds an account and returns its number; an address that has one is refused.
func NewPerson(ctx context.Context, w *ledger.Writer, a NewAccount) (int64, error) {
	if a.Name != "" { // one that is missing is told with the other fields
		if err := checkNames(a.Role, a.Name, a.Institution); err != nil {
			return 0, err
		}
	}
	var known bool
	err := w.Get(ctx, &known, `select exists (select from accounts where lower(email) = lower($1))`, a.Email)
	if err != nil {
		return 0, err
	}
	if known {
		return 0, &domain.Error{
			Kind: domain.Conflict, Code: "account_there", Field: "email", Args: map[string]any{"code": a.Email},
		}
	}
	return AddAccount(ctx, w, a)
}

// checkNames refuses a name that shows nothing, and an assessor's institution that lacks a language.
func checkNames(role, name string, institution domain.Text) error {
	if !domain.Visible(name) {
		return &domain.Error{Kind: domain.Rule, Code: "text_empty", Field: "name"}
	}
	if role != "assessor" {
		return nil
	}
	for _, lang := range []string{"fr", "en", "ar"} {
		if !domain.Visible(institution.In[lang]) {
			return &domain.Error{Kind: domain.Rule, Code: "institution_needed", Field: "institution_" + lang}
		}
	}
	return nil
}

// AddAccount adds an account and returns its number; an address that is known gives the account it has.
func AddAccount(ctx context.Context, w *ledger.Writer, a NewAccount) (int64, error) {
	if err := domain.CheckShape(a); err != nil {
		return 0, err
	}
	const query = `-- tracker.AddAccount
		with new as (insert into accounts (email, name,
			language, role, function, institution, demonstration, created_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (lower(email)) do nothing returning id)
		select id from new union all select id from accounts where lower(email) = lower($1) limit 1`
	id, err := w.Insert(
		ctx, query, a.Email, a.Name, a.Language, a.Role, a.Function, a.Institution, a.Demonstration, w.Now(),
	)
	if err != nil {
		return 0, fmt.Errorf("account: %w", err)
	}
	return id, nil
}

// Entitle gives an account what its role may do from today: a liaison the word of each state, staff and
// assessors the states as their scope. Staff without a state have all; others need one.
func Entitle(ctx context.Context, w *ledger.Writer, account int64, role string, states []string) error {
	today := domain.DayOf(w.Now())
	switch {
	case role == "admin" && len(states) > 0:
		return &domain.Error{Kind: domain.Rule, Code: "admin_has_all", Field: "state"}
	case role == "admin":
		return nil
	case len(states) == 0 && role != "staff":
		return &domain.Error{Kind: domain.Rule, Code: "role_needs_state", Field: "state"}
	case len(states) == 0:
		return AddScope(ctx, w, account, "", today)
	}
	for _, state := range states {
		if err := w.GetOrMissing(ctx, &struct {
			Code string `db:"code"`
		}{}, "state", state, `select code from states where code = $1`, state); err != nil {
			return err
		}
		var err error
		if role == "liaison" {
			err = AddMandate(ctx, w, NewMandate{Account: account, State: state, Capacity: "liaison", From: today})
		} else {
			err = AddScope(ctx, w, account, state, today)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// AddScope lets staff or an assessor reach a state from a day on; an empty state is all of them.
func AddScope(ctx context.Context, w *ledger.Writer, account int64, state string, from domain.Day) error {
	return w.Exec(
		ctx, `insert into scopes (account_id, state_code, from_day) values ($1, nullif($2, ''), $3)`, account, state,
		from,
	)
}

// NewMandate gives an account the word of a state from a day until a day, half-open; Until may be empty.
type NewMandate struct {
	Account  int64      `validate:"required"`
	State    string     `validate:"required"`
	Capacity string     `validate:"capacity"`
	From     domain.Day `validate:"required"`
	Until    domain.Day
}

// AddMandate begins a mandate.
func AddMandate(ctx context.Context, w *ledger.Writer, m NewMandate) error {
	if err := domain.CheckShape(m); err != nil {
		return err
	}
	return w.Exec(ctx,
		`insert into mandates (account_id, state_code, capacity, from_day, until_day) values ($1, $2, $3, $4, $5)`,
		m.Account, m.State, m.Capacity, m.From, m.Until)
}
