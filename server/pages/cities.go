package pages

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// citiesInput is the search form of the cities.
type citiesInput struct {
	Text   string `query:"q" validate:"omitempty,max=200"`
	State  string `query:"state" validate:"omitempty,code"`
	Region string `query:"region" validate:"omitempty,code"`
	Stage  string `query:"stage" validate:"omitempty,stage_shown"`
	place
}

// citiesData is the list of cities: is mine in it, at which stage, since when?
type citiesData struct {
	Input       citiesInput
	States      []tracker.Named
	Regions     []tracker.Named
	Stages      []string
	Denominator *tracker.Denominator
	Counts      []stageCell
	Outside     int // of the cities listed, those of states that left
	Cities      []cityRow
	Pager       pager
	Near        []tracker.City
	Narrowed    bool   // a filter is set
	JSON, CSV   string // the same list as data
}

// stageCell is the count of a stage with the address that lists it.
type stageCell struct {
	tracker.StageTotal
	Address string
	Chosen  bool
}

// cityRow is a city of the list.
type cityRow struct{ tracker.City }

// Pending says that something else is declared than what is approved.
func (c cityRow) Pending() bool { return c.Declared != "" && c.Declared != c.Stage }

// nearest is how many cities a search that found nothing names.
const nearest = 8

func (p *Pages) cities(r request, in citiesInput) (*page, error) {
	data := citiesData{Input: in, Stages: tracker.Stages, Narrowed: filterQuery(r.query) != ""}
	data.JSON, data.CSV = dataLinks("cities", r)
	var err error
	if data.States, err = p.tracker.CityStates(r, r.lang); err != nil {
		return nil, err
	}
	data.States = named(r.lang, data.States)
	if data.Regions, err = p.tracker.RegionNames(r); err != nil {
		return nil, err
	}
	if data.Denominator, err = p.tracker.Denominator(r); err != nil {
		return nil, err
	}
	if err = p.listCities(r, &data); err != nil {
		return nil, err
	}
	return &page{
		Template: "cities", Title: p.texts.T(r.lang, "cities.title"),
		Description: p.texts.T(r.lang, "cities.description"), Section: "cities", Data: data,
	}, nil
}

func (p *Pages) listCities(r request, data *citiesData) error {
	in := data.Input
	filter := tracker.CityFilter{State: in.State, Region: in.Region, Stage: in.Stage, Text: in.Text}
	counts, err := p.tracker.CityStages(r, filter)
	if err != nil {
		return err
	}
	data.count(r, counts)
	cities, count, err := p.tracker.Cities(r, filter, domain.Page{After: in.After, Limit: pageSize})
	if err != nil {
		return err
	}
	for _, c := range cities {
		data.Cities = append(data.Cities, cityRow{c})
	}
	last := ""
	if len(cities) > 0 {
		last = cities[len(cities)-1].Code
	}
	data.Pager = newPager(r.query, in.place, len(cities), count.All(), last)
	if count.All() == 0 && in.Text != "" {
		data.Near, err = p.tracker.NearestCities(r, in.Text, nearest)
	}
	return err
}

// count makes the cells of the stages, each with the address that lists it or, where it is chosen,
// takes the choice back.
func (d *citiesData) count(r request, counts []tracker.StageTotal) {
	for _, c := range counts {
		chosen := d.Input.Stage == c.Stage
		if d.Input.Stage == "" || chosen {
			d.Outside += c.Outside
		}
		changed := map[string]string{"stage": c.Stage, "after": "", "from": ""}
		if chosen {
			changed["stage"] = ""
		}
		d.Counts = append(d.Counts, stageCell{c, "?" + with(r.query, changed), chosen})
	}
}
