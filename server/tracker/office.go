package tracker

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Rights of people: who speaks for a state and who keeps or assesses which, as an admin gives and ends it.

func administers(r *ledger.Rights) bool { return r.Role == "admin" }

// Hire adds an account with what its role may do from today, as an admin. What an invented admin adds is
// invented too.
func Hire(ctx context.Context, w *ledger.Writer, a NewAccount, states []string) (int64, error) {
	if err := w.Allow(administers); err != nil {
		return 0, err
	}
	if err := w.Get(
		ctx, &a.Demonstration, `select demonstration from accounts where id = $1`, w.Account,
	); err != nil {
		return 0, err
	}
	id, err := NewPerson(ctx, w, a)
	if err != nil {
		return 0, err
	}
	if err := Entitle(ctx, w, id, a.Role, states); err != nil {
		return 0, err
	}
	return id, w.Audit(
		ctx, "account_added", a.Email, map[string]any{"account": id, "role": a.Role, "states": states},
	)
}

// RenameAccount corrects the name of an account's person, and an assessor's institution, as an admin. Verdicts
// that were published keep the institution that they were published under.
func RenameAccount(ctx context.Context, w *ledger.Writer, account int64, name string, institution domain.Text) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	var of struct {
		Role string `db:"role"`
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
	if of.Role != "assessor" && !institution.IsZero() {
		return domain.NotAsked("institution_fr")
	}
	if err := w.Exec(
		ctx, `update accounts set name = $2, institution = $3 where id = $1`, account, name, institution,
	); err != nil {
		return err
	}
	return w.Audit(ctx, "account_renamed", "", map[string]any{"account": account})
}

// AddRight begins a mandate as an admin. A countersigner is named with a reason and for a year at most;
// the mandate is a liaison's account's.
func Appoint(ctx context.Context, w *ledger.Writer, m NewMandate, reason string) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	var to struct {
		Role string `db:"role"`
	}
	if err := w.GetOrMissing(
		ctx, &to, "account", "", `select role from accounts where id = $1 and disabled_at is null`, m.Account,
	); err != nil {
		return err
	}
	switch {
	case to.Role != "liaison":
		return &domain.Error{Kind: domain.Rule, Code: "mandate_of_liaisons", Field: "account"}
	case m.Capacity == "countersigner" && reason == "":
		return &domain.Error{Kind: domain.Rule, Code: "reason_required", Field: "reason"}
	case m.Capacity == "countersigner" && (m.Until == "" || m.Until > m.From.AddDays(366)):
		return &domain.Error{Kind: domain.Rule, Code: "countersigner_a_year", Field: "until"}
	}
	if err := w.GetOrMissing(
		ctx, &to, "state", m.State, `select 'x' as role from states where code = $1`, m.State,
	); err != nil {
		return err
	}
	if err := domain.CheckShape(m); err != nil {
		return err
	}
	err := w.Exec(
		ctx,
		`insert into mandates (account_id, state_code, capacity, from_day, until_day, reason)
			values ($1, $2, $3, $4, $5, nullif($6, ''))`,
		m.Account, m.State, m.Capacity, m.From, m.Until, reason,
	)
	if err != nil {
		return err
	}
	return w.Audit(ctx, "mandate_begun", m.State, map[string]any{
		"account": m.Account, "capacity": m.Capacity, "from_day": m.From, "until_day": m.Until,
	})
}

// EndMandate ends a mandate today: the holder is signed out everywhere, what they had delegated and
// received for that state ends with it, and their signatures stay. What waited for them waits for the others.
func EndMandate(ctx context.Context, w *ledger.Writer, id int64) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	var ended struct {
		Account  int64  `db:"account_id"`
		State    string `db:"state_code"`
		Capacity string `db:"capacity"`
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
	err := w.GetOrMissing(
		ctx, &ended, "mandate", "",
		`update mandates set until_day = greatest(from_day, $2::date)
			where id = $1 and (until_day is null or until_day > $2::date) returning account_id, state_code, capacity`,
		id, domain.DayOf(w.Now()),
	)
	if err != nil {
		return err
	}
	err = w.Exec(
		ctx,
		`update delegations set revoked_at = $3
			where (from_account_id = $1 or to_account_id = $1) and state_code = $2 and revoked_at is null`,
		ended.Account, ended.State, w.Now(),
	)
	if err == nil {
		err = endSessions(ctx, w, ended.Account)
	}
	if err != nil {
		return err
	}
	return w.Audit(
		ctx, "mandate_ended", ended.State, map[string]any{"account": ended.Account, "capacity": ended.Capacity},
	)
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

// GiveScope lets staff or an assessor reach a state from today, all of them where it is empty, as an admin.
func GiveScope(ctx context.Context, w *ledger.Writer, account int64, state string) error {
	if err := w.Allow(administers); err != nil {
		return err
	}
	var to struct {
		Role string `db:"role"`
	}
	if err := w.GetOrMissing(
		ctx, &to, "account", "", `select role from accounts where id = $1 and disabled_at is null`, account,
	); err != nil {
		return err
	}
	if to.Role != "staff" && to.Role != "assessor" || to.Role == "assessor" && state == "" {
		return &domain.Error{Kind: domain.Rule, Code: "role_needs_state", Field: "state"}
	}
	if state != "" {
		if err := w.GetOrMissing(
			ctx, &to, "state", state, `select 'x' as role from states where code = $1`, state,
		); err != nil {
			return err
		}
	}
	if err := AddScope(ctx, w, account, state, domain.DayOf(w.Now())); err != nil {
		return err
	}
	return w.Audit(ctx, "scope_given", state, map[string]any{"account": account})
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

// Dismiss closes an account as an admin: it is signed out everywhere, its mandates, scopes and delegations
// end today, and what it signed stays. Nobody closes their own, so that one admin is left.
func Dismiss(ctx context.Context, w *ledger.Writer, account int64) error {
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
	err := w.Exec(
		ctx,
		`update delegations set revoked_at = $2
			where (from_account_id = $1 or to_account_id = $1) and revoked_at is null`,
		account, w.Now(),
	)
	if err == nil {
		err = endSessions(ctx, w, account)
	}
	if err != nil {
		return err
	}
	return w.Audit(ctx, "account_closed", closed.Email, map[string]any{"account": account})
}
