package public

import (
	"jalons/server/domain"
	"jalons/server/pages/charts"
	"jalons/server/pages/render"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// rolloutData is what the rollout page shows: is the programme on its plan?
type rolloutData struct {
	Programme *programme.Programme
	Current   *programme.Phase // nil before the first phase begins
	Gantt     *charts.Gantt
	Rollout   *programme.RolloutSummary
	Curve     *charts.Curve
	Year      *programme.RolloutYear // the newest year that has begun, nil before the first
	Counted   int                    // cities that count in that year
	Years     []yearRow
	Plans     []programme.RolloutPlan // the first, and what is in force where it differs
	Countries []countryRow
	Pilots    []pilotCard
	Motions   []motionView
}

// yearRow is a rollout year with its bar on the scale of all years.
type yearRow struct {
	programme.RolloutYear
	Bar     charts.Bullet
	Running bool
}

// countryRow is a country's place in the plan in the year that runs.
type countryRow struct {
	programme.Rollout
	Now *programme.RolloutYear // nil before the first year begins
	Bar charts.Bullet
}

// CountedNow is the number of cities that count in that year.
func (c countryRow) CountedNow() int {
	if c.Now == nil {
		return 0
	}
	return charts.Known(c.Now.Actual)
}

// pilotCard is a pilot with the names of the regions it stands for.
type pilotCard struct {
	programme.Pilot
	Regions []tracker.Named
}

// noInput is the input of a page that takes no parameters.
type noInput struct{}

func (p *Public) rollout(r render.Request, _ noInput) (*render.Page, error) {
	data := rolloutData{}
	var err error
	if data.Programme, err = p.programmes.Programme(r, programmeCode, domain.View{}); err != nil {
		return nil, err
	}
	if data.Rollout, err = p.programmes.Rollouts(r, ""); err != nil {
		return nil, err
	}
	names, err := p.Tracker.StateNames(r, r.Lang)
	if err != nil {
		return nil, err
	}
	regions, err := p.Tracker.RegionNames(r)
	if err != nil {
		return nil, err
	}
	today := p.Tracker.Today()
	data.Current = currentPhase(data.Programme)
	data.Curve = charts.NewCurve(data.Rollout, today)
	data.Year, data.Years = yearRows(data.Rollout.Years, today)
	if data.Year != nil {
		data.Counted = charts.Known(data.Year.Actual)
	}
	data.Plans = bothPlans(data.Rollout)
	render.ByName(r.Lang, data.Rollout.Rollouts, func(c programme.Rollout) domain.Text { return c.Name })
	data.Countries = countryRows(data.Rollout.Rollouts)
	data.Pilots = pilotCards(data.Programme.Pilots, regions)
	data.Motions = motionViews(data.Programme.Motions, data.Rollout.Rollouts, names)
	if data.Gantt = charts.NewGantt(data.Programme, today); data.Gantt != nil {
		data.measurePhases(today)
	}
	return &render.Page{
		Template: "rollout", Title: p.Texts.T(r.Lang, "rollout.title"),
		Description: p.Texts.T(r.Lang, "rollout.description"), Section: "rollout", Data: data,
	}, nil
}

func currentPhase(p *programme.Programme) *programme.Phase {
	for i := range p.Phases {
		if p.Phases[i].Code == p.Current {
			return &p.Phases[i]
		}
	}
	return nil
}

// yearRows gives the years and the newest of them that has begun.
func yearRows(years []programme.RolloutYear, today domain.Day) (now *programme.RolloutYear, rows []yearRow) {
	top := 0
	for _, y := range years {
		top = max(top, y.FirstTarget, y.Target, charts.Known(y.Actual), charts.Known(y.Declared))
	}
	for i, y := range years {
		if y.Actual != nil {
			now = &years[i]
		}
		rows = append(rows, yearRow{y, charts.AttainmentBar(y, top), y.StartsOn <= today && today <= y.EndsOn})
	}
	return now, rows
}

// bothPlans gives the first plan and the one in force. Where states have left and no later plan says
// so, what is in force is the first without them.
func bothPlans(s *programme.RolloutSummary) []programme.RolloutPlan {
	if len(s.Plans) == 0 {
		return nil
	}
	first, last := s.Plans[0], s.Plans[len(s.Plans)-1]
	if last.Countries == s.Countries && last.Cities == s.Cities {
		if len(s.Plans) == 1 {
			return s.Plans
		}
		return []programme.RolloutPlan{first, last}
	}
	return []programme.RolloutPlan{first, {Countries: s.Countries, Cities: s.Cities}}
}

func countryRows(rollouts []programme.Rollout) []countryRow {
	top := 0
	for _, r := range rollouts {
		top = max(top, r.Cities)
	}
	rows := make([]countryRow, len(rollouts))
	for i, r := range rollouts {
		rows[i] = countryRow{Rollout: r}
		for k := range r.Years {
			if r.Years[k].Actual != nil {
				rows[i].Now = &r.Years[k]
			}
		}
		if rows[i].Now != nil {
			rows[i].Bar = charts.AttainmentBar(*rows[i].Now, top)
		}
	}
	return rows
}

func pilotCards(pilots []programme.Pilot, regions []tracker.Named) []pilotCard {
	cards := make([]pilotCard, len(pilots))
	for i, pilot := range pilots {
		cards[i].Pilot = pilot
		for _, region := range regions {
			for _, code := range pilot.StandsFor {
				if region.Code == code {
					cards[i].Regions = append(cards[i].Regions, region)
				}
			}
		}
	}
	return cards
}

// measurePhases puts beside each phase the two numbers that say how far it went.
func (d *rolloutData) measurePhases(today domain.Day) {
	for i := range d.Gantt.Rows {
		row := &d.Gantt.Rows[i]
		switch row.Phase.Kind {
		case "preparation":
			row.Measure = daysMeasure(*row, today)
		case "flagship", "pilots":
			row.Measure = pilotMeasure(d.Programme.Pilots, row.Phase.Code)
		case "motion":
			if len(d.Motions) > 0 {
				row.Measure = charts.HowFar{
					Unit: "answers", N: d.Motions[0].Accepted, Of: len(d.Motions[0].Answers),
				}
			}
		case "rollout":
			row.Measure = cityMeasure(d.Rollout.Years, row.Phase.RolloutYear)
		}
	}
}

func daysMeasure(row charts.GanttRow, today domain.Day) charts.HowFar {
	m := charts.HowFar{Unit: "days_planned", Of: row.Plan.StartsOn.DaysUntil(row.Plan.EndsOn) + 1}
	switch row.State {
	case "ended":
		m.Unit, m.N = "days", row.Phase.StartedOn.DaysUntil(row.Phase.EndedOn)+1
	case "running":
		m.Unit, m.N = "days", row.Phase.StartedOn.DaysUntil(today)+1
	}
	return m
}

// pilotMeasure pools the milestones of a phase's pilots.
func pilotMeasure(pilots []programme.Pilot, phase string) charts.HowFar {
	m := charts.HowFar{}
	for _, pilot := range pilots {
		if pilot.Phase == phase && pilot.Progress.Figures.Milestones > 0 {
			m.Unit = "milestones"
			m.N += pilot.Progress.Figures.Completion.Count
			m.Of += pilot.Progress.Figures.Milestones
		}
	}
	return m
}

func cityMeasure(years []programme.RolloutYear, year *int) charts.HowFar {
	for _, y := range years {
		if year == nil || y.Year != *year {
			continue
		}
		if y.Actual == nil {
			return charts.HowFar{Unit: "target", Of: y.Target}
		}
		return charts.HowFar{Unit: "cities", N: *y.Actual, Of: y.Target}
	}
	return charts.HowFar{}
}
