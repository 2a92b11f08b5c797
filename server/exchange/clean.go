package exchange

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// garbled finds UTF-8 that was once read as Windows-1252 ("Ã©" for é).
var garbled = regexp.MustCompile("Ã[\u0080-\u00BF]|â€")

// cleanProse brings text to NFC with line feeds only and no blanks around it. No-break spaces, soft
// and no-break hyphens stay. Text of nothing but invisible characters is empty. A reason says why the
// text is refused.
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

// invisible says that a reader sees nothing: blanks, controls, soft hyphens and zero-width characters.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// foldKey brings a code to one spelling: NFKC, plain hyphens and digits, no invisible characters, no
// blanks around.
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

// plainDigit turns the Arabic digits of a code into those that the codes are made of.
func plainDigit(r rune) rune {
	switch {
	case '٠' <= r && r <= '٩':
		return '0' + r - '٠'
	case '۰' <= r && r <= '۹':
		return '0' + r - '۰'
	}
	return r
}

// hasBidi finds the controls that reorder the text around them.
func hasBidi(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) })
}
