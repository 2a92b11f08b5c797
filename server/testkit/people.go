package testkit

import (
	"cmp"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Court is the institution of assessors.
var Court = domain.TextOf("fr", "Cour des comptes", "Court of Audit", "محكمة المحاسبات")

// Person is somebody who gets an account: with a role, in French unless Language says otherwise, for states or for all.
type Person struct {
	Email, Role, Language string
	States                []string
}

// AddPerson adds the account of a person with what it may do, and gives its number.
func AddPerson(t testing.TB, tr *tracker.Tracker, p Person) (id int64) {
	t.Helper()
	name, _, _ := strings.Cut(p.Email, "@")
	account := tracker.NewAccount{
		Email: p.Email, Name: name, Language: cmp.Or(p.Language, "fr"), Role: domain.Role(p.Role), States: p.States,
	}
	if account.Role == domain.RoleAssessor {
		account.Institution = Court
	}
	err := tr.Write(t.Context(), func(w *ledger.Writer) (err error) {
		id, err = tracker.AddAccount(t.Context(), w.As(ledger.Command()), account)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
