package exchange

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// garbled matches UTF-8 that was decoded as Windows-1252 ("Ã©" for é).
var garbled = regexp.MustCompile("Ã[\u0080-\u00BF]|â€")

// cleanProse normalises text to NFC with line feeds, without surrounding spaces. No-break spaces, soft and no-break
// hyphens stay. Text of invisible characters only is empty. A reason says why the text is refused.
func cleanProse(text string) (clean, reason string) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	text = strings.TrimSpace(norm.NFC.String(text))
	switch {
	case strings.TrimFunc(text, invisible) == "":
		return "", ""
	case utf8.RuneCountInString(text) > MaxCellRunes:
		return text, "import.too_long"
	case strings.ContainsRune(text, unicode.ReplacementChar) || garbled.MatchString(text):
		return text, "import.garbled_text"
	case strings.ContainsFunc(text, forbiddenControl):
		return text, "import.control_character"
	}
	return text, ""
}

func forbiddenControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// invisible reports characters that nobody sees: spaces, controls, soft hyphens and zero-width characters.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// foldKey normalises a code: NFKC, plain hyphens and digits, no invisible characters, no surrounding spaces.
func foldKey(key string) string {
	key = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case invisible(r):
			return -1
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		}
		return plainDigit(r)
	}, norm.NFKC.String(key))
	return strings.TrimSpace(key)
}

// plainDigit replaces Arabic digits by ASCII ones.
func plainDigit(r rune) rune {
	switch {
	case '٠' <= r && r <= '٩':
		return '0' + r - '٠'
	case '۰' <= r && r <= '۹':
		return '0' + r - '۰'
	}
	return r
}

// hasBidi reports bidirectional controls, which reorder the text around them.
func hasBidi(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) })
}
