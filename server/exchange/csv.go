package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Limits of an uploaded file.
const (
	MaxBytes     = 20 << 20
	MaxRows      = 100_000
	MaxColumns   = 200
	MaxCellRunes = 32_767
)

// table is a CSV file with a header: rows under named columns.
type table struct {
	header   []string
	columns  map[string]int
	rows     []row
	ignored  int
	problems Problems
	below    int // line of a later row that is a header, where the first row is none
}

// row is one record and its first line number.
type row struct {
	line  int
	cells []string
}

// readTable reads UTF-8 with comma and header (RFC 4180), with or without a byte order mark. Faults are added to
// the table's problems; an error says that reading failed or that the file can't be parsed. Blank rows are counted
// and skipped.
func readTable(r io.Reader) (*table, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read csv: %w", err)
	}
	t := &table{columns: map[string]int{}}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	t.checkBytes(data)
	if err := t.problems.err(); err != nil {
		return nil, err
	}
	t.parse(data)
	if t.header == nil {
		return nil, t.problems.err()
	}
	return t, nil
}

// checkBytes finds faults that make parsing pointless.
func (t *table) checkBytes(data []byte) {
	switch first, _, _ := bytes.Cut(data, []byte("\n")); {
	case len(data) > MaxBytes:
		t.problems.add(Problem{Reason: "import.too_big", Detail: strconv.Itoa(MaxBytes >> 20)})
		return
	case len(bytes.TrimSpace(data)) == 0:
		t.problems.add(Problem{Reason: "import.empty_file"})
		return
	case otherKind(data) != "":
		t.problems.add(Problem{Reason: otherKind(data)})
		return
	case bytes.IndexByte(bytes.TrimRight(first, "\r"), '\r') >= 0:
		t.problems.add(Problem{Line: 1, Reason: "import.cr_only"})
		return
	case !bytes.ContainsRune(first, ',') && bytes.ContainsAny(first, ";\t"):
		t.problems.add(Problem{Line: 1, Value: string(first), Reason: "import.wrong_separator"})
		return
	}
	if line, windows := firstNotUTF8(data); line > 0 {
		reason := "import.bad_encoding"
		if windows {
			reason = "import.is_windows_1252"
		}
		t.problems.add(Problem{Line: line, Reason: reason})
	} else if at := bytes.IndexByte(data, 0); at >= 0 {
		t.problems.add(Problem{Line: 1 + bytes.Count(data[:at], []byte("\n")), Reason: "import.nul"})
	}
}

func (t *table) parse(data []byte) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = -1
	for {
		cells, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			if !t.quoteProblem(err) {
				return
			}
			continue
		}
		line, _ := reader.FieldPos(0)
		if t.header == nil {
			t.takeHeader(cells)
			continue
		}
		if t.below == 0 && line <= titleLines && isHeader(cells) && !isHeader(t.header) {
			t.below = line
		}
		if len(t.rows)+t.ignored == MaxRows {
			t.problems.add(Problem{Line: line, Reason: "import.too_many_rows", Detail: strconv.Itoa(MaxRows)})
			return
		}
		t.takeRow(row{line, cells})
	}
}

// titleLines is how many lines of titles above a header are searched for it.
const titleLines = 20

// isHeader reports whether cells are known column names.
func isHeader(cells []string) bool {
	known := 0
	for _, cell := range cells {
		name := strings.ToLower(foldKey(cell))
		if slices.Contains(canadaPlanColumns, name) || slices.Contains(canadaProgressColumns, name) {
			known++
		}
	}
	return known >= 3
}

// quoteProblem records a broken quote and reports whether the following lines can be parsed: after a quote inside
// an unquoted cell they can, after an unclosed one the ends of rows are unknown.
func (t *table) quoteProblem(err error) (readOn bool) {
	var broken *csv.ParseError
	if !errors.As(err, &broken) {
		t.problems.add(Problem{Reason: "import.unreadable", Detail: err.Error()})
		return false
	}
	if errors.Is(broken.Err, csv.ErrBareQuote) {
		t.problems.add(Problem{Line: broken.Line, Reason: "import.bare_quote"})
		return t.header != nil
	}
	t.problems.add(Problem{Line: broken.StartLine, Reason: "import.unclosed_quote"})
	return false
}

func (t *table) takeHeader(cells []string) {
	t.header = make([]string, len(cells))
	for i, cell := range cells {
		name := strings.ToLower(foldKey(cell))
		t.header[i] = name
		if _, twice := t.columns[name]; twice {
			t.problems.add(Problem{Line: 1, Column: name, Value: name, Reason: "import.duplicate_column"})
		}
		t.columns[name] = i
	}
}

func (t *table) takeRow(r row) {
	if len(r.cells) != len(t.header) {
		detail := fmt.Sprintf("%d/%d", len(r.cells), len(t.header))
		t.problems.add(Problem{Line: r.line, Reason: "import.ragged_row", Detail: detail})
		return
	}
	if strings.TrimSpace(strings.Join(r.cells, "")) == "" {
		t.ignored++
		return
	}
	t.rows = append(t.rows, r)
}

// count returns the number of known columns in the header.
func (t *table) count(known []string) int {
	n := 0
	for _, name := range known {
		if _, ok := t.columns[name]; ok {
			n++
		}
	}
	return n
}

// checkColumns reports each missing or unknown column, and whether the rows can be read. Order and case don't
// matter.
func (t *table) checkColumns(known []string) bool {
	before := len(t.problems.List)
	if len(t.header) > MaxColumns {
		t.problems.add(Problem{Line: 1, Reason: "import.too_many_columns", Detail: strconv.Itoa(MaxColumns)})
		return false
	}
	for _, name := range known {
		if _, ok := t.columns[name]; !ok {
			t.problems.add(Problem{Line: 1, Column: name, Value: name, Reason: "import.missing_column"})
		}
	}
	for _, name := range t.header {
		if !slices.Contains(known, name) {
			t.problems.add(Problem{Line: 1, Column: name, Value: name, Reason: "import.unknown_column"})
		}
	}
	if len(t.problems.List) == 0 && len(t.rows) == 0 {
		t.problems.add(Problem{Reason: "import.no_rows"})
	}
	return len(t.problems.List) == before
}

// raw returns a cell unchanged.
func (t *table) raw(r row, column string) string { return r.cells[t.columns[column]] }

// key returns a cell that is a code, normalised.
func (t *table) key(r row, column string) string {
	value := t.raw(r, column)
	if hasBidi(value) {
		t.problems.add(Problem{r.line, column, value, "import.bidi_in_code", ""})
	}
	return foldKey(value)
}

// prose returns a cell of text, cleaned.
func (t *table) prose(r row, column string) string {
	text, reason := cleanProse(plainText(t.raw(r, column)))
	if reason != "" {
		t.problems.add(Problem{r.line, column, text, reason, ""})
	}
	return text
}
