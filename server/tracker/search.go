package tracker

import (
	"jalons/server/domain"
	"unicode"

	"strings"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// MaxText is the longest search text, in characters; MaxWords the most words of it.
const (
	MaxText  = 200
	MaxWords = 12
)

// likeLiteral escapes what LIKE would read as a pattern.
func likeLiteral(text string) string {
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

// searchQuery turns what a person typed into a query that wants every word, the last one as a
// beginning. Only letters and digits reach it, so nothing in it is an operator.
func searchQuery(text string) string {
	words := strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, " & ") + ":*"
}

// fold makes a text findable however it is typed: decomposed, without marks, in lower case. The
// database's function of the same name does this to what is stored.
func fold(text string) string {
	t := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	folded, _, err := transform.String(t, text)
	if err != nil {
		folded = text
	}
	return strings.ToLower(strings.NewReplacer(
		"œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss", "ø", "o", "Ø", "O",
	).Replace(folded))
}
