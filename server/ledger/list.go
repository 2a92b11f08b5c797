package ledger

import (
	"context"
	"fmt"

	"jalons/server/domain"
)

// checkCursor asks whether what a page begins after is there; an empty cursor is the beginning.
func (l *Ledger) CheckCursor(ctx context.Context, query string, after any) error {
	if after == "" {
		return nil
	}
	var there bool
	if err := l.Public.GetContext(ctx, &there, query, after); err != nil {
		return fmt.Errorf("cursor: %w", err)
	}
	if !there {
		return domain.BadCursor()
	}
	return nil
}

// total counts a list for one of its pages, by a query that names what it counts real or invented; who exports it as a
// whole needs no count, which each page would repeat.
func (l *Ledger) Total(ctx context.Context, query string, args ...any) (n domain.Count, err error) {
	if exporting(ctx) {
		return n, nil
	}
	err = l.Public.GetContext(ctx, &n, query, args...)
	return n, err
}
