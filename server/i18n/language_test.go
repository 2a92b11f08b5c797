package i18n

import (
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
