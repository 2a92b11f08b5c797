package charts

import (
	"fmt"
	"testing"

	"jalons/server/tracker"
)

func TestStepOfAShare(t *testing.T) {
	for _, c := range []struct {
		count, of int
		want      string
	}{
		{0, 0, "none"}, {0, 3, "not_started"}, {1, 3, "limited"}, {33, 100, "limited"}, {34, 100, "substantial"},
		{2, 3, "substantial"}, {67, 100, "completed"}, {3, 3, "completed"}, {1, 1000, "limited"},
	} {
		t.Run(fmt.Sprint(c.count, " ", c.of), func(t *testing.T) {
			if got := step(tracker.Fraction{Count: c.count, Of: c.of}); got != c.want {
				t.Errorf("%d of %d: %s, want %s", c.count, c.of, got, c.want)
			}
		})
	}
}

func TestFillOfAState(t *testing.T) {
	published := tracker.Figures{
		Milestones: 4, Completion: tracker.Fraction{Count: 1, Of: 4}, Coverage: tracker.Fraction{Count: 4, Of: 4},
		Approved: tracker.Levels{Completed: 1, Unknown: 3},
	}
	silent := tracker.Figures{
		Milestones: 4, Late: 2, Completion: tracker.Fraction{Of: 4}, Coverage: tracker.Fraction{Of: 4},
		Approved: tracker.Levels{Unknown: 4},
	}
	cities := tracker.Figures{Cities: tracker.Cities{Total: 4, Counted: 3, Approved: map[string]int{"unknown": 1}}}
	still := tracker.Figures{Cities: tracker.Cities{Total: 4, Approved: map[string]int{"unknown": 4}}}
	for _, c := range []struct {
		name, measure, membership string
		figures                   tracker.Figures
		want                      string
	}{
		{"a quarter completed", "level", "member", published, "limited"},
		{"all up to date", "coverage", "member", published, "completed"},
		{"nothing late", "late", "member", published, "not_started"},
		{"no cities", "stage", "member", published, "none"},
		{"nothing approved", "level", "member", silent, "unknown"},
		{"nothing approved is not up to date either", "coverage", "member", silent, "unknown"},
		{"lateness needs no approval", "late", "member", silent, "substantial"},
		{"no milestones", "level", "member", tracker.Figures{}, "none"},
		{"left, whatever it had", "level", "left", published, "left"},
		{"three of four cities", "stage", "member", cities, "completed"},
		{"no stage approved", "stage", "member", still, "unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			state := tracker.State{Membership: c.membership, Progress: tracker.Progress{Figures: c.figures}}
			if got := ClassOf(state, c.measure); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		})
	}
}

func TestLegendAddsUp(t *testing.T) {
	states := []tracker.State{{Membership: "left"}, {}, {Progress: tracker.Progress{Figures: tracker.Figures{
		Milestones: 3, Completion: tracker.Fraction{Count: 3, Of: 3},
	}}}}
	sum := 0
	for _, line := range LegendOf(states, "level") {
		sum += line.Count
	}
	if sum != len(states) {
		t.Errorf("the legend stands for %d states of %d", sum, len(states))
	}
}

func TestCircleComesHome(t *testing.T) {
	ax, ay := 100.0, 50.0
	c := Circle{X: 110, Y: 54, R: 4, Hit: 6, AX: &ax, AY: &ay}
	if got := c.at(4); got.X != 102.5 || got.Y != 51 || got.R != 1 || got.Hit != 1.5 {
		t.Errorf("four times as near: %+v", got)
	}
	if got := (Circle{X: 110, Y: 54, R: 4}).at(4); got.X != 110 || got.Y != 54 {
		t.Errorf("a circle in its place moves: %+v", got)
	}
}
