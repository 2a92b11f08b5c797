package tracker

import (
	"strings"
	"unicode/utf8"

	"jalons/server/domain"
)

// MaxText is the longest search text, in characters; MaxWords the most words of it.
const (
	MaxText  = 200
	MaxWords = 12
)

// LikeLiteral escapes what LIKE would read as a pattern.
func LikeLiteral(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(text))
}

// CheckText refuses a search text that is too long to be one.
func CheckText(text string) error {
	if utf8.RuneCountInString(text) > MaxText || len(strings.Fields(text)) > MaxWords {
		return &domain.Error{
			Kind: domain.Invalid, Code: "text_too_long", Field: "q",
			Args: map[string]any{"max": MaxText, "words": MaxWords},
		}
	}
	return nil
}
