package web

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"jalons/server/i18n"
)

func testTexts(t *testing.T) *i18n.Texts {
	t.Helper()
	texts, err := i18n.LoadTexts(os.DirFS("testdata/languages"))
	if err != nil {
		t.Fatal(err)
	}
	if gaps := texts.Gaps(); len(gaps) > 0 {
		t.Fatalf("the texts of the tests have gaps:\n%s", strings.Join(gaps, "\n"))
	}
	return texts
}

func TestLanguageOfARequest(t *testing.T) {
	cases := []struct{ address, accept, want string }{
		{"/ar/states", "en", i18n.Arabic},
		{"/en", "fr", i18n.English},
		{"/api/v1/states?lang=ar", "en", i18n.Arabic},
		{"/api/v1/states?lang=../../etc/passwd", "en", i18n.English},
		{"/api/v1/states", "ar", i18n.Arabic},
		{"/french/states", "", i18n.French},
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
