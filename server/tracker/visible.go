package tracker

import (
	"strings"
	"unicode"
)

// blank are the letters and symbols that show nothing although Unicode counts them as visible: fillers of
// Hangul and the empty cell of Braille. Default-ignorable code points are in unicode's own tables.
const blank = "\u115f\u1160\u2800\u3164\uffa0"

// Visible says that a text shows something: more than spaces, controls, format characters, variation
// selectors and fillers. The database's is_text agrees.
func Visible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.IsControl(r) && !strings.ContainsRune(blank, r) &&
			!unicode.In(r, unicode.Cf, unicode.Zs, unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
	})
}
