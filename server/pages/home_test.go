package pages_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestHomeOnFactsAlone(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct{ address, want string }{
		{"/fr", "914 villes dans 36 pays\u202f; 63 villes de 3 États partis hors calcul"},
		{"/en", "914 cities in 36 countries; 63 cities of 3 states that left are outside"},
		{"/ar", `dir="rtl"`},
	} {
		w := s.get(t, c.address)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d without %q\n%s", c.address, w.Code, c.want, body)
		}
	}
}

func TestUnknownPageInTheReadersLanguage(t *testing.T) {
	s := newSite(t)
	for address, want := range map[string]string{"/fr/nulle-part": "Introuvable", "/en/nowhere": "Not found", "/ar/x": `lang="ar"`} {
		if w := s.get(t, address); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d without %q", address, w.Code, want)
		}
	}
}
