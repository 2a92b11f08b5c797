package main

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"jalons/server/i18n"
	"jalons/server/importer"
)

// reported gives what an import says of changes in a language, on lines of so many columns.
func reported(t *testing.T, lang string, columns int, changes ...importer.ImportChange) string {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	report := importReport{&out, textsOf(texts, lang), columns}
	if err := report.changes([]importFile{{
		name: "plan.csv", result: importer.ImportReport{Changes: changes},
	}}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A change is a block: what changes on one line, both values below, each line within the width.
func TestChangesAreBlocks(t *testing.T) {
	changes := []importer.ImportChange{
		{
			Line: 4, Code: "CA-2018-C01.1", Field: importer.FieldTitle, Lang: "en",
			Before: "Publish contracts every month", After: "Publish all contracts every week, on the open data portal",
		},
		{Line: 5, Code: "CA-2018-C01.1.1", Field: importer.FieldLevel, Before: "limited", After: ""},
		{
			Code: "CA-2018-C02", Field: importer.FieldDetail, Lang: "fr", Before: "x",
			After: "https://www.example.org/a/long/address/that/nobody/may/break/in/two",
		},
	}
	const want = `
Changes: 3

plan.csv:4: CA-2018-C01.1: Title (en)
  Before
    Publish contracts every month
  After
    Publish all contracts every week, on
    the open data portal

plan.csv:5: CA-2018-C01.1.1: Level
  Before
    Limited
  After
    —

plan.csv: CA-2018-C02: Description (fr)
  Before
    x
  After
    https://www.example.org/a/long/address/that/nobody/may/break/in/two
`
	if got := reported(t, "en", 40, changes...); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got := reported(t, "en", 40); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

// No line of values mixes a label from right to left with a text from left to right, and none is wider than asked.
func TestLinesOfChangesHaveOneDirection(t *testing.T) {
	long := strings.Repeat("Publish contracts every month. ", 12)
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			got := reported(t, lang, 60, importer.ImportChange{
				Line: 4, Code: "CA-2018-C01.1", Field: importer.FieldTitle, Lang: "en", Before: long, After: long,
			})
			if n := strings.Count(got, "\nplan.csv:4: CA-2018-C01.1: "); n != 1 {
				t.Errorf("%d lines to search for:\n%s", n, got)
			}
			for line := range strings.Lines(got) {
				line = strings.TrimRight(line, "\n")
				latin := strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
				arabic := strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })
				if strings.HasPrefix(line, "  ") && latin && arabic || utf8.RuneCountInString(line) > 60 {
					t.Errorf("%q", line)
				}
			}
		})
	}
}

func TestWrapped(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "",
		"  a  b ":           "a b",
		"one two three":     "one two|three",
		"مُعلَّم مُعلَّم":   "مُعلَّم مُعلَّم", // vowel marks take no column
		"abcdefghij k":      "abcdefghij|k",
		"abcdefgh\u00a0: k": "abcdefgh\u00a0:|k",
		"k abcdefghij":      "k|abcdefghij",
	} {
		if got := strings.Join(wrapped(text, 9), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
