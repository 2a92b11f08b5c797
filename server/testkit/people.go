package testkit

import (
	"cmp"
	"strings"
	"testing"

	"jalons/server/account"
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
	added := account.NewAccount{
		Email: p.Email, Name: name, Language: cmp.Or(p.Language, "fr"), Role: domain.Role(p.Role), States: p.States,
	}
	if added.Role == domain.RoleAssessor {
		added.Institution = Court
	}
	err := tr.Write(t.Context(), func(w *ledger.Writer) (err error) {
		id, err = account.Add(t.Context(), w.As(ledger.Command()), added)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
