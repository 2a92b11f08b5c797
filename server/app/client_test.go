package app_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"jalons/server/testkit"
	"jalons/server/testkit/client"
)

// One session opens pages and API, for what its account may do; without one neither opens, nor for a form of another
// site.
func TestOneSessionOpensPagesAndAPI(t *testing.T) {
	site := client.New(t)
	staff := site.SignIn(testkit.Person{Email: "staff@example.org", Role: "staff"})
	liaison := site.SignIn(testkit.Person{Email: "liaison@example.org", Role: "liaison", States: []string{"TN"}})
	foreign := httptest.NewRequest(http.MethodPost, "/fr/account/mails", nil)
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	for name, c := range map[string]struct {
		got  *httptest.ResponseRecorder
		want int
	}{
		"a page":                      {staff.Get("/fr/worklist"), http.StatusOK},
		"the API":                     {staff.Get("/api/v1/worklist"), http.StatusOK},
		"a page of another role":      {staff.Get("/fr/accounts"), http.StatusForbidden},
		"an endpoint of another role": {liaison.Get("/api/v1/follow-ups"), http.StatusForbidden},
		"a page for a visitor":        {site.Visitor().Get("/fr/worklist"), http.StatusSeeOther},
		"the API for a visitor":       {site.Visitor().Get("/api/v1/worklist"), http.StatusUnauthorized},
		"a form":                      {staff.Post("/fr/sign-out", nil), http.StatusSeeOther},
		"a form of another site":      {liaison.Do(foreign), http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			if c.got.Code != c.want {
				t.Errorf("got %d, want %d: %.300s", c.got.Code, c.want, c.got.Body)
			}
		})
	}
	if after := staff.Get("/fr/worklist"); after.Code != http.StatusSeeOther {
		t.Errorf("after signing out: got %d, want %d", after.Code, http.StatusSeeOther)
	}
}
