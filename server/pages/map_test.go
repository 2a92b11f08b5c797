package pages_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestMapOnFactsAlone(t *testing.T) {
	s := newSite(t)
	s.holds(
		t, "/fr/map", fr("map.count", "n", 93), fr("takeaway.map.nothing"), `<tr data-code="CA-QC">`,
		`data-zoom="0 0 800 347"`, `id="hatch-inset"`, fr("map.borders"),
	)
	s.holds(
		t, "/en/map?measure=stage", en("takeaway.none.map.stage", "n", 36)+" "+en("takeaway.map.all_unknown"),
		en("map.key.unknown")+" <b>36</b>", en("map.key.left")+" <b>3</b>",
	)
	s.holds(t, "/ar/map?measure=late&region=europe", `dir="rtl"`, "ألبانيا")
}

func TestMapOfOneRegion(t *testing.T) {
	s := newSite(t)
	s.holds(
		t, "/fr/map?region=west-africa", fr("map.count", "n", 13), `viewBox="267.3 102.9 200.6 87"`,
		`patternTransform="rotate(45) scale(0.25)"`, `aria-current="true">Afrique de l’Ouest`,
	)
	body := s.get(t, "/fr/map?region=west-africa").Body.String()
	for _, elsewhere := range []string{`data-code="TN"`, `id="hatch-inset"`, "data-zoom"} {
		if strings.Contains(body, elsewhere) {
			t.Errorf("the map of one region holds %s", elsewhere)
		}
	}
}

func TestTableComesBeforeTheMap(t *testing.T) {
	body := newSite(t).get(t, "/fr/map").Body.String()
	if table, drawn := strings.Index(body, "<table"), strings.Index(body, `class="world"`); table < 0 || table > drawn {
		t.Errorf("table at %d, map at %d", table, drawn)
	}
}

func TestMapSaysWhatItShows(t *testing.T) {
	p := newPledge(t)
	p.story()
	p.wants(
		"/fr/map", fr("takeaway.none.map.level", "n", 1), fr("map.key.level.limited")+" <b>1</b>",
		`<path class="limited"`,
	)
	p.wants("/fr/map?measure=late", fr("takeaway.none.map.late", "n", 1), fr("map.key.late.not_started")+" <b>1</b>")
	p.wants("/fr/map?on=2026-03-01", fr("clock.on"), `<input type="hidden" name="on" value="2026-03-01">`)
	p.federation(t, 0)
	p.wants("/fr/map", fr("takeaway.none.map.level", "n", 2)+" "+fr("takeaway.map.unknown", "n", 1))
}

func TestMapRefuses(t *testing.T) {
	s := newSite(t)
	for address, want := range map[string]int{
		"/fr/map?measure=beauty": http.StatusBadRequest, "/fr/map?region=atlantis": http.StatusNotFound,
		"/fr/map?zoom=3": http.StatusBadRequest, "/fr/map?measure=&region=": http.StatusOK,
	} {
		t.Run(address, func(t *testing.T) {
			if got := s.get(t, address).Code; got != want {
				t.Errorf("%s: %d, want %d", address, got, want)
			}
		})
	}
}
