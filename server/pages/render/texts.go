package render

import (
	"fmt"
	"strings"

	"jalons/server/domain"
	"jalons/server/i18n"
)

// Outdated says that a translation of one of the texts trails its original.
func Outdated(lang string, texts ...domain.Text) bool {
	for _, t := range texts {
		if t.Outdated(lang) {
			return true
		}
	}
	return false
}

// AllOutdated gives the languages whose translation of one of the texts trails its original.
func AllOutdated(texts ...domain.Text) map[string]bool {
	all := map[string]bool{}
	for _, lang := range i18n.Languages() {
		all[lang] = Outdated(lang, texts...)
	}
	return all
}

// Cut shortens a text to about n letters, at a space.
func Cut(text string, n int) string {
	letters := []rune(text)
	if len(letters) <= n {
		return text
	}
	short := string(letters[:n])
	if i := strings.LastIndex(short, " "); i > 0 {
		short = short[:i]
	}
	return fmt.Sprint(strings.TrimRight(short, " ,;:.–-"), "…")
}
