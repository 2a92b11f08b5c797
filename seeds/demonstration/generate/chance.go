package main

import (
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// chance is a random source of its own for each object, so that a change of one affects no other. It returns
// integers only, which are the same on every machine.
type chance struct{ *rand.Rand }

func chanceOf(thing string) chance {
	h := fnv.New64a()
	_, _ = h.Write([]byte(thing))
	return chance{rand.New(rand.NewPCG(h.Sum64(), 2020))}
}

// hits is true in a percentage of cases.
func (c chance) hits(percent int) bool { return c.IntN(100) < percent }

// mille is true in n of a thousand cases.
func (c chance) mille(n int) bool { return c.IntN(1000) < n }

func (c chance) between(low, high int) int { return low + c.IntN(high-low+1) }

// office returns a time in working hours, a number of days after t.
func (c chance) office(t time.Time, days int) time.Time {
	at := dayOf(t.AddDate(0, 0, days))
	for at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
		at = at.AddDate(0, 0, 1)
	}
	return at.Add(time.Duration(c.between(8*60, 17*60)) * time.Minute)
}

func pick[T any](c chance, list ...T) T { return list[c.IntN(len(list))] }

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func dayOf(t time.Time) time.Time { return date(t.Year(), t.Month(), t.Day()) }

func daysBetween(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }

// printDay prints a day, nothing for no day.
func printDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02")
}
