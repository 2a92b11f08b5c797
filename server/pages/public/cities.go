package public

import (
	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// citiesInput is the search form of the cities.
type citiesInput struct {
	Text   string `query:"q" validate:"omitempty,max=200"`
	State  string `query:"state" validate:"omitempty,code"`
	Region string `query:"region" validate:"omitempty,code"`
	Stage  string `query:"stage" validate:"omitempty,stage_shown"`
	render.Place
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
	Pager       render.Pager
	Near        []programme.City
	Narrowed    bool   // a filter is set
	JSON, CSV   string // the same list as data
}

// stageCell is the count of a stage with the address that lists it.
type stageCell struct {
	programme.StageTotal
	Address string
	Chosen  bool
}

// cityRow is a city of the list.
type cityRow struct{ programme.City }

// Pending says that something else is declared than what is approved.
func (c cityRow) Pending() bool { return c.Declared != "" && c.Declared != c.Stage }

// nearest is how many cities a search that found nothing names.
const nearest = 8

func (p *Public) cities(r render.Request, in citiesInput) (*render.Page, error) {
	data := citiesData{Input: in, Stages: domain.Lists()["stage_shown"], Narrowed: render.FilterQuery(r.Query) != ""}
	data.JSON, data.CSV = render.DataLinks("cities", r)
	var err error
	if data.States, err = p.Tracker.CityStates(r, r.Lang); err != nil {
		return nil, err
	}
	data.States = render.Named(r.Lang, data.States)
	if data.Regions, err = p.Tracker.RegionNames(r); err != nil {
		return nil, err
	}
	if data.Denominator, err = p.Tracker.Denominator(r); err != nil {
		return nil, err
	}
	if err = p.listCities(r, &data); err != nil {
		return nil, err
	}
	return &render.Page{
		Template: "cities", Title: p.Texts.T(r.Lang, "cities.title"),
		Description: p.Texts.T(r.Lang, "cities.description"), Section: "cities", Data: data,
	}, nil
}

func (p *Public) listCities(r render.Request, data *citiesData) error {
	in := data.Input
	filter := programme.CityFilter{State: in.State, Region: in.Region, Stage: in.Stage, Text: in.Text}
	counts, err := p.programmes.CityStages(r, filter)
	if err != nil {
		return err
	}
	data.count(r, counts)
	cities, count, err := p.programmes.Cities(r, filter, domain.Page{After: in.After, Limit: render.PageSize})
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
	data.Pager = render.NewPager(r.Query, in.Place, len(cities), count.All(), last)
	if count.All() == 0 && in.Text != "" {
		data.Near, err = p.programmes.NearestCities(r, in.Text, nearest)
	}
	return err
}

// count makes the cells of the stages, each with the address that lists it or, where it is chosen,
// takes the choice back.
func (d *citiesData) count(r render.Request, counts []programme.StageTotal) {
	for _, c := range counts {
		chosen := d.Input.Stage == c.Stage
		if d.Input.Stage == "" || chosen {
			d.Outside += c.Outside
		}
		changed := map[string]string{"stage": c.Stage, "after": "", "from": ""}
		if chosen {
			changed["stage"] = ""
		}
		d.Counts = append(d.Counts, stageCell{c, "?" + render.QueryWith(r.Query, changed), chosen})
	}
}
