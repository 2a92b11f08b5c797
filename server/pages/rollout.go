package pages

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// rolloutData is what the rollout page shows: is the programme on its plan?
type rolloutData struct {
	Programme *tracker.Programme
	Current   *tracker.Phase // nil before the first phase begins
	Gantt     *gantt
	Rollout   *tracker.RolloutSummary
	Curve     *curve
	Year      *tracker.RolloutYear // the newest year that has begun, nil before the first
	Counted   int                  // cities that count in that year
	Years     []yearRow
	Plans     []tracker.RolloutPlan // the first, and what is in force where it differs
	Countries []countryRow
	Pilots    []pilotCard
	Motions   []motionView
}

// yearRow is a rollout year with its bar on the scale of all years.
type yearRow struct {
	tracker.RolloutYear
	Bar     bullet
	Running bool
}

// countryRow is a country's place in the plan in the year that runs.
type countryRow struct {
	tracker.Rollout
	Now *tracker.RolloutYear // nil before the first year begins
	Bar bullet
}

// CountedNow is the number of cities that count in that year.
func (c countryRow) CountedNow() int {
	if c.Now == nil {
		return 0
	}
	return known(c.Now.Actual)
}

// pilotCard is a pilot with the names of the regions it stands for.
type pilotCard struct {
	tracker.Pilot
	Regions []tracker.Named
}

// noInput is the input of a page that takes no parameters.
type noInput struct{}

func (p *Pages) rollout(r request, _ noInput) (*page, error) {
	data := rolloutData{}
	var err error
	if data.Programme, err = p.tracker.Programme(r, programme, domain.View{}); err != nil {
		return nil, err
	}
	if data.Rollout, err = p.tracker.Rollouts(r, ""); err != nil {
		return nil, err
	}
	names, err := p.tracker.StateNames(r, r.lang)
	if err != nil {
		return nil, err
	}
	regions, err := p.tracker.RegionNames(r)
	if err != nil {
		return nil, err
	}
	today := p.tracker.Today()
	data.Current = currentPhase(data.Programme)
	data.Curve = newCurve(data.Rollout, today)
	data.Year, data.Years = yearRows(data.Rollout.Years, today)
	if data.Year != nil {
		data.Counted = known(data.Year.Actual)
	}
	data.Plans = bothPlans(data.Rollout)
	byName(r.lang, data.Rollout.Rollouts, func(c tracker.Rollout) domain.Text { return c.Name })
	data.Countries = countryRows(data.Rollout.Rollouts)
	data.Pilots = pilotCards(data.Programme.Pilots, regions)
	data.Motions = motionViews(data.Programme.Motions, data.Rollout.Rollouts, names)
	if data.Gantt = newGantt(data.Programme, today); data.Gantt != nil {
		data.measurePhases(today)
	}
	return &page{
		Template: "rollout", Title: p.texts.T(r.lang, "rollout.title"),
		Description: p.texts.T(r.lang, "rollout.description"), Section: "rollout", Data: data,
	}, nil
}

func currentPhase(p *tracker.Programme) *tracker.Phase {
	for i := range p.Phases {
		if p.Phases[i].Code == p.Current {
			return &p.Phases[i]
		}
	}
	return nil
}

// yearRows gives the years and the newest of them that has begun.
func yearRows(years []tracker.RolloutYear, today domain.Day) (now *tracker.RolloutYear, rows []yearRow) {
	top := 0
	for _, y := range years {
		top = max(top, y.FirstTarget, y.Target, known(y.Actual), known(y.Declared))
	}
	for i, y := range years {
		if y.Actual != nil {
			now = &years[i]
		}
		rows = append(rows, yearRow{y, attainmentBar(y, top), y.StartsOn <= today && today <= y.EndsOn})
	}
	return now, rows
}

// bothPlans gives the first plan and the one in force. Where states have left and no later plan says
// so, what is in force is the first without them.
func bothPlans(s *tracker.RolloutSummary) []tracker.RolloutPlan {
	if len(s.Plans) == 0 {
		return nil
	}
	first, last := s.Plans[0], s.Plans[len(s.Plans)-1]
	if last.Countries == s.Countries && last.Cities == s.Cities {
		if len(s.Plans) == 1 {
			return s.Plans
		}
		return []tracker.RolloutPlan{first, last}
	}
	return []tracker.RolloutPlan{first, {Countries: s.Countries, Cities: s.Cities}}
}

func countryRows(rollouts []tracker.Rollout) []countryRow {
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
			rows[i].Bar = attainmentBar(*rows[i].Now, top)
		}
	}
	return rows
}

func pilotCards(pilots []tracker.Pilot, regions []tracker.Named) []pilotCard {
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
				row.Measure = howFar{"answers", d.Motions[0].Accepted, len(d.Motions[0].Answers)}
			}
		case "rollout":
			row.Measure = cityMeasure(d.Rollout.Years, row.Phase.RolloutYear)
		}
	}
}

func daysMeasure(row ganttRow, today domain.Day) howFar {
	m := howFar{Unit: "days_planned", Of: row.Plan.StartsOn.DaysUntil(row.Plan.EndsOn) + 1}
	switch row.State {
	case "ended":
		m.Unit, m.N = "days", row.Phase.StartedOn.DaysUntil(row.Phase.EndedOn)+1
	case "running":
		m.Unit, m.N = "days", row.Phase.StartedOn.DaysUntil(today)+1
	}
	return m
}

// pilotMeasure pools the milestones of a phase's pilots.
func pilotMeasure(pilots []tracker.Pilot, phase string) howFar {
	m := howFar{}
	for _, pilot := range pilots {
		if pilot.Phase == phase && pilot.Progress.Figures.Milestones > 0 {
			m.Unit = "milestones"
			m.N += pilot.Progress.Figures.Completion.Count
			m.Of += pilot.Progress.Figures.Milestones
		}
	}
	return m
}

func cityMeasure(years []tracker.RolloutYear, year *int) howFar {
	for _, y := range years {
		if year == nil || y.Year != *year {
			continue
		}
		if y.Actual == nil {
			return howFar{Unit: "target", Of: y.Target}
		}
		return howFar{"cities", *y.Actual, y.Target}
	}
	return howFar{}
}
