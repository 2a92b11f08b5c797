// Package i18ntest gives tests the sentences that people read, by key: a text can be put better without a
// change of the tests that look for it.
package i18ntest

import (
	"strings"
	"sync"

	"jalons/server/i18n"
)

var load = sync.OnceValue(func() *i18n.Texts {
	texts, err := i18n.Load()
	if err != nil {
		panic(err)
	}
	return texts
})

// T gives the text of a key in a language, as i18n.Texts.T does, up to the first placeholder that no
// argument fills. It panics where the key is missing or nothing is left to look for.
func T(lang, key string, args ...any) string {
	if !load().Has(lang, key) {
		panic("no text " + key + " in " + lang)
	}
	text, _, _ := strings.Cut(load().T(lang, key, args...), "{")
	if text = strings.TrimSpace(text); text == "" {
		panic("the text " + key + " begins with a placeholder: give it")
	}
	return text
}

// French gives the French text of a key.
func French(key string, args ...any) string { return T(i18n.French, key, args...) }

// English gives the English text of a key.
func English(key string, args ...any) string { return T(i18n.English, key, args...) }

// Arabic gives the Arabic text of a key.
func Arabic(key string, args ...any) string { return T(i18n.Arabic, key, args...) }
