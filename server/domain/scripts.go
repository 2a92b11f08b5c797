package domain

import (
	"strings"
	"unicode"
)

// MixesScripts says that a word of a text has letters of several scripts that look alike, or letters made to
// look like others: a name in it may not be the one that it seems to be.
func MixesScripts(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r)
	}) {
		scripts := 0
		for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian} {
			if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(script, r) }) {
				scripts++
			}
		}
		if scripts > 1 || strings.ContainsFunc(word, func(r rune) bool { return r >= '\uff21' && r <= '\uff5a' }) {
			return true
		}
	}
	return false
}
