package pages_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// stage declares a stage of a city and, where it is to be, approves it as the state.
func (s *site) stage(t *testing.T, n tracker.NewStage, approve bool) {
	t.Helper()
	ctx := t.Context()
	n.Speaker = "programme"
	actors := s.actors(t, n.City[:2])
	s.write(t, func(w *ledger.Writer) error {
		id, err := tracker.DeclareStage(ctx, w.As(actors["staff"]), n, 0)
		if err != nil || !approve {
			return err
		}
		_, err = tracker.Review(
			ctx, w.As(actors["liaison"]), tracker.NewReview{Statement: id, Outcome: "approved", Way: "state"},
		)
		return err
	})
}

// actors adds a member of staff and a liaison of a government.
func (s *site) actors(t *testing.T, state string) map[string]ledger.Actor {
	t.Helper()
	actors := map[string]ledger.Actor{}
	s.write(t, func(w *ledger.Writer) error {
		for _, role := range []string{"staff", "liaison"} {
			s.people++
			email := fmt.Sprintf("%s.%d@example.org", role, s.people)
			id, err := account.Add(t.Context(), w, account.NewAccount{
				Email: email, Name: role, Language: "fr", Role: domain.Role(role),
			})
			if err != nil {
				return err
			}
			actors[role] = ledger.Actor{Account: id, ActingAs: domain.Role(role)}
		}
		mandate := account.NewMandate{
			Account: actors["liaison"].Account, State: state, Capacity: "liaison", From: "2020-01-01",
		}
		return account.AddMandate(t.Context(), w, mandate)
	})
	return actors
}

func TestCitiesAreFoundHoweverTheyAreTyped(t *testing.T) {
	s := newSite(t)
	for address, want := range map[string]string{
		"/fr/cities":                          fr("cities.count", "n", 977),
		"/fr/cities?q=yaounde":                "Yaound",
		"/fr/cities?q=YAOUND%C3%89&stage=":    "Yaound",
		"/fr/cities?state=TN":                 "Tunis",
		"/fr/cities?state=CA-QC":              "Québec",
		"/fr/cities?stage=unknown&region=":    fr("cities.count", "n", 977),
		"/en/cities?q=zzzzqqqq":               en("cities.nothing_called", "q", "zzzzqqqq"),
		"/fr/cities?q=Yaund%C3%A9e":           fr("cities.near"),
		"/fr/cities?stage=established":        fr("cities.nothing"),
		"/fr/cities?state=ML":                 fr("cities.of_which_outside", "n", 20),
		"/ar/cities?region=west-africa&q=dak": "Dakar",
	} {
		t.Run(address, func(t *testing.T) {
			s.holds(t, address, want, "914")
		})
	}
	for _, bad := range []string{
		"/fr/cities?stage=ouvert", "/fr/cities?town=x", "/fr/cities?q=" + strings.Repeat("a", 201),
	} {
		if w := s.get(t, bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
}

func TestCitiesPageByPage(t *testing.T) {
	s := newSite(t)
	rows := regexp.MustCompile(`href="/fr/cities/([A-Z]{2}-[0-9]+)"`)
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	seen := map[string]bool{}
	for address := "?"; address != ""; {
		body := s.get(t, "/fr/cities"+strings.ReplaceAll(address, "&amp;", "&")).Body.String()
		for _, row := range rows.FindAllStringSubmatch(body, -1) {
			if seen[row[1]] {
				t.Fatalf("%s twice", row[1])
			}
			seen[row[1]] = true
		}
		address = ""
		if found := next.FindStringSubmatch(body); found != nil {
			address = found[1]
		}
	}
	if len(seen) != 977 {
		t.Errorf("%d cities, want 977", len(seen))
	}
}

func TestCity(t *testing.T) {
	s := newSite(t)
	s.holds(
		t, "/fr/cities/TN-001", fr("city.lead_unknown"), "GeoNames", fr("city.no_history"),
		fr("rollout.denominator", "n", 914, "countries", 36, "outside", 63, "left", 3),
	)
	s.stage(t, tracker.NewStage{City: "TN-001", Stage: "portal_open", On: "2024-03-01",
		Note: french("Portail en ligne"),
		Evidence: []tracker.NewEvidence{{
			URL: "https://example.org/portail", Title: french("Le portail"), Kind: "portal",
		}}}, true)
	s.stage(t, tracker.NewStage{City: "TN-001", Stage: "participating", On: "2025-03-01"}, false)
	s.holds(
		t, "/fr/cities/TN-001", fr("city.lead_counted"), "1er mars 2024", "Portail en ligne", "Le portail",
		`class="said"`, `class="current" aria-current="step"`,
	)
	s.holds(t, "/fr/cities?q=tunis", fr("city.declared")+"</span>", fr("stage.participating"))
	var geonames string
	if err := s.db.Owner.Get(&geonames, `select geonames_id::text from cities where code = 'TN-001'`); err != nil {
		t.Fatal(err)
	}
	s.holds(t, "/en/cities/"+geonames, en("city.lead_counted"))
	s.holds(t, "/fr/cities/ML-001", fr("city.lead_left"))
	for _, unknown := range []string{"/fr/cities/TN-999", "/fr/cities/0"} {
		if w := s.get(t, unknown); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", unknown, w.Code)
		}
	}
}

func TestCityThatFellBack(t *testing.T) {
	s := newSite(t)
	s.stage(t, tracker.NewStage{City: "SN-001", Stage: "portal_open", On: "2024-03-01"}, true)
	s.stage(t, tracker.NewStage{City: "SN-001", Stage: "paused", On: "2025-03-01"}, true)
	s.holds(t, "/fr/cities/SN-001", fr("city.lead_not_counted"), fr("event.setback"), `class="stage paused"`)
}

func TestCityWhoseAddressMoved(t *testing.T) {
	s := newSite(t)
	_, err := s.db.Owner.Exec(
		`insert into city_successions (old_code, new_code, kind, on_day)
			values ('TN-002', 'TN-001', 'merge', '2025-01-01'), ('BJ-002', 'BJ-001', 'split', '2025-01-01'),
			('BJ-002', 'BJ-003', 'split', '2025-01-01')`,
	)
	if err != nil {
		t.Fatal(err)
	}
	if w := s.get(t, "/fr/cities/TN-002"); w.Code != http.StatusMovedPermanently ||
		w.Header().Get("Location") != "/fr/cities/TN-001" {
		t.Errorf("merged: %d to %q", w.Code, w.Header().Get("Location"))
	}
	s.holds(t, "/fr/cities/TN-001", fr("city.took_over"), "TN-002")
	s.holds(t, "/fr/cities/BJ-002", fr("city.split"), "/fr/cities/BJ-001", "/fr/cities/BJ-003")
}
