package public

import (
	"slices"
	"time"

	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// cityInput names a city by its code or its GeoNames id.
type cityInput struct {
	Key string `path:"key" validate:"required,code"`
}

// cityData is one city: at which stage, since when, who says so?
type cityData struct {
	City        *programme.CityDetail
	Denominator *tracker.Denominator
	Regions     []tracker.Named
	Ladder      []rung
	Pending     bool // something declared is not approved yet
	Before      []predecessor
}

// rung is one stage of the ladder.
type rung struct {
	Stage    string
	On       domain.Day // when it was reached, as approved
	Done     bool
	Current  bool
	Declared bool // declared, not approved yet
	Counts   bool // the first that counts towards the target
}

// predecessor is a city that this one took the place of, with its history.
type predecessor struct {
	tracker.Predecessor
	History []programme.StageEvent
}

// ladder are the stages in order; paused and abandoned stand beside it.
var ladder = []string{"planned", "agreed", "preparing", "portal_open", "participating", "established"}

func (p *Public) city(r render.Request, in cityInput) (*render.Page, error) {
	data := cityData{}
	var err error
	if data.City, err = p.programmes.City(r, in.Key); err != nil {
		return nil, err
	}
	if len(data.City.ReplacedBy) == 1 {
		return nil, render.Moved{To: "/" + r.Lang + "/cities/" + data.City.ReplacedBy[0]}
	}
	if data.Denominator, err = p.Tracker.Denominator(r); err != nil {
		return nil, err
	}
	if data.Regions, err = p.Tracker.RegionNames(r); err != nil {
		return nil, err
	}
	if data.Before, err = p.predecessors(r, data.City.Code); err != nil {
		return nil, err
	}
	data.Pending = cityRow{data.City.City}.Pending()
	data.Ladder = rungs(data.City)
	crumbs := []render.Crumb{{
		Name: p.Texts.T(r.Lang, "nav.cities"), Path: "/" + r.Lang + "/cities",
	}, {Name: data.City.Name}}
	return &render.Page{
		Template: "city", Title: data.City.Name,
		Description: p.Texts.T(r.Lang, "city.description", "city", data.City.Name), Section: "cities", Crumbs: crumbs,
		Data: data,
	}, nil
}

func (p *Public) predecessors(r render.Request, code string) ([]predecessor, error) {
	list, err := p.Tracker.Predecessors(r, code)
	if err != nil {
		return nil, err
	}
	found := make([]predecessor, len(list))
	for i, old := range list {
		detail, err := p.programmes.City(r, old.Code)
		if err != nil {
			return nil, err
		}
		found[i] = predecessor{old, detail.History}
	}
	return found, nil
}

// rungs gives the ladder of a city. A city that is paused, abandoned or unknown stands on none.
func rungs(c *programme.CityDetail) []rung {
	reached := reachedOn(c.History)
	at := slices.Index(ladder, c.Stage)
	list := make([]rung, len(ladder))
	for i, stage := range ladder {
		list[i] = rung{
			Stage: stage, On: reached[stage], Done: i < at, Current: i == at,
			Declared: stage == c.Declared && c.Declared != c.Stage, Counts: stage == "portal_open",
		}
	}
	return list
}

// reachedOn gives the day that each stage was first reached by a statement whose approval stands.
func reachedOn(history []programme.StageEvent) map[string]domain.Day {
	type said struct {
		stage string
		on    domain.Day
	}
	standing := map[said]time.Time{}
	for _, e := range slices.Backward(history) {
		key := said{e.Stage, e.On}
		switch e.Kind {
		case "approved":
			standing[key] = e.RecordedAt
		case "revoked", "retracted":
			delete(standing, key)
		}
	}
	reached := map[string]domain.Day{}
	for key := range standing {
		if first, ok := reached[key.stage]; !ok || key.on < first {
			reached[key.stage] = key.on
		}
	}
	return reached
}
