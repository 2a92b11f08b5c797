package domain

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Day is a UTC date as "2006-01-02"; the empty Day is no date, NULL in the database and null in JSON.
type Day string

const dayLayout = "2006-01-02"

// ReportingInterval is the days between two reports, as the schema's reporting_interval.
const ReportingInterval = 180

// StaleAfter is the days after which what was not said again is stale: one and a half reporting intervals.
const StaleAfter = ReportingInterval * 3 / 2

// DayOf gives the UTC date of an instant.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(dayLayout)) }

// ParseDay reads an ISO date between 1990 and 2100; anything else is invalid.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dayLayout, s)
	if err != nil || t.Year() < 1990 || t.Year() > 2100 {
		return "", &Error{Kind: Invalid, Code: "day", Args: map[string]any{"value": s}}
	}
	return Day(s), nil
}

// Time gives the first instant of the day, the zero time of no date.
func (d Day) Time() time.Time {
	t, _ := time.Parse(dayLayout, string(d))
	return t
}

// End gives the first instant after the day.
func (d Day) End() time.Time { return d.Time().AddDate(0, 0, 1) }

// AddDays gives the day n days later.
func (d Day) AddDays(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// LastOf gives the last day of the month, quarter or year that the day lies in, and the day itself for
// any other precision and of no date.
func (d Day) LastOf(p Precision) Day {
	t := d.Time()
	switch {
	case d == "":
	case p == PrecisionMonth:
		return DayOf(time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC))
	case p == PrecisionQuarter:
		return DayOf(time.Date(t.Year(), (t.Month()-1)/3*3+4, 0, 0, 0, 0, 0, time.UTC))
	case p == PrecisionYear:
		return DayOf(time.Date(t.Year()+1, 1, 0, 0, 0, 0, 0, time.UTC))
	}
	return d
}

// Year gives the four digits of the year, nothing of no date.
func (d Day) Year() string { return string(d[:min(4, len(d))]) }

// DaysUntil counts the days from d to e.
func (d Day) DaysUntil(e Day) int { return int(e.Time().Sub(d.Time()).Hours() / 24) }

// MarshalJSON writes the date or null.
func (d Day) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return []byte(`"` + string(d) + `"`), nil
}

// Value stores the date, NULL where there is none.
func (d Day) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Scan reads a date column. The driver gives -infinity and infinity as bytes: both are no date.
func (d *Day) Scan(source any) error {
	switch s := source.(type) {
	case time.Time:
		*d = Day(s.Format(dayLayout))
	case nil, []byte:
		*d = ""
	default:
		return fmt.Errorf("day column of type %T", source)
	}
	return nil
}
