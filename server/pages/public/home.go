package public

import (
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/charts"
	"jalons/server/pages/render"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// homeData is what the home page shows: how far, where stuck, who says so.
type homeData struct {
	In        render.View
	Programme *programme.Programme
	Plan      string // the takeaways
	OnPlan    string
	Where     string
	Assessed  string
	Late      string
	Regions   []regionRow
	Rollout   *programme.RolloutSummary
	Curve     *charts.Curve
	Changes   []changeLine
	Rows      []stateRow
	Map       *charts.MapPicture
}

// regionRow is a region with the day of its newest change.
type regionRow struct {
	tracker.Region
	ChangedOn domain.Day
}

// changesOnHome is how many changes the home page lists.
const changesOnHome = 5

func (p *Public) home(r render.Request, in render.View) (*render.Page, error) {
	data := homeData{In: in}
	var err error
	if data.Programme, err = p.programmes.Programme(r, programmeCode, in.Of()); err != nil {
		return nil, err
	}
	regions, err := p.Tracker.Regions(r, in.Of())
	if err != nil {
		return nil, err
	}
	states, err := p.Tracker.States(r, tracker.StateFilter{}, in.Of())
	if err != nil {
		return nil, err
	}
	if data.Rollout, err = p.programmes.Rollouts(r, ""); err != nil {
		return nil, err
	}
	changes, err := p.Tracker.Changes(r, ledger.ChangeFilter{Newest: true}, changesOnHome)
	if err != nil {
		return nil, err
	}
	data.Changes = statesNamed(r.Lang, p.changeLines(r.Lang, changes), states)
	p.fillHome(r.Lang, &data, regions, states)
	return &render.Page{
		Template: "home", Title: p.Texts.T(r.Lang, "home.title"), Description: p.Texts.T(r.Lang, "home.description"),
		Section: "home", Data: data,
	}, nil
}

func (p *Public) fillHome(lang string, data *homeData, regions []tracker.Region, states []tracker.State) {
	data.Plan = p.planTakeaway(lang, data.Programme.Progress.Figures)
	data.OnPlan = p.regionsTakeaway(lang, regions)
	data.Where = p.mapTakeaway(lang, "level", states)
	data.Regions = regionRows(regions, states)
	data.Curve = charts.NewCurve(data.Rollout, p.Tracker.Today())
	data.Map = p.shapes.Picture(states, "level", "")
	data.Rows = p.stateRows(lang, states)
	data.Assessed = p.assessedTakeaway(lang, data.Programme.Progress.Figures)
	data.Late = p.lateTakeaway(lang, data.Programme.Progress.Figures, regions)
}

// regionRows gives the regions in their own order.
func regionRows(regions []tracker.Region, states []tracker.State) []regionRow {
	newest := map[string]domain.Day{}
	for _, s := range states {
		if s.Membership != "left" {
			newest[s.Region] = max(newest[s.Region], s.ChangedOn)
		}
	}
	rows := make([]regionRow, len(regions))
	for i, region := range regions {
		rows[i] = regionRow{region, newest[region.Code]}
	}
	return rows
}

// programme is the one whose pages these are; others may follow in the API.
const programmeCode = "francophonie"

// worst gives the region with most late milestones, nil where nothing is late.
func worst(regions []tracker.Region) *tracker.Region {
	var found *tracker.Region
	for i := range regions {
		late := regions[i].Progress.Figures.Late
		if late > 0 && (found == nil || late > found.Progress.Figures.Late) {
			found = &regions[i]
		}
	}
	return found
}
