package pages_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jalons/frontend"
)

// vectorsOfMethod are the edge cases of the page against the vectors of formula F1: declared, approved,
// assessed, as they read in English.
var vectorsOfMethod = []string{
	"four milestones approved completed: 4 of 4 Completed, 4 of 4 Completed, Not assessed",
	"no milestones: No milestones, No milestones, No milestones",
	"three milestones without any update: 0 of 3 Unknown, 0 of 3 Unknown, Not assessed",
	"approved: two completed, one substantial, one not started: 2 of 4 Substantial, 2 of 4 Substantial, Not assessed",
	"one approved limited, two without update: 0 of 3 Unknown, 0 of 3 Unknown, Not assessed",
	"declared two completed and one limited, none approved: 2 of 3 Substantial, 0 of 3 Unknown, Not assessed",
	"one approved completed, one withdrawn in time by decision: 1 of 1 Completed, 1 of 1 Completed, Not assessed",
	"one approved completed, one withdrawn late: 1 of 2 Substantial, 1 of 2 Substantial, Not assessed",
	"weights 3, 1, 1: the first approved completed, the others not started weighted 3 of 5: 1 of 3 Limited, 1 of 3 Limited, Not assessed",
	"declared completed after an approval as limited: 1 of 1 Completed, 0 of 1 Limited, Not assessed",
	"declared limited after an approval as completed: 0 of 1 Limited, 1 of 1 Completed, Not assessed",
	"declared and approved completed, assessed limited: 1 of 1 Completed, 1 of 1 Completed, 0 of 1 Limited",
	"approved completed for June; May, limited, approved later: 1 of 1 Completed, 1 of 1 Completed, Not assessed",
	"approved limited, then completed with its approval revoked: 1 of 1 Completed, 0 of 1 Limited, Not assessed",
}

var (
	tag   = regexp.MustCompile(`<[^>]*>`)
	space = regexp.MustCompile(`\s+`)
)

// words gives what can be read of a piece of HTML.
func words(html string) string {
	return strings.TrimSpace(space.ReplaceAllString(tag.ReplaceAllString(html, " "), " "))
}

// between gives the part of a page from one mark up to the next other.
func between(t *testing.T, body, from, to string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, from)
	part, _, closed := strings.Cut(rest, to)
	if !found || !closed {
		t.Fatalf("nothing between %s and %s", from, to)
	}
	return part
}

func TestMethodComputesTheVectors(t *testing.T) {
	body := newSite(t).get(t, "/en/method").Body.String()
	rows := strings.Split(between(t, between(t, body, `<h2 id="cases">`, "</section>"), "<tbody>", "</tbody>"), "</tr>")
	var got []string
	for _, row := range rows[:len(rows)-1] {
		cells := strings.Split(row, "</t")
		line := words(cells[0]) + ": " + words("<"+cells[1])
		for _, cell := range cells[2:4] {
			line += ", " + words("<"+cell)
		}
		got = append(got, line)
	}
	if !slices.Equal(got, vectorsOfMethod) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(vectorsOfMethod, "\n"))
	}
}

func TestMethodExampleCanBeChanged(t *testing.T) {
	s := newSite(t)
	for query, want := range map[string]string{
		"":                               "1 of 3 milestones is approved as completed. The same commitment in each voice Voice Level Declared 2 of 3 Substantial Approved by the State 1 of 3 Substantial Independently assessed 1 of 3 Limited Weighted completion 1 of 5",
		"?r3=completed&c4=absent":        "2 of 3 milestones are approved as completed.",
		"?c1=absent&c2=absent&c3=absent": "No milestones: no figure.",
		"?c1=late&c2=absent&c3=absent&w1=2&i1=unknown": "0 of 1 milestones are approved as completed. The same commitment in each voice Voice Level Declared 0 of 1 Not started",
	} {
		w := s.get(t, "/en/method"+query)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", query, w.Code)
			continue
		}
		answer := words(between(t, w.Body.String(), `<div id="answer">`, "</section>"))
		if !strings.HasPrefix(answer, want) {
			t.Errorf("%s: %s", query, answer)
		}
	}
	for _, query := range []string{"?d1=great", "?w1=4", "?d5=completed", "?d1=completed&d1=limited"} {
		if w := s.get(t, "/ar/method"+query); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
}

// Figures link to the rules behind them: each such anchor is there.
func TestMethodAnchors(t *testing.T) {
	body := newSite(t).get(t, "/fr/method").Body.String()
	anchor := regexp.MustCompile(`\{\{link "method"\}\}#([a-z_]+)`)
	for name, text := range templatesOf(t, frontend.Files) {
		for _, match := range anchor.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(body, `id="`+match[1]+`"`) {
				t.Errorf("%s: the method has no section %s", name, match[1])
			}
		}
	}
}
