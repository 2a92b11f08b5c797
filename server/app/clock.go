package app

import (
	"time"

	"jalons/server/i18n"
)

// errClockMoved says that a record that others share is never written with a clock of its own.
var errClockMoved = i18n.NewError("setting.clock_moved", nil)

// clockFrom gives the clock of the program: the real one where start is empty, else one that stands at
// start now and runs on from there. It runs, so that what waits (mails, a throttled sign-in, the time to
// undo) still comes due, and two acts keep their order; no test run is long enough to reach another day.
func clockFrom(start string) (func() time.Time, error) {
	if start == "" {
		return time.Now, nil
	}
	instant, err := time.Parse(time.RFC3339, start)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	return func() time.Time { return instant.Add(time.Since(begun)) }, nil
}
