package tracker

import (
	"context"
	"fmt"
)

// Page is a place in a list: at most Limit rows after the key After.
type Page struct {
	After string
	Limit int
}

// BadCursor is the error of a page that begins after something that is not in the list.
func BadCursor() error { return &Error{Kind: Invalid, Code: "cursor", Field: "after"} }

// checkCursor asks whether what a page begins after is there; an empty cursor is the beginning.
func (t *Tracker) checkCursor(ctx context.Context, query string, after any) error {
	if after == "" {
		return nil
	}
	var there bool
	if err := t.read.GetContext(ctx, &there, query, after); err != nil {
		return fmt.Errorf("cursor: %w", err)
	}
	if !there {
		return BadCursor()
	}
	return nil
}

// Count is how many rows a list has: real and invented ones are never summed into one figure.
type Count struct{ Real, Invented int }

// All is how long the list is.
func (c Count) All() int { return c.Real + c.Invented }

// total counts a list for one of its pages, by a query that names what it counts real or invented; who exports it as a
// whole needs no count, which each page would repeat.
func (t *Tracker) total(ctx context.Context, query string, args ...any) (n Count, err error) {
	if exporting(ctx) {
		return n, nil
	}
	err = t.read.GetContext(ctx, &n, query, args...)
	return n, err
}
