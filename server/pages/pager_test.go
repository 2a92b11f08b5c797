package pages_test

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

var tableLink = regexp.MustCompile(`href="(/api/v1/[a-z]+\.csv[^"]*)"`)

// In French a link leads to a table that a French spreadsheet opens, in other languages to the standard one.
func TestTablesAreOfTheReadersFlavour(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{
		"", "/map", "/map?region=west-africa", "/regions/west-africa", "/rollout", "/states/TN", "/cities",
		"/cities?state=TN",
	} {
		for _, lang := range []string{"fr", "en", "ar"} {
			t.Run(lang+path, func(t *testing.T) {
				links := tableLink.FindAllStringSubmatch(s.get(t, "/"+lang+path).Body.String(), -1)
				if len(links) == 0 {
					t.Error("the page links no table")
				}
				for _, link := range links {
					address := html.UnescapeString(link[1])
					if strings.Contains(address, "flavour=excel-fr") != (lang == "fr") ||
						strings.HasSuffix(address, "?") {
						t.Errorf("the page links %s", address)
					}
				}
			})
		}
	}
}
