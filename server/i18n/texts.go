package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"time"

	"github.com/go-playground/locales"

	"jalons/server/domain"
)

// Texts holds every text that people see, by language and key.
//
// A value of frontend/languages/xx.json is a text with placeholders in braces, or an object of plural
// forms (zero, one, two, few, many, other) of which the argument n chooses one. A text with several
// counts names, behind a colon, the text that writes the others in words: "{n} of {of:number.states}".
type Texts struct {
	byLanguage map[string]map[string]text
}

// LoadTexts reads fr.json, en.json and ar.json from files. What can't be read is an error; what is
// missing in one language is told by Gaps.
func LoadTexts(files fs.FS) (*Texts, error) {
	t := &Texts{byLanguage: map[string]map[string]text{}}
	for _, lang := range Languages() {
		raw, err := fs.ReadFile(files, lang+".json")
		if err != nil {
			return nil, fmt.Errorf("load texts: %w", err)
		}
		values := map[string]text{}
		if err := json.Unmarshal(raw, &values); err != nil {
			return nil, fmt.Errorf("load texts of %s: %w", lang, err)
		}
		t.byLanguage[lang] = values
	}
	return t, nil
}

// Has says whether lang has the key.
func (t *Texts) Has(lang, key string) bool {
	_, ok := t.byLanguage[lang][key]
	return ok
}

// T gives the text of key in lang. Arguments are pairs of a placeholder's name and its value, or one
// map: whole numbers and decimals are written as the language does, days in words, all else as it is
// (so a year is passed as a string). An unknown key comes back as itself, so that a page shows what
// is missing.
func (t *Texts) T(lang, key string, args ...any) string {
	found, ok := t.byLanguage[lang][key]
	if !ok {
		return key
	}
	values := named(args)
	return t.fill(lang, found.form(lang, values["n"]), values)
}

// fill puts the values in. They are copied once, so a brace inside a value means nothing.
func (t *Texts) fill(lang string, p phrase, values map[string]any) string {
	var b strings.Builder
	for _, piece := range p {
		value, given := values[piece.name]
		switch {
		case piece.name == "":
			b.WriteString(piece.literal)
		case !given:
			b.WriteString("{" + piece.name + "}")
		case piece.counted != "":
			b.WriteString(t.T(lang, piece.counted, "n", value))
		default:
			b.WriteString(written(lang, value))
		}
	}
	return b.String()
}

// List joins names as lang does.
func (t *Texts) List(lang string, names []string) string {
	return strings.Join(names, t.T(lang, "list.separator"))
}

func named(args []any) map[string]any {
	if len(args) == 1 {
		if values, ok := args[0].(map[string]any); ok {
			return values
		}
	}
	values := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			values[name] = args[i+1]
		}
	}
	return values
}

// written gives a value as it stands in a text.
func written(lang string, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return Number(lang, v, decimals(v))
	case time.Time:
		return Date(lang, v)
	case domain.Day:
		return Date(lang, v.Time())
	}
	if n, ok := whole(value); ok {
		return Count(lang, n)
	}
	return fmt.Sprint(value)
}

// decimals gives the number of decimals that a figure in a sentence is written with, at most one.
func decimals(n float64) int {
	if math.Round(n*10) == math.Round(n)*10 {
		return 0
	}
	return 1
}

func whole(value any) (int64, bool) {
	switch n := value.(type) {
	case int:
		return int64(n), true
	case int32:
		return int64(n), true
	case int64:
		return n, true
	}
	return 0, false
}

// plural gives the category that a count chooses in lang; without a count it is other.
func plural(lang string, count any) locales.PluralRule {
	if n, ok := whole(count); ok {
		return Locale(lang).CardinalPluralRule(math.Abs(float64(n)), 0)
	}
	if n, ok := count.(float64); ok {
		return Locale(lang).CardinalPluralRule(math.Abs(n), uint64(decimals(n)))
	}
	return locales.PluralRuleOther
}
