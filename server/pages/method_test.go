package pages_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jalons/frontend"
	"jalons/server/api"
	"jalons/server/i18n"
)

// vectorsOfMethod are the edge cases of the page against the vectors of formula F1: the case, then what is
// declared, approved and assessed.
var vectorsOfMethod = [][4]string{
	{"all", "4/4 completed", "4/4 completed", "not_assessed"},
	{"none", "none", "none", "none"},
	{"silent", "0/3 unknown", "0/3 unknown", "not_assessed"},
	{"mixed", "2/4 substantial", "2/4 substantial", "not_assessed"},
	{"mostly_silent", "0/3 unknown", "0/3 unknown", "not_assessed"},
	{"declared", "2/3 substantial", "0/3 unknown", "not_assessed"},
	{"withdrawn_in_time", "1/1 completed", "1/1 completed", "not_assessed"},
	{"withdrawn_late", "1/2 substantial", "1/2 substantial", "not_assessed"},
	{"weights", "1/3 limited", "1/3 limited", "not_assessed"},
	{"newer_declared", "1/1 completed", "0/1 limited", "not_assessed"},
	{"setback", "0/1 limited", "1/1 completed", "not_assessed"},
	{"overclaim", "1/1 completed", "1/1 completed", "0/1 limited"},
	{"out_of_order", "1/1 completed", "1/1 completed", "not_assessed"},
	{"revoked", "1/1 completed", "0/1 limited", "not_assessed"},
}

// standing writes a count and a level as the page does: "2/3 limited", or a level alone. Unknown is written
// in the words of its source.
func standing(said, source string) string {
	count, level, counted := strings.Cut(said, " ")
	if !counted {
		return en("level." + said)
	}
	word := en("level." + level)
	if level == "unknown" {
		word = en("unknown." + source)
	}
	n, of, _ := strings.Cut(count, "/")
	return en("method.count_of", "n", n, "of", of) + " " + word
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
	var want []string
	for _, v := range vectorsOfMethod {
		line := en("method.case." + v[0])
		if v[0] == "weights" {
			line += " " + en("method.case_weighted", "n", 3, "of", 5)
		}
		want = append(
			want, line+": "+standing(v[1], "declared")+", "+standing(v[2], "approved")+", "+standing(v[3], "assessed"),
		)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMethodExampleCanBeChanged(t *testing.T) {
	s := newSite(t)
	table := " " + en("method.answer_table") + " " + en("method.voice") + " " + en("method.level_word")
	said := func(by ...string) (row string) {
		for i, voice := range []string{"declared", "approved", "assessed"}[:len(by)] {
			row += " " + en("trust."+voice) + " " + standing(by[i], voice)
		}
		return row
	}
	for query, want := range map[string]string{
		"": en("method.answer", "n", 1, "of", 3) + table + said(
			"2/3 substantial", "1/3 substantial", "1/3 limited",
		) + " " +
			en("method.weighted") + " " + en("method.count_of", "n", 1, "of", 5),
		"?r3=completed&c4=absent":        en("method.answer", "n", 2, "of", 3),
		"?c1=absent&c2=absent&c3=absent": en("method.answer_none"),
		"?c1=late&c2=absent&c3=absent&w1=2&i1=unknown": en(
			"method.answer", "n", 0, "of", 1,
		) + table + said("0/1 not_started"),
	} {
		t.Run(query, func(t *testing.T) {
			w := s.get(t, "/en/method"+query)
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", query, w.Code)
				return
			}
			answer := words(between(t, w.Body.String(), `<div id="answer">`, "</section>"))
			if !strings.HasPrefix(answer, want) {
				t.Errorf("%s: %s", query, answer)
			}
		})
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

// The page names every list of the API, each with the addresses of its JSON and of its table, which answer.
func TestMethodLinksEveryList(t *testing.T) {
	s := newSite(t)
	tables, err := api.Tables(s.texts, s.tracker)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages() {
		section := between(t, s.get(t, "/"+lang+"/method").Body.String(), `<h2 id="data">`, "</section>")
		for _, table := range tables {
			csv := "/api/v1/" + table.Name + ".csv"
			if lang == i18n.French {
				csv += "?flavour=excel-fr"
			}
			if !strings.Contains(section, `href="/api/v1/`+table.Name+`"`) ||
				!strings.Contains(section, `href="`+csv+`"`) {
				t.Errorf("%s: no links to %s", lang, table.Name)
			}
		}
		if got := strings.Count(section, "<code>"); strings.Count(section, "href=") != 2*len(tables) || got < 20 {
			t.Errorf("%s: %d links for %d lists", lang, strings.Count(section, "href="), len(tables))
		}
	}
}
