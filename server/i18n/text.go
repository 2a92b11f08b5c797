package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-playground/locales"
)

// text is one value of a language file: its forms by plural category. A plain text has only other.
type text struct {
	forms map[locales.PluralRule]phrase
}

// categories names the plural forms as the files do.
func categories() map[string]locales.PluralRule {
	return map[string]locales.PluralRule{
		"zero": locales.PluralRuleZero, "one": locales.PluralRuleOne, "two": locales.PluralRuleTwo,
		"few": locales.PluralRuleFew, "many": locales.PluralRuleMany, "other": locales.PluralRuleOther,
	}
}

// UnmarshalJSON reads a string or an object of plural forms.
func (t *text) UnmarshalJSON(raw []byte) error {
	forms := map[string]string{}
	var plain string
	if err := json.Unmarshal(raw, &plain); err == nil {
		forms["other"] = plain
	} else if err := json.Unmarshal(raw, &forms); err != nil {
		return err
	}
	if _, ok := forms["other"]; !ok {
		return errors.New("a text without its form other")
	}
	t.forms = map[locales.PluralRule]phrase{}
	for name, form := range forms {
		category, ok := categories()[name]
		if !ok {
			return fmt.Errorf("unknown plural form %q", name)
		}
		t.forms[category] = parsePhrase(form)
	}
	return nil
}

func (t text) plural() bool { return len(t.forms) > 1 }

// form gives the form for a count, other where the language has none of its own.
func (t text) form(lang string, count any) phrase {
	if t.plural() {
		if form, ok := t.forms[plural(lang, count)]; ok {
			return form
		}
	}
	return t.forms[locales.PluralRuleOther]
}

// phrase is a text cut at its placeholders.
type phrase []piece

// piece is text to copy, or the name of a placeholder, with the text that writes its count in words.
type piece struct {
	literal string
	name    string
	counted string
}

// parsePhrase cuts at {name} and {name:key}; a brace that opens no name stays text.
func parsePhrase(s string) phrase {
	var p phrase
	for s != "" {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		length := strings.IndexByte(s[open:], '}')
		if length < 0 {
			break
		}
		if name, key, _ := strings.Cut(s[open+1:open+length], ":"); isName(name) && !strings.Contains(key, " ") {
			p = append(p, piece{literal: s[:open]}, piece{name: name, counted: key})
		} else {
			p = append(p, piece{literal: s[:open+length+1]})
		}
		s = s[open+length+1:]
	}
	return append(p, piece{literal: s})
}

func isName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '_' {
			return false
		}
	}
	return s != ""
}

// names lists the placeholders, each once.
func (p phrase) names() map[string]bool {
	names := map[string]bool{}
	for _, piece := range p {
		if piece.name != "" {
			names[piece.name] = true
		}
	}
	return names
}

// counted lists the keys by which the text writes counts, each once.
func (t text) counted() []string {
	var keys []string
	for _, form := range t.forms {
		for _, piece := range form {
			if piece.counted != "" {
				keys = append(keys, piece.counted)
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
