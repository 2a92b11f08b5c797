package domain

import "time"

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
func (v View) Day(today Day) Day {
	for _, d := range []Day{v.On, v.AsOf} {
		if d != "" {
			return d
		}
	}
	return today
}

func (v View) Known() *time.Time {
	if v.AsOf == "" {
		return nil
	}
	end := v.AsOf.End().Add(-time.Microsecond)
	return &end
}
