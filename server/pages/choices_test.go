package pages_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// What people choose from stands in the order of their own language, on public pages and on those for work.
func TestChoicesAreInTheOrderOfTheReader(t *testing.T) {
	s := newSite(t)
	staff := s.enter(t, "sam", "staff")
	for _, lang := range []string{"fr", "en", "ar"} {
		for address, least := range map[string]int{
			"/commitments": 93, "/cities": 36, "/plans": 80, "/institutions": 80,
		} {
			t.Run(lang+address, func(t *testing.T) {
				_, list, _ := strings.Cut(staff.get("/"+lang+address), `<select name="state"`)
				list, _, _ = strings.Cut(list, "</select>")
				var names []string
				for _, option := range option.FindAllStringSubmatch(list, -1) {
					names = append(names, html.UnescapeString(option[1]))
				}
				sorted := slices.Clone(names)
				collate.New(language.Make(lang)).SortStrings(sorted)
				if len(names) < least || !slices.Equal(names, sorted) {
					t.Errorf("%d names: %v", len(names), names)
				}
			})
		}
	}
}

// option finds the text of a choice that stands for something.
var option = regexp.MustCompile(`<option value="[^"]+"[^>]*>([^<]*)</option>`)
