package pages

import (
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// regionData is what a region's page shows: how it is doing, who is ahead, who needs help.
type regionData struct {
	Region    *tracker.RegionDetail
	In        view
	Bullet    bullet
	Plan      string // the takeaways
	Assessed  string
	Spread    string
	Dominant  string
	Late      string
	Cities    string
	Rows      []stateRow
	Strip     strip
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
	view
}

func (p *Pages) region(r request, in regionIn) (*page, error) {
	region, err := p.tracker.Region(r, in.Code, in.of())
	if err != nil {
		return nil, err
	}
	data := regionData{Region: region, In: in.view, Clocks: query("asof", in.AsOf, "on", in.On)}
	if in.view == (view{}) {
		changes, err := p.tracker.Changes(r, ledger.ChangeFilter{Region: in.Code, Newest: true}, changesOnRegion)
		if err != nil {
			return nil, err
		}
		data.Changes = statesNamed(r.lang, p.changeLines(r.lang, changes), region.States)
	}
	p.fillRegion(r.lang, &data)
	name, _ := region.Name.Pick(r.lang)
	description := p.texts.T(r.lang, "region.description", "region", name)
	return &page{
		Template: "region", Title: name, Description: description, Section: "map", Crumbs: []crumb{{Name: name}},
		Data: data,
	}, nil
}

func (p *Pages) fillRegion(lang string, data *regionData) {
	pool, states := data.Region.Progress, data.Region.States
	data.Bullet = newBullet(pool.Figures)
	data.Plan = p.planTakeaway(lang, pool.Figures)
	data.Assessed = p.assessedTakeaway(lang, pool.Figures)
	data.Spread = p.spreadTakeaway(lang, pool, states)
	data.Dominant = p.dominantTakeaway(lang, pool, states)
	data.Late = p.mostLate(lang, states, 3)
	data.Cities = p.citiesTakeaway(lang, pool)
	data.Rows = p.stateRows(lang, states)
	data.Strip = dots(pool).named(lang, states)
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
	for i, stage := range tracker.Stages {
		if n := cities.Approved[stage]; n > 0 || i < 6 {
			counts = append(counts, stageCount{stage, n})
		}
	}
	return counts
}
