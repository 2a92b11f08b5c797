package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"jalons/server/exchange"
	"jalons/server/i18n"
	"jalons/server/importer"
)

// importReport writes what an import did, for people.
type importReport struct {
	out     io.Writer
	text    i18n.Translate
	columns int // of a line of text
}

// problems writes a line for each thing wrong in a file: where, the value, and the reason in words.
func (r importReport) problems(file string, problems exchange.Problems) error {
	var b strings.Builder
	for _, p := range problems.List {
		b.WriteString(place(file, p.Line))
		if p.Column != "" {
			b.WriteString(": " + p.Column)
		}
		if p.Value != "" {
			fmt.Fprintf(&b, ": %q", p.Value)
		}
		b.WriteString(": " + r.text(p.Reason, map[string]any{"value": p.Value, "detail": p.Detail}) + "\n")
	}
	if problems.More > 0 {
		b.WriteString(file + ": " + r.text("import.more_problems", map[string]any{"n": problems.More}) + "\n")
	}
	_, err := io.WriteString(r.out, b.String())
	return err
}

func place(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// print writes the totals of each file, then each note.
func (r importReport) print(files []importFile, dryRun bool) error {
	t := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', 0)
	r.row(t, r.words(
		"import.file", "import.read", "import.new", "import.changed", "import.unchanged", "import.errors",
		"import.ignored",
	)...)
	var total importer.ImportReport
	for _, f := range files {
		r.row(t, totals(f.name, f.result)...)
		total.Read += f.result.Read
		total.New += f.result.New
		total.Changed += f.result.Changed
		total.Unchanged += f.result.Unchanged
		total.Errors += f.result.Errors
		total.Ignored += f.result.Ignored
	}
	if len(files) > 1 {
		r.row(t, totals(r.text("import.total", nil), total)...)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if err := errors.Join(r.changes(files), r.notes(files)); err != nil {
		return err
	}
	outcome := "import.done"
	if dryRun {
		outcome = "import.dry_run"
	}
	_, err := fmt.Fprintln(r.out, r.text(outcome, nil))
	return err
}

func totals(name string, t importer.ImportReport) []string {
	cells := []string{name}
	for _, n := range []int{t.Read, t.New, t.Changed, t.Unchanged, t.Errors, t.Ignored} {
		cells = append(cells, fmt.Sprint(n))
	}
	return cells
}

// notes lists what was read where a file leaves room, such as each date taken from words.
func (r importReport) notes(files []importFile) error {
	var rows [][]string
	for _, f := range files {
		for _, n := range f.result.Notes {
			kind := r.text("import.note."+string(n.Kind), nil)
			rows = append(rows, []string{place(f.name, n.Line), n.Code, kind, n.Read, oneLine(n.Raw)})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	fmt.Fprintf(r.out, "\n%s\n", r.text("import.notes", map[string]any{"n": len(rows)}))
	t := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', 0)
	r.row(t, r.words("import.place", "import.code", "import.note", "import.understood", "import.written")...)
	for _, row := range rows {
		r.row(t, row...)
	}
	r.row(t, "")
	return t.Flush()
}

func (r importReport) words(keys ...string) []string {
	words := make([]string, len(keys))
	for i, key := range keys {
		words[i] = r.text(key, nil)
	}
	return words
}

func (r importReport) row(w io.Writer, cells ...string) {
	fmt.Fprintln(w, strings.Join(cells, "\t"))
}

// oneLine keeps a text on one line of a table.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
