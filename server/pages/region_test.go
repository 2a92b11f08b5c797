package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"jalons/server/tracker"
)

func TestRegionWithoutMilestones(t *testing.T) {
	s := newSite(t)
	s.holds(
		t, "/fr/regions/europe", fr("region.empty"), fr("region.empty_when", "year", "2"),
		fr("takeaway.none.cities", "n", 129), fr("region.no_changes"),
	)
	s.holds(
		t, "/en/regions/west-africa", en("takeaway.cities.left", "n", 63, "states", 3), "March 2025",
		`href="/api/v1/states.csv?region=west-africa"`,
	)
	s.holds(t, "/ar/regions/americas-caribbean", ar("region.empty"))
	if w := s.get(t, "/fr/regions/atlantis"); w.Code != http.StatusNotFound {
		t.Errorf("unknown region: %d", w.Code)
	}
}

func TestRegionAgainstItsPlan(t *testing.T) {
	p := newPledge(t)
	p.story()
	address := "/fr/regions/north-africa-middle-east"
	p.wants(address, fr("home.sentence", "n", 1, "of", 4, "share", ""), fr("takeaway.none.plan.behind"),
		fr("takeaway.none.assessed"), `class="tick" x="25.00%"`,
		fr(
			"home.states", "n", 1, "of", 6,
		), "<title>Tunisie</title>", fr("aside.undated", "n", 1), "Ouvrir le budget", ">Tunisie</span>")
	p.wants(address+"?on=2026-02-15", fr("clock.on"), fr("home.sentence", "n", 1, "of", 4, "share", ""))
	if strings.Contains(p.get(t, address+"?on=2026-02-15").Body.String(), `id="changes"`) {
		t.Error("the changes of today stand beside figures of another day")
	}
}

func TestRegionNamesItsCitiesThatChanged(t *testing.T) {
	s := newSite(t)
	s.stage(t, tracker.NewStage{City: "TN-001", Stage: "portal_open", On: "2026-05-01"}, true)
	if _, err := s.tracker.Sequence(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.holds(
		t, "/fr/regions/north-africa-middle-east", fr("takeaway.cities", "n", 1, "of", 154),
		fr("change.approved", "level", "Tunis\u00a0: "+fr("stage.portal_open")),
	)
}

func TestStatesStandInTheOrderOfTheReadersLanguage(t *testing.T) {
	s := newSite(t)
	for address, names := range map[string][]string{
		"/fr/regions/europe": {">Estonie<", ">Fédération Wallonie-Bruxelles<", ">France<"},
		"/fr":                {">Dominique<", ">Égypte<", ">Émirats arabes unis<", ">Estonie<"},
		"/en":                {">Cabo Verde<", ">Cambodia<", ">Egypt<", ">Vietnam<"},
	} {
		t.Run(address, func(t *testing.T) {
			body, at := s.get(t, address).Body.String(), 0
			for _, name := range names {
				next := strings.Index(body[at:], name)
				if next < 0 {
					t.Fatalf("%s: %s is missing or out of order", address, name)
				}
				at += next
			}
		})
	}
}
