package pages_test

import (
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"jalons/frontend"
	"jalons/server/i18n"
)

// readLanguage gives the texts of a language as they are written: every form of every key.
func readLanguage(t *testing.T, lang string) map[string][]string {
	t.Helper()
	raw, err := fs.ReadFile(frontend.Files, "languages/"+lang+".json")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &values); err != nil {
		t.Fatal(err)
	}
	forms := map[string][]string{}
	for key, value := range values {
		var plain string
		var plural map[string]string
		switch {
		case json.Unmarshal(value, &plain) == nil:
			forms[key] = []string{plain}
		case json.Unmarshal(value, &plural) == nil:
			for _, form := range plural {
				forms[key] = append(forms[key], form)
			}
		default:
			t.Fatalf("%s of %s", key, lang)
		}
	}
	return forms
}

// templatesOf gives the templates of the pages by their path.
func templatesOf(t *testing.T, files fs.FS) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(files, "templates", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		raw, err := fs.ReadFile(files, name)
		found[name] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestLanguagesHaveNoGaps(t *testing.T) {
	for _, gap := range texts(t).Gaps() {
		t.Error(gap)
	}
}

// spared is what is no word of a language: markup, placeholders, code, and names that stay as they are.
var spared = regexp.MustCompile(
	`<code>[^<]*</code>|<[^>]*>|\{[a-z_]+\}|https?://\S+|` +
		`\b(Jalons|JSON|CSV|API|OpenAPI|RFC|UTF-8|XLSX|GeoNames|Natural Earth|SHA-256|` +
		`English|Français|F1|fr|en|true|false|lang|instance|Accept-Language)\b`,
)

// hasWords says whether something in a text has to be translated.
func hasWords(text string) bool {
	return strings.ContainsFunc(spared.ReplaceAllString(text, ""), unicode.IsLetter)
}

func TestArabicIsArabic(t *testing.T) {
	french, english, arabic := readLanguage(t, i18n.French), readLanguage(t, i18n.English), readLanguage(t, i18n.Arabic)
	others := map[string]string{}
	for key, forms := range french {
		for _, form := range append(forms, english[key]...) {
			others[form] = key
		}
	}
	isArabic := func(r rune) bool { return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) }
	for key, forms := range arabic {
		for _, form := range forms {
			// A form may be empty for zero.
			words := form != "" && (hasWords(form) || hasWords(strings.Join(french[key], "")))
			if words && !strings.ContainsFunc(form, isArabic) {
				t.Errorf("%s is not Arabic: %q", key, form)
			}
			if from, same := others[form]; words && same && !strings.HasPrefix(key, "language.") {
				t.Errorf("%s is the text of %s in another language: %q", key, from, form)
			}
		}
	}
}

// French sets narrow spaces before signs that stand high; in files these are no-break spaces.
func TestFrenchSpaces(t *testing.T) {
	plain := regexp.MustCompile(`(?:[a-zà-ÿ)}»] ([;:!?»%]))|(« )`)
	for key, forms := range readLanguage(t, i18n.French) {
		for _, form := range forms {
			if plain.MatchString(form) {
				t.Errorf("%s breaks before a sign: %q", key, form)
			}
		}
	}
}

// Arabic has a comma, a semicolon and a question mark of its own, so no template writes one between
// words, and no Arabic text has a Latin one that it doesn't quote.
func TestArabicHasItsOwnSigns(t *testing.T) {
	latin := regexp.MustCompile(`[,;?](?:\s|$)`)
	for key, forms := range readLanguage(t, i18n.Arabic) {
		for _, form := range forms {
			if latin.MatchString(form) {
				t.Errorf("%s has a Latin sign: %q", key, form)
			}
		}
	}
	written := regexp.MustCompile(`(?:\}\}|>)\s?[,;:!?]\s`)
	for name, template := range templatesOf(t, frontend.Files) {
		for _, at := range written.FindAllStringIndex(template, -1) {
			t.Errorf("%s writes a sign by itself: %s", name, template[max(0, at[0]-60):at[1]])
		}
	}
}

// Not every government is a state: what mails and refusals say of any of them names both.
func TestMailsAndErrorsSpeakOfGovernmentsToo(t *testing.T) {
	for lang, words := range map[string][2]string{
		"fr": {"État", "ouvernement"}, "en": {"state", "overnment"}, "ar": {"دولة", "حكوم"},
	} {
		for key, forms := range readLanguage(t, lang) {
			if !strings.HasPrefix(key, "error.") && !strings.HasPrefix(key, "mail.") {
				continue
			}
			for _, form := range forms {
				if strings.Contains(form, words[0]) && !strings.Contains(form, words[1]) {
					t.Errorf("%s %s speaks of states only: %s", lang, key, form)
				}
			}
		}
	}
}
