package charts

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// Measures are what the map can show, in the order in which it offers them.
var Measures = []string{"level", "late", "coverage", "stage"}

// fills are the classes of a map in the order of its legend: the steps of a share, then what is not a
// share at all.
var fills = []string{
	FillMost, FillSome, FillLittle, FillNothing, string(domain.LevelUnknown), string(domain.LevelNone), "left",
}

// The steps of a share have the colours of the levels.
const (
	FillMost    = string(domain.LevelCompleted)
	FillSome    = string(domain.LevelSubstantial)
	FillLittle  = string(domain.LevelLimited)
	FillNothing = string(domain.LevelNotStarted)
)

// steps is how many of the fills are steps.
const steps = 4

// LegendLine is one line of a map's legend with the number of states that it stands for.
type LegendLine struct {
	Class string
	Key   string // end of its text's key: steps mean something else in each measure
	Count int
}

// LegendOf counts the states of each fill; fills that no state has are left out, the four steps never.
func LegendOf(states []tracker.State, measure string) []LegendLine {
	counts := map[string]int{}
	for _, state := range states {
		counts[ClassOf(state, measure)]++
	}
	var lines []LegendLine
	for i, class := range fills {
		key := class
		if i < steps || class == "none" && measure == "stage" {
			key = measure + "." + class
		}
		if i < steps || counts[class] > 0 {
			lines = append(lines, LegendLine{class, key, counts[class]})
		}
	}
	return lines
}

// ClassOf gives the fill of a state: the step of its share, unknown where nothing is approved, none
// where there is nothing to measure.
func ClassOf(state tracker.State, measure string) string {
	f := state.Progress.Figures
	whole, unknown := f.Milestones, f.Approved.Unknown
	if measure == "stage" {
		whole, unknown = f.Cities.Total, f.Cities.Approved["unknown"]
	}
	switch {
	case state.Membership == "left":
		return "left"
	case whole == 0:
		return "none"
	case unknown == whole && measure != "late":
		return "unknown"
	}
	return step(shareOf(f, measure))
}

// shareOf gives the share that a measure is about.
func shareOf(f tracker.Figures, measure string) tracker.Fraction {
	switch measure {
	case "late":
		return tracker.Fraction{Count: f.Late, Of: f.Milestones}
	case "coverage":
		return f.Coverage
	case "stage":
		return tracker.Fraction{Count: f.Cities.Counted, Of: f.Cities.Total}
	}
	return f.Completion
}

// step gives the class of a share: nothing, up to a third, up to two thirds, beyond.
func step(f tracker.Fraction) string {
	switch {
	case f.Of == 0:
		return "none"
	case f.Count == 0:
		return FillNothing
	case 3*f.Count <= f.Of:
		return FillLittle
	case 3*f.Count <= 2*f.Of:
		return FillSome
	}
	return FillMost
}
