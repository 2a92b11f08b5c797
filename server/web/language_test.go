package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestChooseLanguage(t *testing.T) {
	cases := []struct{ name, accept, want string }{
		{"nothing", "", French},
		{"french of Canada", "fr-CA,fr;q=0.8", French},
		{"english first", "en-US,en;q=0.9,fr;q=0.5", English},
		{"arabic of Tunisia", "ar-TN", Arabic},
		{"quality decides", "en;q=0.2, ar;q=0.9", Arabic},
		{"a language we lack, then one we have", "de, ar;q=0.5", Arabic},
		{"only languages we lack", "de, ja", French},
		{"a path", "../../etc/passwd", French},
		{"malformed", "en;q=x", French},
		{"a hundred kilobytes", strings.Repeat("en,", 33_000), French},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := ChooseLanguage(c.accept); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		})
	}
}

func TestLanguageOfARequest(t *testing.T) {
	cases := []struct{ address, accept, want string }{
		{"/ar/states", "en", Arabic},
		{"/en", "fr", English},
		{"/api/v1/states?lang=ar", "en", Arabic},
		{"/api/v1/states?lang=../../etc/passwd", "en", English},
		{"/api/v1/states", "ar", Arabic},
		{"/french/states", "", French},
	}
	for _, c := range cases {
		t.Run(c.address+" "+c.accept, func(t *testing.T) {
			r := httptest.NewRequest("GET", c.address, nil)
			r.Header.Set("Accept-Language", c.accept)
			if got := Language(r); got != c.want {
				t.Errorf("%s with %q: %s, want %s", c.address, c.accept, got, c.want)
			}
		})
	}
}
