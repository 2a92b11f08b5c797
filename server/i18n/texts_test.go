package i18n

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"jalons/server/domain"
)

func textsOf(t *testing.T, fr, en, ar string) *Texts {
	t.Helper()
	texts, err := LoadTexts(fstest.MapFS{
		"fr.json": {Data: []byte(fr)}, "en.json": {Data: []byte(en)}, "ar.json": {Data: []byte(ar)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestTexts(t *testing.T) {
	texts := textsOf(t,
		`{"hello":"Bonjour {name}", "day":"le {day}", "braces":"{ {} {Name} {open", "mixed":"{done} sur {n}"}`,
		`{"hello":"Hello {name}"}`, `{}`)
	cases := []struct{ what, got, want string }{
		{"pairs", texts.T(French, "hello", "name", "Zoé"), "Bonjour Zoé"},
		{"map", texts.T(English, "hello", map[string]any{"name": "Zoé"}), "Hello Zoé"},
		{
			"a value is copied once", texts.T(French, "hello", "name", "{name}%s{n, plural}"),
			"Bonjour {name}%s{n, plural}",
		},
		{"a missing argument shows", texts.T(French, "hello"), "Bonjour {name}"},
		{"a missing key shows", texts.T(French, "no.such"), "no.such"},
		{"an unknown language shows the key", texts.T("de", "hello"), "hello"},
		{"numbers", texts.T(French, "mixed", "done", 1234, "n", int64(5678)), "1\u202f234 sur 5\u202f678"},
		{"decimals", texts.T(French, "hello", "name", 12.34), "Bonjour 12,3"},
		{"instants", texts.T(French, "day", "day", time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)), "le 4 mars 2026"},
		{"days", texts.T(French, "day", "day", domain.Day("2026-03-04")), "le 4 mars 2026"},
		{"braces that hold no name", texts.T(French, "braces"), "{ {} {Name} {open"},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
			}
		})
	}
}

func TestPlurals(t *testing.T) {
	forms := `{"n":{"zero":"zero","one":"one","two":"two","few":"few","many":"many","other":"other"}}`
	texts := textsOf(t, forms, forms, forms)
	cases := []struct {
		lang string
		n    any
		want string
	}{
		{French, 0, "one"}, {French, 1, "one"}, {French, 2, "other"}, {French, 1.5, "one"},
		{French, 1_000_000, "many"}, {French, int64(3_000_000), "many"}, {French, 1_000_001, "other"},
		{English, 0, "other"}, {English, 1, "one"}, {English, 2, "other"},
		{Arabic, 0, "zero"}, {Arabic, 1, "one"}, {Arabic, 2, "two"}, {Arabic, 3, "few"}, {Arabic, 10, "few"},
		{Arabic, 11, "many"}, {Arabic, 99, "many"}, {Arabic, 100, "other"}, {Arabic, 103, "few"},
		{French, nil, "other"},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.lang, " ", c.n), func(t *testing.T) {
			if got := texts.T(c.lang, "n", "n", c.n); got != c.want {
				t.Errorf("%s %v: %s, want %s", c.lang, c.n, got, c.want)
			}
		})
	}
}

// A sentence with two counts gives each of them the form that it needs.
func TestCountsInOneSentence(t *testing.T) {
	texts := textsOf(t,
		`{"cities":{"one":"{n} ville","many":"{n} de villes","other":"{n} villes"}, `+
			`"both":{"one":"{n} sur {of:cities}","many":"{n}","other":"{n} des {of:cities}"}}`,
		`{"cities":{"one":"{n} city","other":"{n} cities"}, "both":"{n} of {of:cities}", "none":"{of: cities}"}`,
		`{"cities":{"zero":"0","one":"مدينة واحدة","two":"مدينتين","few":"{n} مدن","many":"{n} مدينة",`+
			`"other":"{n} مدينة"}, `+
			`"both":"{n} من {of:cities}"}`)
	cases := []struct{ got, want string }{
		{texts.T(French, "both", "n", 1, "of", 2), "1 sur 2 villes"},
		{texts.T(French, "both", "n", 2, "of", 1_000_000), "2 des 1\u202f000\u202f000 de villes"},
		{texts.T(English, "both", "n", 1, "of", 1), "1 of 1 city"},
		{texts.T(English, "both", "n", 1), "1 of {of}"},
		{texts.T(English, "none", "of", 1), "{of: cities}"},
		{texts.T(Arabic, "both", "n", 1, "of", 2), "1 من مدينتين"},
		{texts.T(Arabic, "both", "n", 1, "of", 3), "1 من 3 مدن"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestLoadTextsRefuses(t *testing.T) {
	for _, bad := range []string{`[]`, `{"a":1}`, `{"a":{"one":"x"}}`, `{"a":{"some":"x","other":"y"}}`, `{"a":`} {
		_, err := LoadTexts(fstest.MapFS{
			"fr.json": {Data: []byte(`{}`)}, "en.json": {Data: []byte(bad)}, "ar.json": {Data: []byte(`{}`)},
		})
		if err == nil || !strings.Contains(err.Error(), "en") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := LoadTexts(fstest.MapFS{}); err == nil {
		t.Error("no files, no error")
	}
}

func TestGaps(t *testing.T) {
	texts := textsOf(t,
		`{"only":"x", "hole":"{name}", "count":{"one":"un","many":"{n} de","other":"{n}"}, "fine":"é {n:count}"}`,
		`{"hole":"{nom}", "count":"{n}", "fine":"e {n:count}"}`,
		`{"only":"x", "hole":"{name}", "count":{"one":"1","two":"2","few":"{n}","many":"{n}","other":"{n}"}, `+
			`"fine":"ه {n}"}`)
	want := []string{
		"en: count has plural forms in one language only",
		"ar: count lacks the form zero",
		"en: fine counts by count, which has no plural forms",
		"en: hole has other placeholders than in French",
		"en: only is missing",
	}
	if got := texts.Gaps(); !slices.Equal(got, want) {
		t.Errorf("gaps:\n%s", strings.Join(got, "\n"))
	}
}
