// Package importer brings rows that were read from files into the record: plans and progress, a batch at a time.
// It knows no file format.
package importer

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"jalons/server/ledger"
)

// MaxImportProblems bounds a list of ImportProblems; what goes beyond is counted.
const MaxImportProblems = 100

// ImportProblem is one row that the record refuses. Line is its first line in the file, 0 where the
// whole file is meant; Reason is a key of frontend/languages whose text may use {value} and {detail}.
type ImportProblem struct {
	Line   int
	Column string
	Value  string
	Reason string
	Detail string
}

// ImportProblems is the error of an import that the record refuses as a whole, with every row that is at fault.
type ImportProblems struct {
	List []ImportProblem
	More int
}

// Error gives the text for logs; people read the translations of the reasons.
func (p ImportProblems) Error() string {
	const shown = 3
	parts := []string{fmt.Sprintf("%d rows refused", len(p.List)+p.More)}
	for _, one := range p.List[:min(shown, len(p.List))] {
		parts = append(parts, fmt.Sprintf(
			"line %d, column %q, value %q: %s", one.Line, one.Column, one.Value, one.Reason,
		))
	}
	return strings.Join(parts, "; ")
}

func (p *ImportProblems) add(one ImportProblem) {
	if len(p.List) == MaxImportProblems {
		p.More++
		return
	}
	p.List = append(p.List, one)
}

// err gives the problems as an error, nil where there are none.
func (p *ImportProblems) err() error {
	if len(p.List) == 0 {
		return nil
	}
	return *p
}

// Beside the notes of a file's reader, an import itself notes these.
const (
	NoteDateKept   NoteKind = "date_kept"   // the file gives no date any more: the promised one stays in force
	NoteUnproven   NoteKind = "unproven"    // completed, and no evidence
	NoteOtherTitle NoteKind = "other_title" // the file names an institution otherwise than the record does
)

// queueImports lets one import by an account run at a time: the next one sees what the one before it wrote.
func queueImports(ctx context.Context, w *ledger.Writer) error {
	var id int64
	if err := w.Get(
		ctx, &id, `select id from accounts where id = $1 for no key update`, w.Account,
	); err != nil {
		return fmt.Errorf("account %d: %w", w.Account, err)
	}
	return nil
}

// bulk runs a statement over rows that it finds as JSON in $1, and reads what it returns into found.
// One statement moves the kept totals once, however many rows it writes.
func bulk(ctx context.Context, w *ledger.Writer, found any, query string, rows any, args ...any) error {
	document, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("rows of an import: %w", err)
	}
	if string(document) == "null" {
		document = []byte("[]")
	}
	return w.Select(ctx, found, query, append([]any{string(document)}, args...)...)
}

// bulkCodes is bulk for statements that return the codes of what they wrote.
func bulkCodes(ctx context.Context, w *ledger.Writer, query string, rows any, args ...any) (map[string]bool, error) {
	var list []string
	if err := bulk(ctx, w, &list, query, rows, args...); err != nil {
		return nil, err
	}
	written := make(map[string]bool, len(list))
	for _, code := range list {
		written[code] = true
	}
	return written, nil
}
