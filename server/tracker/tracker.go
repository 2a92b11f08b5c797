// Package tracker is what Jalons knows: the words of the domain, their rules and their SQL, one word
// a file. It speaks neither HTTP nor file formats.
package tracker

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// Tracker reads and writes the record.
type Tracker struct {
	write *sqlx.DB
	read  reader
	now   func() time.Time
}

// New gives a tracker that writes through one pool and reads what is published through another.
// now is the clock: what is recorded is recorded at its instant.
func New(write, read *sqlx.DB, now func() time.Time) *Tracker {
	return &Tracker{write: write, read: reader{read, read}, now: now}
}

// ExportBy gives the same tracker with a pool of its own for exports.
func (t *Tracker) ExportBy(read *sqlx.DB) *Tracker {
	return &Tracker{write: t.write, read: reader{t.read.bounded, read}, now: t.now}
}

// At gives the same tracker with another clock; a history is written by moving it.
func (t *Tracker) At(now func() time.Time) *Tracker {
	return &Tracker{write: t.write, read: t.read, now: now}
}

// Now is the instant of the tracker's clock.
func (t *Tracker) Now() time.Time { return t.now() }

// Today is the UTC date of the tracker's clock.
func (t *Tracker) Today() Day { return DayOf(t.now()) }

// View says which day figures are for and through which of the two clocks they are seen: AsOf is
// what was known by the end of that day, On is what was true on that day as known today. Both empty
// is the present.
type View struct {
	AsOf Day
	On   Day
	// true counts what the demonstration invented, false what is real; nil what is real where anything is
	Demonstration *bool
}

// Day is the day that lateness and coverage are counted on.
func (v View) day(today Day) Day {
	for _, d := range []Day{v.On, v.AsOf} {
		if d != "" {
			return d
		}
	}
	return today
}

func (v View) known() *time.Time {
	if v.AsOf == "" {
		return nil
	}
	end := v.AsOf.End().Add(-time.Microsecond)
	return &end
}

// selectAll reads rows into a slice that is never nil, so that an empty list is [] in JSON.
func selectAll[T any](ctx context.Context, db sqlx.QueryerContext, query string, args ...any) ([]T, error) {
	rows := []T{}
	if err := sqlx.SelectContext(ctx, db, &rows, query, args...); err != nil {
		return nil, err
	}
	return rows, nil
}
