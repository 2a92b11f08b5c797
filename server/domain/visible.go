package domain

import (
	"slices"
	"strings"
)

// unseen are the ranges of code points that show nothing: spaces, controls, what Unicode calls default
// ignorable, fillers of Hangul and the empty cell of Braille. The schema's is_visible has the same.
var unseen = [][2]rune{
	{0, 0x20}, {0x7f, 0xa0}, {0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x1680, 0x1680},
	{0x17b4, 0x17b5},
	{0x180b, 0x180f}, {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x2800, 0x2800}, {0x3000, 0x3000},
	{0x3164, 0x3164},
	{0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfff8}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
	{0xe0000, 0xe0fff},
}

// Visible says that a text shows something.
func Visible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return !slices.ContainsFunc(unseen, func(in [2]rune) bool { return in[0] <= r && r <= in[1] })
	})
}
