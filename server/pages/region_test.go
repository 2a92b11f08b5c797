package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"jalons/server/tracker"
)

func TestRegionWithoutMilestones(t *testing.T) {
	s := newSite(t)
	s.holds(t, "/fr/regions/europe", "Aucun jalon n’est publié dans cette région", "année 2 du déploiement", "Aucune des", "Rien n’a encore changé dans cette région")
	s.holds(t, "/en/regions/west-africa", "63 cities of 3 states that left are outside.", "March 2025", `href="/api/v1/states.csv?region=west-africa"`)
	s.holds(t, "/ar/regions/americas-caribbean", "لم تُنشر أي مرحلة في هذه المنطقة")
	if w := s.get(t, "/fr/regions/atlantis"); w.Code != http.StatusNotFound {
		t.Errorf("unknown region: %d", w.Code)
	}
}

func TestRegionAgainstItsPlan(t *testing.T) {
	p := newPledge(t)
	p.story()
	address := "/fr/regions/north-africa-middle-east"
	p.wants(address, "<b>1</b> jalon sur 4 est achevé", "C’est exactement ce que le plan prévoyait à ce jour.", "Aucun des jalons achevés n’est encore évalué", `class="tick" x="25.00%"`,
		"Chiffres de 1 État ou gouvernement sur 6.", "<title>Tunisie</title>", "1 jalon sans date, jamais en retard", "Ouvrir le budget", ">Tunisie</span>")
	p.wants(address+"?on=2026-02-15", "Tel que c’était", "<b>1</b> jalon sur 4")
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
	s.holds(t, "/fr/regions/north-africa-middle-east", "1 ville sur", "compte pour l’objectif", "Tunis\u00a0: Portail ouvert, approuvé par l’État")
}

func TestStatesStandInTheOrderOfTheReadersLanguage(t *testing.T) {
	s := newSite(t)
	for address, names := range map[string][]string{
		"/fr/regions/europe": {">Estonie<", ">Fédération Wallonie-Bruxelles<", ">France<"},
		"/fr":                {">Dominique<", ">Égypte<", ">Émirats arabes unis<", ">Estonie<"},
		"/en":                {">Cabo Verde<", ">Cambodia<", ">Egypt<", ">Vietnam<"},
	} {
		body, at := s.get(t, address).Body.String(), 0
		for _, name := range names {
			next := strings.Index(body[at:], name)
			if next < 0 {
				t.Fatalf("%s: %s is missing or out of order", address, name)
			}
			at += next
		}
	}
}
