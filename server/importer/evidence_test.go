package importer

import (
	"slices"
	"strings"
	"testing"

	"jalons/server/domain"
)

const (
	pageA = "https://example.org/a"
	pageB = "https://example.org/b"
)

// evidenceCase is what a cell says: addresses and their titles by turns, and whether a note keeps its words.
type evidenceCase struct {
	name, evidence string
	found          []string
	noted          bool
}

var evidenceCases = []evidenceCase{
	{"an address", pageA, []string{pageA, pageA}, false},
	{"scheme in capitals, full stop", "HTTPS://example.org/a.", []string{pageA, pageA}, false},
	{"a list", "- " + pageA + "\n- " + pageB + ";", []string{pageA, pageA, pageB, pageB}, false},
	{"a numbered list", "1. " + pageA + "\n2) " + pageB, []string{pageA, pageA, pageB, pageB}, false},
	{"a numbered list of titles", "1. The law: " + pageA + "\n(2) Report (2024): " + pageB,
		[]string{pageA, "The law", pageB, "Report (2024)"}, true},
	{"letters and Roman numbers", "a) " + pageA + "\nii. " + pageB, []string{pageA, pageA, pageB, pageB}, false},
	{"in brackets", "(" + pageA + ")", []string{pageA, pageA}, false},
	{"brackets of its own", "https://example.org/a_(b)",
		[]string{"https://example.org/a_(b)", "https://example.org/a_(b)"}, false},
	{"brackets of its own in brackets", "(see https://example.org/a_(b))",
		[]string{"https://example.org/a_(b)", "https://example.org/a_(b)"}, false},
	{"twice", pageA + " " + pageA, []string{pageA, pageA}, false},
	{"words and address", "The law: " + pageA, []string{pageA, "The law"}, true},
	{"words after it", pageA + " (the law)", []string{pageA, "the law"}, true},
	{"words on the line above", "The law:\n" + pageA, []string{pageA, "The law"}, true},
	{"several with words before", "The law: " + pageA + "; the report: " + pageB,
		[]string{pageA, "The law", pageB, "the report"}, true},
	{"several with words after", pageA + " (the law), " + pageB + " (the report)",
		[]string{pageA, "the law", pageB, "the report"}, true},
	{"several without blanks", pageA + "," + pageB, []string{pageA, pageA, pageB, pageB}, false},
	{"several joined", pageA + " and " + pageB, []string{pageA, pageA, pageB, pageB}, false},
	{"an address in an address", "https://archive.example/2020/" + pageA,
		[]string{"https://archive.example/2020/" + pageA, "https://archive.example/2020/" + pageA}, false},
	{"a comma and a question mark of its own", "https://example.org/a,1?q=x;y.",
		[]string{"https://example.org/a,1?q=x;y", "https://example.org/a,1?q=x;y"}, false},
	{"Markdown", "[The law](" + pageA + ")", []string{pageA, "The law"}, false},
	{"Markdown with a title", "[The law](" + pageA + ` "La loi").`, []string{pageA, "The law"}, false},
	{"Markdown in angle brackets", "[The law](<https://example.org/a_(b>)",
		[]string{"https://example.org/a_(b", "The law"}, false},
	{"Markdown with brackets of its own", "[The law](https://example.org/a_(b))",
		[]string{"https://example.org/a_(b)", "The law"}, false},
	{"Markdown in bold, in a list", "* **[The law](" + pageA + ")**\n* [Report](" + pageB + ")",
		[]string{pageA, "The law", pageB, "Report"}, false},
	{"Markdown of its own address", "[" + pageA + "](" + pageA + ")", []string{pageA, pageA}, false},
	{"Markdown between words", "Read [the law](" + pageA + ") of May", []string{pageA, "the law"}, true},
	{"bold", "**" + pageA + "**", []string{pageA, pageA}, false},
	{"a lone word for a link", "Link: " + pageA, []string{pageA, pageA}, false},
	{"in quotation marks", "« " + pageA + " »", []string{pageA, pageA}, false},
	{"a quoted title", "“The law”: " + pageA, []string{pageA, "The law"}, true},
	{"words only", "The law of May", nil, true},
	{"no scheme", "www.example.org", nil, true},
	{"with a password", "https://me:secret@example.org/", nil, true},
	{"other scheme", "javascript:alert(1)", nil, true},
	{"Markdown of another scheme", "[x](javascript:alert(1))", nil, true},
}

func TestReadEvidence(t *testing.T) {
	for _, c := range evidenceCases {
		t.Run(c.name, func(t *testing.T) {
			note, list := readEvidence(domain.NewText("en", "Done."), domain.NewText("en", c.evidence))
			var found []string
			for _, a := range list {
				found = append(found, a.URL, a.Title.In["en"])
			}
			if !slices.Equal(found, c.found) {
				t.Errorf("got %q, want %q", found, c.found)
			}
			noted := strings.HasPrefix(note.In["en"], "Done.\n\nEvidence: ")
			if noted != c.noted || !noted && note.In["en"] != "Done." {
				t.Errorf("note %q", note.In["en"])
			}
		})
	}
}

func TestReadEvidenceKeepsBothLanguages(t *testing.T) {
	if note, found := readEvidence(domain.Text{}, domain.Text{}); !note.IsZero() || found == nil || len(found) != 0 {
		t.Errorf("nothing said: %v %v", note, found)
	}
	letter := domain.NewText("en", "a letter").With("fr", "une lettre")
	note, _ := readEvidence(domain.Text{}, letter)
	if note.In["fr"] != "Éléments de preuve : une lettre" || note.Original != "en" {
		t.Errorf("evidence without progress: %v", note)
	}
	links := domain.NewText("en", "Read [the law]("+pageA+").").With("fr", "Lire [la loi]("+pageA+").")
	note, found := readEvidence(domain.Text{}, links)
	if note.In["fr"] != "Éléments de preuve : Lire la loi ("+pageA+")." {
		t.Errorf("a link in a note is plain: %q", note.In["fr"])
	}
	if len(found) != 1 || found[0].Lang != "" || found[0].Title.In["fr"] != "la loi" {
		t.Errorf("an address of both languages: %+v", found)
	}
}
