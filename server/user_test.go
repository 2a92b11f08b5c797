package main

import (
	"errors"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/app"
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/i18n/i18ntest"
	"jalons/server/ledger"
	"jalons/server/testkit"
)

// court is the institution of the assessors.
var court = map[string]string{"fr": "Cour des comptes", "en": "Court of Audit", "ar": "محكمة المحاسبات"}

// userBench is a record to which people are added as the command does it.
func userBench(t *testing.T) (*app.Store, *account.Accounts) {
	t.Helper()
	tr, db := testkit.New(t)
	r := &app.Store{Tracker: tr, OwnerDB: db.Owner, WriteDB: db.Write, ReadDB: db.Read}
	return r, account.New(db.Write, testkit.AtNoon)
}

func TestAddUsers(t *testing.T) {
	r, all := userBench(t)
	for email, o := range map[string]userOptions{
		"root@example.org": {role: "admin", language: "fr"}, "sam@example.org": {role: "staff", language: "en"},
		"sue@example.org": {role: "staff", language: "ar", states: []string{"TN", "SN"}},
		"awa@example.org": {role: "liaison", language: "fr", states: []string{"TN"}},
		"ida@example.org": {role: "assessor", language: "fr", states: []string{"TN"}, institution: court},
	} {
		t.Run(email, func(t *testing.T) {
			if err := addUser(t.Context(), r, email, o); err != nil {
				t.Fatalf("%s: %v", email, err)
			}
			code, err := all.Code(t.Context(), email, account.Invitation)
			if err != nil {
				t.Fatal(err)
			}
			if err := all.UseCode(
				t.Context(), account.Credentials{Email: email, Secret: code}, "une phrase de passe",
			); err != nil {
				t.Fatal(err)
			}
			in, err := all.SignIn(t.Context(), account.Credentials{Email: email, Secret: "une phrase de passe"})
			if err != nil || string(in.Role) != o.role || in.Language != o.language {
				t.Errorf("%s: %+v %v", email, in, err)
			}
		})
	}
	for query, want := range map[string]int{
		`select count(*) from mandates where state_code = 'TN' and capacity = 'liaison' and until_day is null`: 1,
		`select count(*) from scopes where state_code is null`:                                                 1,
		`select count(*) from scopes where state_code is not null`:                                             3,
		`select count(*) from audit_log
			where action = 'account_added' and acting_as = 'command' and account_id is null`: 5,
	} {
		t.Run(query, func(t *testing.T) {
			var n int
			if err := r.OwnerDB.GetContext(t.Context(), &n, query); err != nil || n != want {
				t.Errorf("%s: %d, want %d, %v", query, n, want, err)
			}
		})
	}
}

func TestUsersThatAreRefused(t *testing.T) {
	r, _ := userBench(t)
	if err := addUser(t.Context(), r, "awa@example.org", userOptions{role: "staff", language: "fr"}); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		email string
		userOptions
		code string
	}{
		"an address that is there": {"AWA@example.org", userOptions{role: "staff", language: "fr"}, "account_there"},
		"a liaison of nothing": {
			"a@example.org", userOptions{role: "liaison", language: "fr"}, "role_needs_state",
		},
		"an assessor of everything": {
			"a@example.org", userOptions{role: "assessor", language: "fr", institution: court}, "role_needs_state",
		},
		"an assessor of nobody": {
			"a@example.org", userOptions{role: "assessor", language: "fr", states: []string{"TN"}},
			"institution_needed",
		},
		"an assessor in one language": {"a@example.org", userOptions{role: "assessor", language: "fr",
			states:      []string{"TN"},
			institution: map[string]string{"fr": "Cour des comptes", "en": "\u2060", "ar": "x"}}, "institution_needed"},
		"an admin of one state": {
			"a@example.org", userOptions{role: "admin", language: "fr", states: []string{"TN"}}, "admin_has_all",
		},
		"an unknown state": {
			"a@example.org", userOptions{role: "staff", language: "fr", states: []string{"TN", "ZZ"}}, "missing_state",
		},
		"an unknown role":     {"a@example.org", userOptions{role: "king", language: "fr"}, "shape_oneof"},
		"an unknown language": {"a@example.org", userOptions{role: "staff", language: "de"}, "shape_oneof"},
		"no address":          {"@", userOptions{role: "staff", language: "fr"}, "shape_email"},
	} {
		t.Run(what, func(t *testing.T) {
			var told *domain.Error
			if err := addUser(t.Context(), r, c.email, c.userOptions); !errors.As(err, &told) || told.Code != c.code {
				t.Errorf("%s: %v, want %s", what, err, c.code)
			}
		})
	}
	var n int
	if err := r.OwnerDB.GetContext(t.Context(), &n, `select count(*) from accounts`); err != nil || n != 1 {
		t.Errorf("%d accounts, %v", n, err)
	}
}

// Whoever adds the first real account is told that the accounts of the demonstration end with it, once.
func TestTheEndOfTheDemonstrationAccountsIsTold(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, all := userBench(t)
	err = r.Write(t.Context(), func(w *ledger.Writer) error {
		_, err := account.Add(t.Context(), w, account.NewAccount{
			Email: "demo@demonstration.example", Name: "Demo", Language: "fr", Role: "staff", Demonstration: true,
		})
		return err
	})
	if err == nil {
		err = all.PrepareSamples(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ email, want string }{
		{"root@example.org", i18ntest.English("sign_in.samples_ended") + "\n"}, {"two@example.org", ""},
	} {
		var out strings.Builder
		to := call{Console: i18n.Console{Out: &out, Text: textsOf(texts, "en_GB.UTF-8")}}
		err := tellingEnd(t.Context(), r, to, func() error {
			return addUser(t.Context(), r, c.email, userOptions{role: "admin", language: "fr"})
		})
		if err != nil || out.String() != c.want {
			t.Errorf("%s: %q %v", c.email, out.String(), err)
		}
	}
}
