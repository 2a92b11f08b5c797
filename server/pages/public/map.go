package public

import (
	"jalons/server/domain"
	"jalons/server/pages/charts"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// mapIn is what the map may be asked for.
type mapIn struct {
	render.View
	Measure string `query:"measure" default:"level" validate:"oneof=level late coverage stage"`
	Region  string `query:"region" validate:"omitempty,code"`
}

// mapData is what the map page shows: where progress is, where lateness, where nothing is known.
type mapData struct {
	In       mapIn
	Measures []string
	Regions  []tracker.Region
	Zooms    []zoomLink
	Progress tracker.Progress // of the programme, or of the region that was asked for
	Takeaway string
	Shown    int
	Groups   []stateGroup
	Map      *charts.MapPicture
	Europe   *charts.MapPicture // beside the whole world only: there Europe is too small to read
	Legend   []charts.LegendLine
	JSON     string
	CSV      string
}

// zoomLink leads to one region's part of the map. Where all states are drawn the Box lets the page
// move by itself.
type zoomLink struct {
	Region  string
	Name    domain.Text
	Query   string
	Box     string
	Current bool
}

func (p *Public) worldMap(r render.Request, in mapIn) (*render.Page, error) {
	data := mapData{In: in, Measures: charts.Measures}
	var err error
	if data.Regions, err = p.Tracker.Regions(r, in.Of()); err != nil {
		return nil, err
	}
	crumbs := []render.Crumb{{Name: p.Texts.T(r.Lang, "nav.map")}}
	if in.Region == "" {
		data.Progress, err = p.programmeProgress(r, in.View)
	} else {
		var region *tracker.RegionDetail
		if region, err = p.Tracker.Region(r, in.Region, in.Of()); err == nil {
			name, _ := region.Name.Pick(r.Lang)
			data.Progress = region.Progress
			crumbs = []render.Crumb{{Name: crumbs[0].Name, Path: "/" + r.Lang + "/map"}, {Name: name}}
		}
	}
	if err != nil {
		return nil, err
	}
	states, err := p.Tracker.States(r, tracker.StateFilter{}, in.Of())
	if err != nil {
		return nil, err
	}
	p.fillMap(r, &data, states)
	title := p.Texts.T(r.Lang, "map.title."+in.Measure)
	return &render.Page{
		Template: "map", Title: title, Description: data.Takeaway, Section: "map", Crumbs: crumbs,
		Scripts: []string{"map.js"}, Data: data,
	}, nil
}

// fillMap draws all states and lists those of the region that was asked for.
func (p *Public) fillMap(r render.Request, data *mapData, states []tracker.State) {
	in := data.In
	listed := ofRegion(states, in.Region)
	data.Map = p.shapes.Picture(states, in.Measure, in.Region)
	if europe := p.shapes.Insets["europe"]; in.Region == "" && europe != nil {
		data.Europe = europe.Picture(states, in.Measure, "")
	}
	data.Legend = charts.LegendOf(listed, in.Measure)
	data.Takeaway = p.mapTakeaway(r.Lang, in.Measure, listed)
	data.Shown = len(listed)
	data.Groups = p.stateGroups(r.Lang, data.Regions, listed)
	data.Zooms = p.zooms(in, data.Regions)
	data.JSON = "/api/v1/states" + render.Query("asof", in.AsOf, "on", in.On, "region", in.Region, "limit", "200")
	data.CSV = render.CsvAddress(r.Lang, "states", "asof", in.AsOf, "on", in.On, "region", in.Region)
}

func (p *Public) programmeProgress(r render.Request, in render.View) (tracker.Progress, error) {
	list, err := p.Tracker.ProgressBy(r, "programme", in.Of())
	if err != nil {
		return tracker.Progress{}, err
	}
	for _, of := range list {
		if of.Code == programmeCode {
			return of.Progress, nil
		}
	}
	return tracker.Progress{}, nil
}

// zooms gives the way to each region; the whole world comes first.
func (p *Public) zooms(in mapIn, regions []tracker.Region) []zoomLink {
	links := make([]zoomLink, 0, len(regions)+1)
	for _, region := range append([]tracker.Region{{}}, regions...) {
		link := zoomLink{Region: region.Code, Name: region.Name, Current: region.Code == in.Region}
		link.Query = render.Query("measure", in.Measure, "region", region.Code, "asof", in.AsOf, "on", in.On)
		if in.Region == "" {
			link.Box = p.shapes.Window(region.Code)
		}
		links = append(links, link)
	}
	return links
}

// ofRegion keeps the states of a region, all for none.
func ofRegion(states []tracker.State, region string) []tracker.State {
	kept := make([]tracker.State, 0, len(states))
	for _, s := range states {
		if region == "" || s.Region == region {
			kept = append(kept, s)
		}
	}
	return kept
}
