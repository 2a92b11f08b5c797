package i18n

import (
	"fmt"
	"maps"
	"slices"

	"github.com/go-playground/locales"
)

// Gaps lists what the languages lack of each other: missing keys, other placeholders, missing plural
// forms. A complete set gives none.
func (t *Texts) Gaps() []string {
	keys := map[string]bool{}
	for _, texts := range t.byLanguage {
		for key := range texts {
			keys[key] = true
		}
	}
	var gaps []string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		for _, lang := range Languages() {
			gaps = append(gaps, t.gaps(lang, key)...)
		}
	}
	return gaps
}

func (t *Texts) gaps(lang, key string) []string {
	here, ok := t.byLanguage[lang][key]
	if !ok {
		return []string{fmt.Sprintf("%s: %s is missing", lang, key)}
	}
	var gaps []string
	other := here.forms[locales.PluralRuleOther].names()
	if model, ok := t.byLanguage[French][key]; ok {
		if !maps.Equal(other, model.forms[locales.PluralRuleOther].names()) {
			gaps = append(gaps, fmt.Sprintf("%s: %s has other placeholders than in French", lang, key))
		}
		if here.plural() != model.plural() {
			gaps = append(gaps, fmt.Sprintf("%s: %s has plural forms in one language only", lang, key))
		}
	}
	for _, counted := range here.counted() {
		if !t.byLanguage[lang][counted].plural() {
			gaps = append(gaps, fmt.Sprintf("%s: %s counts by %s, which has no plural forms", lang, key, counted))
		}
	}
	return append(gaps, here.unplural(lang, key)...)
}

// unplural names the plural forms that a language needs and a text lacks.
func (t text) unplural(lang, key string) []string {
	if !t.plural() {
		return nil
	}
	names := categories()
	var gaps []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		_, has := t.forms[names[name]]
		if !has && slices.Contains(Locale(lang).PluralsCardinal(), names[name]) {
			gaps = append(gaps, fmt.Sprintf("%s: %s lacks the form %s", lang, key, name))
		}
	}
	return gaps
}
