package public

import (
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/charts"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// regionData is what a region's page shows: how it is doing, who is ahead, who needs help.
type regionData struct {
	Region    *tracker.RegionDetail
	In        render.View
	Bullet    charts.Bullet
	Plan      string // the takeaways
	Assessed  string
	Spread    string
	Dominant  string
	Late      string
	Cities    string
	Rows      []stateRow
	Strip     charts.Strip
	Stages    []stageCount
	Changes   []changeLine
	FirstYear int // year of the rollout in which the region's first country starts, 0 where none takes part
	Clocks    string
}

// stageCount is how many cities stand at a stage.
type stageCount struct {
	Stage string
	Count int
}

// changesOnRegion is how many changes a region's page lists.
const changesOnRegion = 8

type regionIn struct {
	Code string `path:"code" validate:"code"`
	render.View
}

func (p *Public) region(r render.Request, in regionIn) (*render.Page, error) {
	region, err := p.Tracker.Region(r, in.Code, in.Of())
	if err != nil {
		return nil, err
	}
	data := regionData{Region: region, In: in.View, Clocks: render.Query("asof", in.AsOf, "on", in.On)}
	if in.View == (render.View{}) {
		changes, err := p.Tracker.Changes(r, ledger.ChangeFilter{Region: in.Code, Newest: true}, changesOnRegion)
		if err != nil {
			return nil, err
		}
		data.Changes = statesNamed(r.Lang, p.changeLines(r.Lang, changes), region.States)
	}
	p.fillRegion(r.Lang, &data)
	name, _ := region.Name.Pick(r.Lang)
	description := p.Texts.T(r.Lang, "region.description", "region", name)
	return &render.Page{
		Template: "region", Title: name, Description: description, Section: "map", Crumbs: []render.Crumb{{Name: name}},
		Data: data,
	}, nil
}

func (p *Public) fillRegion(lang string, data *regionData) {
	pool, states := data.Region.Progress, data.Region.States
	data.Bullet = charts.NewBullet(pool.Figures)
	data.Plan = p.planTakeaway(lang, pool.Figures)
	data.Assessed = p.assessedTakeaway(lang, pool.Figures)
	data.Spread = p.spreadTakeaway(lang, pool, states)
	data.Dominant = p.dominantTakeaway(lang, pool, states)
	data.Late = p.mostLate(lang, states, 3)
	data.Cities = p.citiesTakeaway(lang, pool)
	data.Rows = p.stateRows(lang, states)
	data.Strip = charts.Dots(pool).Named(lang, states)
	data.Stages = stageCounts(pool.Figures.Cities)
	for _, s := range states {
		if y := s.StartYear; y != nil && s.Membership != "left" && (data.FirstYear == 0 || *y < data.FirstYear) {
			data.FirstYear = *y
		}
	}
}

// stageCounts lists the stages in their order, without those of nobody but for the steps of the ladder.
func stageCounts(cities tracker.Cities) []stageCount {
	var counts []stageCount
	for i, stage := range domain.Lists()["stage_shown"] {
		if n := cities.Approved[stage]; n > 0 || i < 6 {
			counts = append(counts, stageCount{stage, n})
		}
	}
	return counts
}
