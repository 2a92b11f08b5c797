package charts

import (
	"fmt"

	"jalons/server/domain"
	"jalons/server/programme"
)

// Gantt is the programme's phases on one scale of time, in percent of its length.
type Gantt struct {
	Years []label
	Now   string // x of today, empty outside the scale
	Rows  []GanttRow
	Ended int // phases that ended
	Late  int // of these, those that ended after their first plan
}

// GanttRow is a phase: first plan, plan in force and what happened, with the gate after it.
type GanttRow struct {
	Phase    programme.Phase
	First    programme.PhasePlan
	Plan     programme.PhasePlan
	Baseline span
	InForce  span
	Actual   span
	Gate     *programme.Gate
	GateX    string
	Late     int    // days that it ended, or runs, after its first plan
	Early    int    // days that it ended before it
	State    string // ended, running or future
	Measure  HowFar
}

// span is a stretch of time on the scale.
type span struct{ X, Width string }

// HowFar is the pair of numbers that says how far a phase went; Unit is the end of its key.
type HowFar struct {
	Unit  string
	N, Of int
}

// timeScale places days between the first and the last of a programme.
type timeScale struct{ from, until domain.Day }

// NewGantt gives nil where no phase is planned.
func NewGantt(p *programme.Programme, today domain.Day) *Gantt {
	scale, ok := scaleOf(p)
	if !ok {
		return nil
	}
	g := &Gantt{Now: scale.within(today), Years: scale.years()}
	gates := map[string]*programme.Gate{}
	for i := range p.Gates {
		gates[p.Gates[i].AfterPhase] = &p.Gates[i]
	}
	for _, phase := range p.Phases {
		row := newGanttRow(phase, scale, today)
		if row.Gate = gates[phase.Code]; row.Gate != nil {
			row.GateX = scale.x(gateDay(*row.Gate))
		}
		if row.State == "ended" {
			g.Ended++
			if row.Late > 0 {
				g.Late++
			}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func newGanttRow(phase programme.Phase, scale timeScale, today domain.Day) GanttRow {
	row := GanttRow{Phase: phase, State: "future"}
	if len(phase.Plans) > 0 {
		row.First, row.Plan = phase.Plans[0], phase.Plans[len(phase.Plans)-1]
		row.Baseline = scale.span(row.First.StartsOn, row.First.EndsOn)
		row.InForce = scale.span(row.Plan.StartsOn, row.Plan.EndsOn)
	}
	switch {
	case phase.EndedOn != "":
		row.State, row.Actual = "ended", scale.span(phase.StartedOn, phase.EndedOn)
		row.Late = max(0, row.First.EndsOn.DaysUntil(phase.EndedOn))
		row.Early = max(0, phase.EndedOn.DaysUntil(row.First.EndsOn))
	case phase.StartedOn != "" && phase.StartedOn <= today:
		row.State, row.Actual = "running", scale.span(phase.StartedOn, today)
		row.Late = max(0, row.First.EndsOn.DaysUntil(today))
	}
	return row
}

// gateDay is the day a gate was decided, or is planned for.
func gateDay(g programme.Gate) domain.Day {
	if g.DecidedOn != "" {
		return g.DecidedOn
	}
	return g.PlannedOn
}

// scaleOf begins with the year of the first day and ends with the last day, plans and facts together.
func scaleOf(p *programme.Programme) (timeScale, bool) {
	var days []domain.Day
	for _, phase := range p.Phases {
		days = append(days, phase.StartedOn, phase.EndedOn)
		for _, plan := range phase.Plans {
			days = append(days, plan.StartsOn, plan.EndsOn)
		}
	}
	for _, gate := range p.Gates {
		days = append(days, gateDay(gate))
	}
	s := timeScale{}
	for _, d := range days {
		if d == "" {
			continue
		}
		if s.from == "" || d < s.from {
			s.from = d
		}
		s.until = max(s.until, d)
	}
	if s.from == "" || s.from == s.until {
		return s, false
	}
	s.from = s.from[:4] + "-01-01"
	return s, true
}

func (s timeScale) percent(d domain.Day) float64 {
	return 100 * float64(s.from.DaysUntil(d)) / float64(s.from.DaysUntil(s.until)+1)
}

func (s timeScale) x(d domain.Day) string { return fmt.Sprintf("%.2f%%", s.percent(d)) }

// within is the place of a day, empty where the scale does not reach it.
func (s timeScale) within(d domain.Day) string {
	if d < s.from || d > s.until {
		return ""
	}
	return s.x(d)
}

// span gives the stretch from the first day to the end of the last; a day or two still shows.
func (s timeScale) span(from, until domain.Day) span {
	if from == "" || until == "" {
		return span{}
	}
	const least = 0.4
	width := max(s.percent(until.AddDays(1))-s.percent(from), least)
	return span{s.x(from), fmt.Sprintf("%.2f%%", width)}
}

// years marks each first of January; the last is left out where its name would not fit.
func (s timeScale) years() []label {
	var years []label
	for d := s.from; d <= s.until; d = domain.DayOf(d.Time().AddDate(1, 0, 0)) {
		years = append(years, label{s.x(d), string(d[:4])})
	}
	if last := len(years) - 1; last > 0 && s.percent(domain.Day(years[last].Name+"-01-01")) > 96 {
		years[last].Name = ""
	}
	return years
}
