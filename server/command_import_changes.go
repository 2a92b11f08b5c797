package main

import (
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"

	"jalons/server/importer"
)

// A line of text has so many columns where no terminal says otherwise, and at least so many.
const (
	lineColumns  = 100
	leastColumns = 40
)

// columnsOf gives how many columns a line has where it is written to.
func columnsOf(out io.Writer) int {
	if file, ok := out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil && columns > 0 {
			return max(columns, leastColumns)
		}
	}
	return lineColumns
}

// changes lists what files say otherwise than the record did: place, code and field of each on one line, which can be
// searched for, and both values below. Words and values have lines of their own, so that a title from left to right
// and a label from right to left don't share one.
func (r importReport) changes(files []importFile) error {
	var b strings.Builder
	n := 0
	for _, f := range files {
		for _, c := range f.result.Changes {
			n++
			b.WriteString("\n" + place(f.name, c.Line) + ": " + c.Code + ": " + r.field(c) + "\n")
			for _, side := range []struct{ label, value string }{
				{"import.before", c.Before}, {"import.after", c.After},
			} {
				b.WriteString("  " + r.text(side.label, nil) + "\n")
				for _, line := range wrapped(r.value(c.Field, side.value), r.columns-4) {
					b.WriteString("    " + line + "\n")
				}
			}
		}
	}
	if n == 0 {
		return nil
	}
	_, err := io.WriteString(r.out, "\n"+r.text("import.changes", map[string]any{"n": n})+"\n"+b.String())
	return err
}

// field names what changes, with its language where it has one.
func (r importReport) field(c importer.ImportChange) string {
	name := r.text("import.field."+string(c.Field), nil)
	if c.Lang == "" {
		return name
	}
	return name + " (" + c.Lang + ")"
}

func (r importReport) value(field importer.ChangeField, value string) string {
	if value == "" {
		return "—"
	}
	if field == importer.FieldLevel {
		return r.text("level."+value, nil)
	}
	return value
}

// wrapped breaks a text between words into lines of at most so many columns; a longer word, as an address, stays whole.
func wrapped(text string, columns int) (lines []string) {
	line, used := "", 0
	for word := range strings.FieldsFuncSeq(text, breaks) {
		width := columnsIn(word)
		if line != "" && used+1+width > columns {
			lines, line = append(lines, line), ""
		}
		if line == "" {
			line, used = word, width
			continue
		}
		line, used = line+" "+word, used+1+width
	}
	return append(lines, line)
}

// breaks says whether a line may end at a space; before a French colon it may not.
func breaks(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// columnsIn counts the letters and signs of a word; marks above and below them take no column.
func columnsIn(word string) (n int) {
	for _, r := range word {
		if !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			n++
		}
	}
	return n
}
