package domain_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jalons/server/domain"
)

// A list stands once: where a validate tag copies one, it would go on asking for the old values.
func TestTagsNameTheirLists(t *testing.T) {
	oneOf, lists := regexp.MustCompile(`oneof=([^",]+)`), domain.Lists()
	server, files := os.DirFS(".."), 0
	err := fs.WalkDir(server, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		code, err := fs.ReadFile(server, path)
		for _, tag := range oneOf.FindAllSubmatch(code, -1) {
			for name, values := range lists {
				if slices.Equal(strings.Fields(string(tag[1])), values) {
					t.Errorf("%s: got %s, want the rule %s", path, tag[0], name)
				}
			}
		}
		return err
	})
	if err != nil || files < 100 {
		t.Errorf("got %d files, %v", files, err)
	}
}

func TestValuesOfListsAreChecked(t *testing.T) {
	for _, c := range []struct {
		name  string
		input any
		field string
	}{
		{"a level", struct {
			Level domain.Level `validate:"level"`
		}{domain.LevelCompleted}, ""},
		{"what an assessor finds is no level of an update", struct {
			Level domain.Level `validate:"level"`
		}{domain.LevelNoEvidence}, "level"},
		{"a verdict", struct {
			Level domain.Level `validate:"verdict"`
		}{domain.LevelNoEvidence}, ""},
		{"none where one may be left out", struct {
			Way domain.Way `validate:"omitempty,way"`
		}{}, ""},
		{"none where one is needed", struct {
			Way domain.Way `validate:"way"`
		}{}, "way"},
		{"one of several values", struct {
			Values []string `validate:"dive,value"`
		}{[]string{"participation", "secrecy"}}, "values[1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := domain.CheckShape(c.input)
			if c.field == "" {
				if err != nil {
					t.Errorf("got %v, want no error", err)
				}
				return
			}
			refused, ok := err.(*domain.Error)
			if !ok || refused.Code != "shape_oneof" || refused.Field != c.field {
				t.Errorf("got %v, want shape_oneof of %s", err, c.field)
			}
		})
	}
}
