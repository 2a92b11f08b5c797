package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewAccount is a person who writes to the record. Function is what pages may show of it, Institution the
// name under which an assessor's verdicts are published. States are those that its role is for from today: a liaison
// speaks for each, staff and assessors reach them; staff that is added by a person without one reaches all.
type NewAccount struct {
	Email         string      `validate:"required,email,max=254"`
	Name          string      `validate:"required,max=200"`
	Language      string      `validate:"language"`
	Role          domain.Role `validate:"role"`
	Function      domain.Text
	Institution   domain.Text
	States        []string
	Demonstration bool
}

// administers says whether the account gives and ends what others may do.
func administers(r *ledger.Rights) bool { return r.Role == domain.RoleAdmin }

// Add adds an account with what its role may do from today, as an admin, and returns its number; an address that
// has one is refused. What an invented admin adds is invented too.
func Add(ctx context.Context, w *ledger.Writer, a NewAccount) (int64, error) {
	if err := w.Allow(administers); err != nil {
		return 0, err
	}
	if err := domain.CheckShape(a); err != nil {
		return 0, err
	}
	if w.Rights != nil {
		if err := a.checkAsked(); err != nil {
			return 0, err
		}
	}
	invented, err := IsInvented(ctx, w, a.Demonstration)
	if err != nil {
		return 0, err
	}
	id, err := w.Insert(ctx, `-- account.Add
		insert into accounts (email, name, language, role, function, institution, demonstration, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (lower(email)) do nothing returning id`,
		a.Email, a.Name, a.Language, a.Role, a.Function, a.Institution, invented, w.Now())
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &domain.Error{
			Kind: domain.Conflict, Code: "account_there", Field: "email", Args: map[string]any{"code": a.Email},
		}
	}
	if err != nil {
		return 0, fmt.Errorf("account: %w", err)
	}
	if err := entitle(ctx, w, id, a); err != nil {
		return 0, err
	}
	return id, w.Audit(
		ctx, "account_added", a.Email, map[string]any{"account": id, "role": a.Role, "states": a.States},
	)
}

// checkAsked refuses what a person may not add: names that show nothing, a role without the states that it is for.
func (a NewAccount) checkAsked() error {
	if err := checkNames(a.Role, a.Name, a.Institution); err != nil {
		return err
	}
	switch {
	case a.Role == domain.RoleAdmin && len(a.States) > 0:
		return &domain.Error{Kind: domain.Rule, Code: "admin_has_all", Field: "state"}
	case a.Role != domain.RoleAdmin && a.Role != domain.RoleStaff && len(a.States) == 0:
		return &domain.Error{Kind: domain.Rule, Code: "role_needs_state", Field: "state"}
	}
	return nil
}

// entitle begins what the role of a new account may do.
func entitle(ctx context.Context, w *ledger.Writer, id int64, a NewAccount) error {
	states, today := a.States, domain.DayOf(w.Now())
	if w.Rights != nil && a.Role == domain.RoleStaff && len(states) == 0 {
		states = []string{""}
	}
	for _, state := range states {
		if state != "" {
			if err := w.Require(
				ctx, "state", state, `select exists (select from states where code = $1)`, state,
			); err != nil {
				return err
			}
		}
		begin := func() error { return insertScope(ctx, w, NewScope{Account: id, State: state, From: today}) }
		if a.Role == domain.RoleLiaison {
			m := NewMandate{Account: id, State: state, Capacity: domain.CapacityLiaison, From: today}
			begin = func() error { return insertMandate(ctx, w, m) }
		}
		if err := begin(); err != nil {
			return err
		}
	}
	return nil
}

// checkNames refuses a name that shows nothing, and an assessor's institution that lacks a language.
func checkNames(role domain.Role, name string, institution domain.Text) error {
	if !domain.Visible(name) {
		return &domain.Error{Kind: domain.Rule, Code: "text_empty", Field: "name"}
	}
	if role != domain.RoleAssessor {
		return nil
	}
	for _, lang := range domain.Lists()["language"] {
		if !domain.Visible(institution.In[lang]) {
			return &domain.Error{Kind: domain.Rule, Code: "institution_needed", Field: "institution_" + lang}
		}
	}
	return nil
}

// Rename corrects the name of an account's person, and an assessor's institution, as an admin. Verdicts
// that were published keep the institution that they were published under.
func Rename(ctx context.Context, w *ledger.Writer, account int64, name string, institution domain.Text) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	var of struct {
		Role domain.Role `db:"role"`
	}
	if err := w.GetOrMissing(
		ctx, &of, "account", "", `select role from accounts where id = $1 and disabled_at is null`, account,
	); err != nil {
		return err
	}
	if err := checkNames(of.Role, name, institution); err != nil {
		return err
	}
	if err := refuseSample(ctx, w, account); err != nil {
		return err
	}
	if of.Role != domain.RoleAssessor && !institution.IsZero() {
		return domain.NotAsked("institution_fr")
	}
	if err := w.Exec(
		ctx, `update accounts set name = $2, institution = $3 where id = $1`, account, name, institution,
	); err != nil {
		return err
	}
	return w.Audit(ctx, "account_renamed", "", map[string]any{"account": account})
}

// Close closes an account as an admin: it is signed out everywhere, its mandates, scopes and delegations
// end today, and what it signed stays. Nobody closes their own, so that one admin is left.
func Close(ctx context.Context, w *ledger.Writer, account int64) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	if account == w.Account {
		return &domain.Error{Kind: domain.Rule, Code: "not_oneself"}
	}
	if err := refuseSample(ctx, w, account); err != nil {
		return err
	}
	var closed struct {
		Email string `db:"email"`
	}
	if err := w.GetOrMissing(
		ctx, &closed, "account", "",
		`update accounts set disabled_at = $2 where id = $1 and disabled_at is null returning email`, account, w.Now(),
	); err != nil {
		return err
	}
	today := domain.DayOf(w.Now())
	for _, query := range []string{
		`update mandates set until_day = greatest(from_day, $2::date)
			where account_id = $1 and (until_day is null or until_day > $2::date)`,
		`update scopes set until_day = greatest(from_day, $2::date)
			where account_id = $1 and (until_day is null or until_day > $2::date)`,
	} {
		if err := w.Exec(ctx, query, account, today); err != nil {
			return err
		}
	}
	if err := w.Exec(
		ctx,
		`update delegations set revoked_at = $2
			where (from_account_id = $1 or to_account_id = $1) and revoked_at is null`,
		account, w.Now(),
	); err != nil {
		return err
	}
	if err := endSessions(ctx, w, account); err != nil {
		return err
	}
	return w.Audit(ctx, "account_closed", closed.Email, map[string]any{"account": account})
}

// refuseSample refuses to take from an invented account that anybody may use to look around what it is there
// to show: the next visitor would find the door closed.
func refuseSample(ctx context.Context, w *ledger.Writer, account int64) error {
	var sample bool
	if err := w.Get(
		ctx, &sample,
		`select exists (select from accounts where id = $1 and demonstration and password_hash is not null)`, account,
	); err != nil {
		return err
	}
	if sample {
		return &domain.Error{Kind: domain.Rule, Code: "sample_stays"}
	}
	return nil
}

// endSessions signs an account out everywhere and ends its tokens.
func endSessions(ctx context.Context, w *ledger.Writer, account int64) error {
	if err := w.Exec(
		ctx, `update account_sessions set ended_at = $2 where account_id = $1 and ended_at is null`, account, w.Now(),
	); err != nil {
		return err
	}
	return w.Exec(ctx, `update tokens set ended_at = $2 where account_id = $1 and ended_at is null`, account, w.Now())
}

// IsInvented says whether what an actor enters is labelled as invented: all that an invented account enters is. Only
// the program itself says so otherwise.
func IsInvented(ctx context.Context, w *ledger.Writer, said bool) (invented bool, err error) {
	if w.Rights == nil {
		return said, nil
	}
	if err := w.Get(
		ctx, &invented, `select coalesce((select demonstration from accounts where id = $1), false)`, w.Account,
	); err != nil {
		return false, fmt.Errorf("account: %w", err)
	}
	return invented, nil
}
