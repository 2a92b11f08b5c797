package pages

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// mapIn is what the map may be asked for.
type mapIn struct {
	view
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
	Map      *mapPicture
	Europe   *mapPicture // beside the whole world only: there Europe is too small to read
	Legend   []legendLine
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

func (p *Pages) worldMap(r request, in mapIn) (*page, error) {
	data := mapData{In: in, Measures: measures}
	var err error
	if data.Regions, err = p.tracker.Regions(r, in.of()); err != nil {
		return nil, err
	}
	crumbs := []crumb{{Name: p.texts.T(r.lang, "nav.map")}}
	if in.Region == "" {
		data.Progress, err = p.programmeProgress(r, in.view)
	} else {
		var region *tracker.RegionDetail
		if region, err = p.tracker.Region(r, in.Region, in.of()); err == nil {
			name, _ := region.Name.Pick(r.lang)
			data.Progress = region.Progress
			crumbs = []crumb{{crumbs[0].Name, "/" + r.lang + "/map"}, {Name: name}}
		}
	}
	if err != nil {
		return nil, err
	}
	states, err := p.tracker.States(r, tracker.StateFilter{}, in.of())
	if err != nil {
		return nil, err
	}
	p.fillMap(r, &data, states)
	title := p.texts.T(r.lang, "map.title."+in.Measure)
	return &page{
		Template: "map", Title: title, Description: data.Takeaway, Section: "map", Crumbs: crumbs,
		Scripts: []string{"map.js"}, Data: data,
	}, nil
}

// fillMap draws all states and lists those of the region that was asked for.
func (p *Pages) fillMap(r request, data *mapData, states []tracker.State) {
	in := data.In
	listed := ofRegion(states, in.Region)
	data.Map = p.shapes.picture(states, in.Measure, p.shapes.frameOf(in.Region))
	if europe := p.shapes.Insets["europe"]; in.Region == "" && europe != nil {
		data.Europe = europe.picture(states, in.Measure, frame{box: europe.ViewBox})
	}
	data.Legend = legendOf(listed, in.Measure)
	data.Takeaway = p.mapTakeaway(r.lang, in.Measure, listed)
	data.Shown = len(listed)
	data.Groups = p.stateGroups(r.lang, data.Regions, listed)
	data.Zooms = p.zooms(in, data.Regions)
	data.JSON = "/api/v1/states" + query("asof", in.AsOf, "on", in.On, "region", in.Region, "limit", "200")
	data.CSV = csvOf(r.lang, "states", "asof", in.AsOf, "on", in.On, "region", in.Region)
}

func (p *Pages) programmeProgress(r request, in view) (tracker.Progress, error) {
	list, err := p.tracker.ProgressBy(r, "programme", in.of())
	if err != nil {
		return tracker.Progress{}, err
	}
	for _, of := range list {
		if of.Code == programme {
			return of.Progress, nil
		}
	}
	return tracker.Progress{}, nil
}

// zooms gives the way to each region; the whole world comes first.
func (p *Pages) zooms(in mapIn, regions []tracker.Region) []zoomLink {
	links := make([]zoomLink, 0, len(regions)+1)
	for _, region := range append([]tracker.Region{{}}, regions...) {
		link := zoomLink{Region: region.Code, Name: region.Name, Current: region.Code == in.Region}
		link.Query = query("measure", in.Measure, "region", region.Code, "asof", in.AsOf, "on", in.On)
		if in.Region == "" {
			link.Box = box(p.shapes.frameOf(region.Code).box)
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
