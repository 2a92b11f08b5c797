//go:build unix

package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/i18n"
	"jalons/server/i18n/i18ntest"
	"jalons/server/testkit"
	"jalons/server/web"
)

// A page that was made before is shown as it was then, and says so; so is a list of the API.
func TestWhatWasKeptStandsInWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	f := newFailing(t, databasetest.Facts(t))
	addresses := []string{"/fr/states/TN", "/en/states/TN", "/ar/states/TN", "/api/v1/states?region=west-africa"}
	before := f.showsAll(t, addresses)
	f.proxy.Refuse()
	f.look(t.Context()) // in vain: whether what is kept still holds is not known
	f.standsIn(t, addresses)
	f.version.Add(1) // what is kept is old
	f.standsIn(t, addresses)
	unavailable(t, "never asked for", f.ask(caller{}, http.MethodGet, "/fr/states/SN", nil), "database_away")
	f.proxy.Restore(t)
	for address, was := range before {
		awaitSuccess(t, f.reading(address))
		for f.sight.lost() {
			f.look(t.Context())
		}
		if now := f.shows(t, address); now != was {
			t.Errorf("%s is not as before", address)
		}
	}
}

// standsIn holds that each address is answered with what was kept, marked with its time.
func (f *failing) standsIn(t *testing.T, addresses []string) {
	t.Helper()
	for _, address := range addresses {
		w := f.ask(caller{}, http.MethodGet, address, nil)
		lang := w.Header().Get("Content-Language")
		if w.Code != http.StatusOK || w.Header().Get(web.StaleHeader) != testkit.Noon.UTC().Format(time.RFC3339) ||
			w.Header().Get("Age") == "" {
			t.Errorf("%s: %d %v", address, w.Code, w.Header())
		}
		if strings.HasPrefix(address, "/api/") {
			continue
		}
		day, clock := i18n.Date(lang, testkit.Noon), i18n.Clock(lang, testkit.Noon)
		when := i18ntest.T(lang, "page.stale", "day", day, "time", clock)
		if !strings.Contains(w.Body.String(), when) {
			t.Errorf("%s doesn't say of when it is", address)
		}
	}
}
