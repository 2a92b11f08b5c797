package api

import (
	"testing"

	"jalons/server/tracker"
)

// With the facts alone the API gives the counts that its sources give.
func TestFacts(t *testing.T) {
	r := newRecord(t)
	for address, want := range map[string]int{
		"/regions": 7, "/states": 93, "/states?membership=left": 3, "/rollouts": 39, "/cities": 977, "/initiatives": 10,
		"/commitments": 0, "/changes": 0,
		"/progress?by=region": 7, "/progress?by=state": 93, "/progress?by=programme": 1, "/states?q=senegal": 1,
		"/states?q=" + "%D8%AA%D9%88%D9%86%D8%B3": 1,
	} {
		t.Run(address, func(t *testing.T) {
			var page rawPage
			if r.read(address, &page); page.Total != want {
				t.Errorf("%s: %d, want %d", address, page.Total, want)
			}
		})
	}
	today := 0
	for _, standing := range []string{"member", "associate", "observer"} {
		var page rawPage
		r.read("/states?membership="+standing, &page)
		today += page.Total
	}
	if today != 90 {
		t.Errorf("%d governments of today", today)
	}
}

func TestStatesByRegionAreAllStates(t *testing.T) {
	r := newRecord(t)
	var regions List[tracker.Region]
	r.read("/regions", &regions)
	var states, cities int
	for _, region := range regions.Items {
		var page rawPage
		r.read("/states?region="+region.Code, &page)
		var detail tracker.RegionDetail
		r.read("/regions/"+region.Code, &detail)
		if len(detail.States) != page.Total {
			t.Errorf("%s: %d states, %d in the list", region.Code, len(detail.States), page.Total)
		}
		states += page.Total
		r.read("/cities?limit=1&region="+region.Code, &page)
		cities += page.Total
	}
	if states != 93 || cities != 977 {
		t.Errorf("%d states and %d cities in regions", states, cities)
	}
}

// 914 cities in 36 countries stand in all figures, 63 in the three that left stand outside.
func TestDenominator(t *testing.T) {
	r := newRecord(t)
	var rollouts rolloutList
	r.read("/rollouts", &rollouts)
	s := rollouts.Summary
	if s.Cities != 914 || s.Countries != 36 || s.LeftCities != 63 || s.LeftCountries != 3 || s.Official ||
		s.Counted != 0 {
		t.Errorf("%+v", s)
	}
	if last := s.Years[len(s.Years)-1]; len(s.Years) != 5 || last.FirstTarget != 977 {
		t.Errorf("%+v", s.Years)
	}
	var progress List[tracker.ProgressOf]
	r.read("/progress?by=programme", &progress)
	p := progress.Items[0]
	if p.Figures.Cities.Total != 914 || p.Left.Cities != 63 || len(p.Left.States) != 3 || p.States != 90 {
		t.Errorf("%+v", p.Progress)
	}
	var left List[tracker.State]
	r.read("/states?membership=left", &left)
	for _, state := range left.Items {
		var detail tracker.StateDetail
		if r.read("/states/"+state.Code, &detail); detail.Frozen == "" || detail.Membership != "left" {
			t.Errorf("%s: %q since %q", state.Code, detail.Membership, detail.Frozen)
		}
	}
}
