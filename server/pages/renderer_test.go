package pages_test

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"jalons/frontend"
)

// A second definition would replace the first without an error, on every page or on one.
func TestTemplatesAreDefinedOnce(t *testing.T) {
	definition := regexp.MustCompile(`\{\{-? ?define "(\w+)"`)
	shared, ofPage := map[string]string{}, map[string]map[string]string{}
	files := templatesOf(t, frontend.Files)
	for name, content := range files {
		in := shared
		if below, ok := strings.CutPrefix(strings.TrimSuffix(name, ".html"), "templates/pages/"); ok {
			page, _, _ := strings.Cut(below, "/")
			if _, ok := files["templates/pages/"+page+".html"]; !ok {
				t.Errorf("%s is a part of no page", name)
			}
			if ofPage[page] == nil {
				ofPage[page] = map[string]string{}
			}
			in = ofPage[page]
		}
		for _, found := range definition.FindAllStringSubmatch(content, -1) {
			if other, twice := in[found[1]]; twice {
				t.Errorf("got %q defined in %s and %s, want it once", found[1], path.Base(other), path.Base(name))
			}
			in[found[1]] = name
		}
	}
	for page, names := range ofPage {
		for name, file := range names {
			if other, twice := shared[name]; twice {
				t.Errorf("got %q of page %s defined in %s and %s, want it once", name, page, file, other)
			}
		}
	}
}
