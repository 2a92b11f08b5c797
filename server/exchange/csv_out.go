package exchange

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// CSVContentType is the content type of both flavours.
const CSVContentType = "text/csv; charset=utf-8"

// Flavour is a dialect of CSV.
type Flavour int

// Standard is RFC 4180: comma, point, no byte order mark. FrenchExcel is what a French Excel opens by a double
// click: semicolon, decimal comma, byte order mark. Both end lines with CR LF.
const (
	Standard Flavour = iota
	FrenchExcel
)

// Cell is one typed value of a table: numbers stay numbers, text is neutralised.
type Cell struct {
	text   string
	kind   cellKind
	number float64
	digits int
}

type cellKind int

const (
	textCell cellKind = iota
	integerCell
	decimalCell
)

// TextCell is text, a code or a date: it is escaped so that no spreadsheet evaluates it as a formula.
func TextCell(text string) Cell { return Cell{text: text} }

// IntegerCell is a whole number.
func IntegerCell(n int64) Cell { return Cell{text: strconv.FormatInt(n, 10), kind: integerCell} }

// DecimalCell is a number with a fixed number of decimals.
func DecimalCell(n float64, digits int) Cell {
	return Cell{number: n, digits: digits, kind: decimalCell}
}

// EmptyCell is a missing value.
func EmptyCell() Cell { return Cell{} }

// CSVWriter streams rows; its memory is one buffer, whatever the number of rows.
type CSVWriter struct {
	out     *bufio.Writer
	flavour Flavour
	width   int
}

// NewCSVWriter starts a table on w with its header.
func NewCSVWriter(w io.Writer, flavour Flavour, header ...string) (*CSVWriter, error) {
	c := &CSVWriter{out: bufio.NewWriter(w), flavour: flavour, width: len(header)}
	if flavour == FrenchExcel {
		if _, err := c.out.WriteString("\uFEFF"); err != nil {
			return nil, fmt.Errorf("write csv: %w", err)
		}
	}
	cells := make([]Cell, len(header))
	for i, name := range header {
		cells[i] = TextCell(name)
	}
	return c, c.Write(cells...)
}

// errWidth and errNotANumber are programming errors of the caller.
var (
	errWidth      = errors.New("write csv: row and header differ in length")
	errNotANumber = errors.New("write csv: not a number")
)

// Write adds a row, as long as the header.
func (c *CSVWriter) Write(cells ...Cell) error {
	if len(cells) != c.width {
		return errWidth
	}
	for i, cell := range cells {
		if math.IsNaN(cell.number) || math.IsInf(cell.number, 0) {
			return errNotANumber
		}
		if i > 0 {
			c.out.WriteByte(c.separator())
		}
		c.out.WriteString(c.encode(cell))
	}
	// A bufio.Writer keeps its first error and returns it here.
	if _, err := c.out.WriteString("\r\n"); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// Flush writes what is buffered; it is the last call of a table.
func (c *CSVWriter) Flush() error {
	if err := c.out.Flush(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

func (c *CSVWriter) separator() byte {
	if c.flavour == FrenchExcel {
		return ';'
	}
	return ','
}

func (c *CSVWriter) encode(cell Cell) string {
	switch cell.kind {
	case integerCell:
		return cell.text
	case decimalCell:
		number := strconv.FormatFloat(cell.number, 'f', cell.digits, 64)
		if c.flavour == FrenchExcel {
			number = strings.Replace(number, ".", ",", 1)
		}
		return c.quote(number)
	}
	return c.quote(Neutral(cell.text))
}

// quote puts quotes where RFC 4180 or a spreadsheet set to another separator needs them.
func (c *CSVWriter) quote(text string) string {
	special := "\"\r\n\t;,"
	if c.flavour == FrenchExcel {
		special = "\"\r\n\t;" // the comma is a decimal one
	}
	// A lone empty cell would be a blank line, which readers skip.
	alone := c.width == 1 && text == ""
	needed := alone || strings.ContainsAny(text, special) || text != strings.TrimSpace(text)
	if !needed {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// Neutral prefixes an apostrophe to text that a spreadsheet could evaluate as a formula: = + - @ (also full width),
// TAB, CR or LF first, or after spaces, quotes and separators.
func Neutral(text string) string {
	if formulaLike(text) {
		return "'" + text
	}
	return text
}

// Plain undoes Neutral: Plain(Neutral(s)) is s. It is for our own exports; foreign text that looks like an escaped
// cell loses its apostrophe too.
func Plain(text string) string {
	if strings.HasPrefix(text, "'") && formulaLike(text) {
		return text[1:]
	}
	return text
}

// formulaLike skips apostrophes too, so that text that begins with one is restored unchanged.
func formulaLike(text string) bool {
	text = strings.TrimLeft(text, "'")
	if text != "" && strings.ContainsRune("\t\r\n", rune(text[0])) {
		return true
	}
	text = strings.TrimLeftFunc(text, func(r rune) bool { return invisible(r) || strings.ContainsRune(`"',;`, r) })
	for _, first := range text {
		return strings.ContainsRune("=+-@＝＋－＠", first)
	}
	return false
}
