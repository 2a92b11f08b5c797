package pages_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestHomeOnFactsAlone(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct{ address, want string }{
		{"/fr", fr("rollout.denominator", "n", 914, "countries", 36, "outside", 63, "left", 3)},
		{"/en", en("rollout.denominator", "n", 914, "countries", 36, "outside", 63, "left", 3)},
		{"/ar", `dir="rtl"`},
	} {
		t.Run(c.address, func(t *testing.T) {
			w := s.get(t, c.address)
			if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, c.want) {
				t.Errorf("%s: %d without %q\n%s", c.address, w.Code, c.want, body)
			}
		})
	}
}

func TestUnknownPageInTheReadersLanguage(t *testing.T) {
	s := newSite(t)
	for address, want := range map[string]string{
		"/fr/nulle-part": fr("error.no_such_page"), "/en/nowhere": en("error.no_such_page"), "/ar/x": `lang="ar"`,
	} {
		t.Run(address, func(t *testing.T) {
			if w := s.get(t, address); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d without %q", address, w.Code, want)
			}
		})
	}
}
