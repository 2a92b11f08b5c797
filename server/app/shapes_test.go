package app

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

// Every rule of form that an input of the domain has is told in words, in each language.
func TestEveryRuleOfFormHasItsText(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../tracker/*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	tag, found := regexp.MustCompile("validate:\"([^\"]+)\""), map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, rules := range tag.FindAllStringSubmatch(string(source), -1) {
			for rule := range strings.SplitSeq(rules[1], ",") {
				name, _, _ := strings.Cut(rule, "=")
				if _, list := domain.Lists()[name]; list {
					name = "oneof" // as which its errors are told
				}
				found[name] = true
			}
		}
	}
	for rule := range found {
		for _, lang := range i18n.Languages() {
			if rule != "omitempty" && rule != "dive" && !texts.Has(lang, "error.shape_"+rule) {
				t.Errorf("%s: nothing says what %s asks for", lang, rule)
			}
		}
	}
	if !found["http_url"] || !found["required"] {
		t.Errorf("too few rules: %v", found)
	}
}

// What is refused by its form is named as requests name it.
func TestFieldsAtFaultAreNamedAsInRequests(t *testing.T) {
	tr, _ := testkit.New(t)
	plan := tracker.NewActionPlan{
		Code: "TN-2025", State: "TN", Title: domain.NewText("fr", "Plan"), Cycle: "2025-2027", StartsOn: "2025-01-01",
		Source: "test",
	}
	for field, spoil := range map[string]func(*tracker.NewActionPlan){
		"url":       func(p *tracker.NewActionPlan) { p.URL = "ftp://example.org" },
		"starts_on": func(p *tracker.NewActionPlan) { p.StartsOn = "" },
		"source":    func(p *tracker.NewActionPlan) { p.Source = strings.Repeat("x", 401) },
	} {
		t.Run(field, func(t *testing.T) {
			spoilt := plan
			spoil(&spoilt)
			err := tr.Write(t.Context(), func(w *ledger.Writer) error {
				return tracker.AddActionPlan(t.Context(), w, spoilt)
			})
			var refused *domain.Error
			if !errors.As(err, &refused) || refused.Field != field {
				t.Errorf("%v names %+v", err, refused)
			}
		})
	}
}
