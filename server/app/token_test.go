package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/testkit"
)

// A personal token opens what it is for under the API, nothing else, until it ends.
func TestTokens(t *testing.T) {
	r := newReach(t)
	all := account.New(r.record.WriteDB, testkit.AtNoon)
	var staff *person
	for _, p := range r.persons {
		if p.name == "staff" {
			staff = p
		}
	}
	holder := &account.Person{ID: staff.account, Role: domain.RoleStaff}
	for _, may := range [][]string{nil, {"assess"}, {"administer"}, {"declare", "everything"}} {
		if secret, err := all.NewToken(t.Context(), holder, "x", may, 30, "test"); err == nil {
			t.Errorf("a token for %v: %s", may, secret)
		}
	}
	secret, err := all.NewToken(t.Context(), holder, "tableur", []string{"declare"}, 30, "test")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, address, token, body string) int {
		request := httptest.NewRequest(method, address, strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		r.ServeHTTP(w, request)
		return w.Code
	}
	o := r.object()
	confirmed := `{"targets":[{"code":"` + o.milestone + `","version":` + "1" + `}]}`
	for _, c := range []struct {
		method, address, token, body string
		want                         int
	}{
		{"GET", "/api/v1/worklist", secret, "", http.StatusOK},
		{"GET", "/api/v1/worklist", secret + "x", "", http.StatusUnauthorized},
		{"GET", "/api/v1/worklist", "", "", http.StatusUnauthorized},
		{"POST", "/api/v1/confirmations", secret, confirmed, http.StatusOK},
		{"GET", "/api/v1/inbox", secret, "", http.StatusForbidden},
		{"POST", "/api/v1/approvals", secret, `{"statements":[]}`, http.StatusForbidden},
		{"GET", "/fr/account", secret, "", http.StatusSeeOther},
		{"GET", "/fr/worklist", secret, "", http.StatusSeeOther},
	} {
		t.Run(c.method+" "+c.address, func(t *testing.T) {
			if got := ask(c.method, c.address, c.token, c.body); got != c.want {
				t.Errorf("%s %s with %.10q: %d, want %d", c.method, c.address, c.token, got, c.want)
			}
		})
	}
	list, err := all.Tokens(t.Context(), holder)
	if err != nil || len(list) != 1 || list[0].UsedAt == nil || list[0].Name != "tableur" {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := all.EndToken(t.Context(), &account.Person{ID: staff.account + 1}, list[0].ID, "test"); err == nil {
		t.Error("somebody else ends it")
	}
	if err := all.EndToken(t.Context(), holder, list[0].ID, "test"); err != nil {
		t.Fatal(err)
	}
	if got := ask("GET", "/api/v1/worklist", secret, ""); got != http.StatusUnauthorized {
		t.Errorf("after its end: %d", got)
	}
	later := account.New(r.record.WriteDB, func() time.Time { return testkit.Noon.AddDate(0, 0, 31) })
	second, err := all.NewToken(t.Context(), holder, "autre", []string{"declare"}, 30, "test")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := later.Bearer(t.Context(), second); err == nil {
		t.Error("it counts after its last day")
	}
}
