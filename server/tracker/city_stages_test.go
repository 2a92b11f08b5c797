package tracker_test

import (
	"fmt"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/programme"
	"jalons/server/tracker"
)

func TestCityStagesLeaveOutStatesThatLeft(t *testing.T) {
	b := newBench(t)
	b.write(func(w *ledger.Writer) error {
		id, err := tracker.DeclareStage(b.ctx, w.As(b.staff), tracker.NewStage{
			City: "TN-001", Speaker: "programme", Stage: "portal_open", On: "2025-01-01",
		}, 0)
		if err != nil {
			return err
		}
		_, err = tracker.Review(
			b.ctx, w.As(b.state), tracker.NewReview{Statement: id, Outcome: "approved", Way: "state"},
		)
		return err
	})
	for _, c := range []struct {
		filter                programme.CityFilter
		open, inside, outside int
	}{
		{programme.CityFilter{}, 1, 914, 63},
		{programme.CityFilter{Stage: "established"}, 1, 914, 63},
		{programme.CityFilter{State: "BJ"}, 0, 0, 0},
	} {
		t.Run(fmt.Sprint(c.filter, " ", c.open), func(t *testing.T) {
			counts, err := programme.New(b.Tracker).CityStages(b.ctx, c.filter)
			if err != nil {
				t.Fatal(err)
			}
			open, inside, outside := 0, 0, 0
			for _, n := range counts {
				inside, outside = inside+n.Cities, outside+n.Outside
				if n.Stage == "portal_open" {
					open = n.Cities
				}
			}
			if c.filter.State != "" {
				c.inside = inside
			}
			if len(counts) != len(domain.Lists()["stage_shown"]) || open != c.open || inside != c.inside ||
				outside != c.outside {
				t.Errorf("%+v: %d stages, %d open, %d inside, %d outside", c.filter, len(counts), open, inside, outside)
			}
		})
	}
}

func TestDenominatorIsTheRolloutsOwn(t *testing.T) {
	b := newBench(t)
	d, err := b.Denominator(b.ctx)
	if err != nil {
		t.Fatal(err)
	}
	s, err := programme.New(b.Tracker).Rollouts(b.ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	want := tracker.Denominator{
		Cities: s.Cities, Countries: s.Countries, Counted: s.Counted, LeftCities: s.LeftCities,
		LeftCountries: s.LeftCountries, Official: s.Official,
	}
	if *d != want || d.Cities != 914 || d.LeftCities != 63 {
		t.Errorf("%+v, want %+v", *d, want)
	}
}

func TestNamesInTheOrderOfALanguage(t *testing.T) {
	b := newBench(t)
	states, err := b.StateNames(b.ctx, "fr")
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, s := range states {
		at[s.Code] = i
	}
	if !(at["DJ"] < at["EG"] && at["EG"] < at["FR"]) {
		t.Errorf("Égypte at %d, Djibouti at %d, France at %d", at["EG"], at["DJ"], at["FR"])
	}
	cities, err := b.CityStates(b.ctx, "ar")
	if err != nil || len(cities) < 39 || len(cities) >= len(states) {
		t.Errorf("%d governments with cities of %d: %v", len(cities), len(states), err)
	}
	if regions, err := b.RegionNames(b.ctx); err != nil || len(regions) != 7 {
		t.Errorf("%d regions: %v", len(regions), err)
	}
}
