package charts

import (
	"fmt"
	"math"

	"jalons/server/domain"
	"jalons/server/tracker"
)

// segment is one part of a bar, in percent of its length.
type segment struct{ Class, X, Width string }

// levelOrder is the order of a bar's parts; what they leave over is unknown and shows as a hatch.
var levelOrder = []domain.Level{
	domain.LevelCompleted, domain.LevelSubstantial, domain.LevelLimited, domain.LevelNotStarted,
}

// Bar lays out the approved levels of a pool on one scale, with what is declared only after what is
// approved, and the tick of what was planned to date.
func Bar(f tracker.Figures) []segment {
	if f.Milestones == 0 {
		return nil
	}
	whole := float64(f.Milestones)
	counts := map[domain.Level]int{
		domain.LevelCompleted: f.Approved.Completed, domain.LevelSubstantial: f.Approved.Substantial,
		domain.LevelLimited: f.Approved.Limited, domain.LevelNotStarted: f.Approved.NotStarted,
	}
	var parts []segment
	at := 0
	for _, level := range levelOrder {
		if n := counts[level]; n > 0 {
			parts = append(parts, segment{string(level), share(at, whole), share(n, whole)})
			at += n
		}
	}
	return append(parts, segment{Class: "tick", X: share(f.Planned.Count, whole)})
}

func share(n int, whole float64) string { return fmt.Sprintf("%.2f%%", 100*float64(n)/whole) }

// dot is one state in a strip of dots, stacked where several have the same percent.
type dot struct {
	X, Y  string
	State string
	Name  string
}

// Strip is a distribution of states by completion, with its median.
type Strip struct {
	Dots   []dot
	Median string
	Middle *float64 // the median in percent
}

// The highest and the lowest place of a dot in its strip, and how far apart dots stand where there is room.
const dotTop, dotBottom, dotStep = 3.0, 42.0, 13.0

// Dots lays out one dot a state from 0 to 100 percent; the sides are kept free for half a dot. A high
// stack is pushed together, so that no dot hides another.
func Dots(p tracker.Progress) Strip {
	stack, highest := map[int]int{}, 1
	for _, point := range p.Distribution {
		stack[dotColumn(point)]++
		highest = max(highest, stack[dotColumn(point)])
	}
	step := min(dotStep, (dotBottom-dotTop)/float64(max(highest-1, 1)))
	s := Strip{Middle: p.Median}
	clear(stack)
	for _, point := range p.Distribution {
		x := dotColumn(point)
		s.Dots = append(s.Dots, dot{
			X: fmt.Sprintf("%.1f%%", 2+0.96*2.5*float64(x)), Y: fmt.Sprintf("%.1f", dotBottom-step*float64(stack[x])),
			State: point.State,
		})
		stack[x]++
	}
	if p.Median != nil {
		s.Median = fmt.Sprintf("%.1f%%", 2+0.96**p.Median)
	}
	return s
}

// dotColumn is the place of a state among the forty that a strip has.
func dotColumn(p tracker.StatePoint) int { return int(math.Round(p.Completion.Percent() / 2.5)) }

// Named gives the dots the names of their states.
func (s Strip) Named(lang string, states []tracker.State) Strip {
	for i := range s.Dots {
		for _, state := range states {
			if state.Code == s.Dots[i].State {
				s.Dots[i].Name, _ = state.Name.Pick(lang)
			}
		}
	}
	return s
}
