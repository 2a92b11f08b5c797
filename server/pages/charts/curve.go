package charts

import (
	"fmt"
	"math"
	"strings"

	"jalons/server/domain"
	"jalons/server/programme"
)

// Curve is the rollout curve in a box of 360 by 200: first plan and targets as lines, actuals as
// steps, since a stage does not interpolate.
type Curve struct {
	First, Target, Actual string // path data
	Now                   string // x of today
	Last                  point
	Value                 int
	Ahead                 bool // the last actual lies above the target's line: its label goes there too
	Rules                 []rule
	Ends                  []rule // what first plan and target reach at the end
	Years                 []label
}

type point struct{ X, Y string }

type rule struct {
	Y     string
	Value int
}

type label struct{ X, Name string }

const (
	plotLeft, plotRight, plotTop, plotBottom = 34.0, 326.0, 20.0, 172.0
	lineOfText                               = 13.0
)

// plane places days and numbers of cities in the box.
type plane struct {
	first, last domain.Day
	top         int
}

func (p plane) x(d domain.Day) float64 {
	return plotLeft + (plotRight-plotLeft)*float64(p.first.DaysUntil(d))/float64(p.first.DaysUntil(p.last))
}

func (p plane) y(n int) float64 { return plotBottom - (plotBottom-plotTop)*float64(n)/float64(p.top) }

func (p plane) start() string { return fmt.Sprintf("M%.1f %.1f", p.x(p.first), p.y(0)) }

// NewCurve gives nil where the plan has no years.
func NewCurve(s *programme.RolloutSummary, today domain.Day) *Curve {
	if len(s.Years) == 0 || s.Years[0].StartsOn == "" {
		return nil
	}
	end := s.Years[len(s.Years)-1]
	top := 1
	for _, y := range s.Years {
		top = max(top, y.FirstTarget, y.Target, Known(y.Actual))
	}
	c := &Curve{}
	p := plane{s.Years[0].StartsOn, end.EndsOn, c.rules(top)}
	for i := range c.Rules {
		c.Rules[i].Y = fmt.Sprintf("%.1f", p.y(c.Rules[i].Value))
	}
	c.lines(p, s.Years, today)
	c.ends(p.y(end.FirstTarget), p.y(end.Target), end)
	if today >= p.first && today <= p.last {
		c.Now = fmt.Sprintf("%.1f", p.x(today))
	}
	return c
}

// rules makes round gridlines, at most five, and gives the value of the highest.
func (c *Curve) rules(top int) int {
	step := 1
	for _, factor := range []int{2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000} {
		if top > 5*step {
			step = factor
		}
	}
	n := int(math.Ceil(float64(top) / float64(step)))
	for i := 1; i <= n; i++ {
		c.Rules = append(c.Rules, rule{Value: i * step})
	}
	return n * step
}

func (c *Curve) lines(p plane, years []programme.RolloutYear, today domain.Day) {
	var first, target, actual strings.Builder
	before := 0
	for _, year := range years {
		fmt.Fprintf(&first, "L%.1f %.1f", p.x(year.EndsOn), p.y(year.FirstTarget))
		fmt.Fprintf(&target, "L%.1f %.1f", p.x(year.EndsOn), p.y(year.Target))
		c.Years = append(c.Years, label{
			fmt.Sprintf("%.1f", (p.x(year.StartsOn)+p.x(year.EndsOn))/2), string(year.EndsOn[:4]),
		})
		if year.Actual != nil {
			end := min(year.EndsOn, today)
			fmt.Fprintf(&actual, "H%.1fV%.1f", p.x(end), p.y(*year.Actual))
			c.Last, c.Value = point{fmt.Sprintf("%.1f", p.x(end)), fmt.Sprintf("%.1f", p.y(*year.Actual))}, *year.Actual
			gone := float64(year.StartsOn.DaysUntil(end)) / float64(max(year.StartsOn.DaysUntil(year.EndsOn), 1))
			c.Ahead = float64(*year.Actual) > float64(before)+gone*float64(year.Target-before)
		}
		before = year.Target
	}
	c.First, c.Target, c.Actual = p.start()+first.String(), p.start()+target.String(), p.start()+actual.String()
}

// ends labels what first plan and target reach, one label where they reach the same, and keeps two
// labels a line of text apart.
func (c *Curve) ends(first, target float64, end programme.RolloutYear) {
	if end.FirstTarget == end.Target {
		c.Ends = []rule{{fmt.Sprintf("%.1f", target), end.Target}}
		return
	}
	if near := lineOfText - math.Abs(first-target); near > 0 {
		if first > target {
			near = -near
		}
		first, target = first-near/2, target+near/2
	}
	c.Ends = []rule{{fmt.Sprintf("%.1f", first), end.FirstTarget}, {fmt.Sprintf("%.1f", target), end.Target}}
}
