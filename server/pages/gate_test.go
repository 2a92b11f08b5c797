package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// gates adds two gates: the first passed with conditions after it was held, the second is open.
func (s *site) gates(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	s.write(t, func(w *ledger.Writer) error {
		id, err := account.Add(ctx, w, account.NewAccount{
			Email: "staff@example.org", Name: "staff", Language: "fr", Role: "staff",
		})
		if err != nil {
			return err
		}
		staff := ledger.Actor{Account: id, ActingAs: "staff"}
		for code, phase := range map[string]string{"after-flagship": "flagship", "after-pilots": "pilots"} {
			if err := programme.AddGate(ctx, w, programme.NewGate{
				Code: code, AfterPhase: phase, Name: french("Décision " + code), PlannedOn: "2022-01-25",
			}); err != nil {
				return err
			}
		}
		for i, met := range []string{"met", "not_met", "unknown"} {
			if err := programme.AddGateCriterion(ctx, w, programme.NewCriterion{
				Gate: "after-flagship", Number: i + 1, Criterion: french("Critère"), Critical: i == 0,
				Figure: french("3 villes"), Met: met,
			}); err != nil {
				return err
			}
		}
		for i, done := range []domain.Day{"2022-05-12", ""} {
			l := programme.NewLesson{
				Gate: "after-flagship", Kind: "adjustment", Number: i + 1, Lesson: french("Nommer un suppléant"),
				Owner: french("Correspondants"), DueOn: "2022-04-30", DoneOn: done,
			}
			if err := programme.AddGateLesson(ctx, w, l); err != nil {
				return err
			}
		}
		for _, d := range []tracker.NewDecision{
			{Decision: "held", On: "2022-01-25", Note: french("Une preuve manque.")},
			{Decision: "passed_with_conditions", On: "2022-02-10", Note: french("La preuve est publiée.")},
		} {
			d.Gate, d.First, d.Second = "after-flagship", french(
				"Direction du programme",
			), french("Présidence du comité")
			if _, err := tracker.DecideGate(ctx, w.As(staff), d); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestGate(t *testing.T) {
	s := newSite(t)
	s.gates(t)
	s.holds(t, "/fr/gates/after-flagship", fr("decision.passed_with_conditions"), "10 février 2022",
		fr("decision.held"), "Une preuve manque.", "Direction du programme", "Présidence du comité",
		fr(
			"gate.met_of", "n", 1, "of", 3,
		), fr("gate.unknown"), fr("gate.not_met"), fr(
			"gate.critical",
		), fr("gate.done_on"), fr("gate.overdue"), "Correspondants")
	s.holds(
		t, "/fr/gates/after-pilots", fr("gate.open"), fr("gate.done", "n", 1)+", "+fr("gate.still_open", "n", 1),
		"Nommer un suppléant", fr("gate.no_criteria"),
	)
	s.holds(t, "/en/gates/after-pilots", en("gate.done", "n", 1)+", "+en("gate.still_open", "n", 1))
	s.holds(t, "/ar/gates/after-pilots", ar("gate.done", "n", 1)+"، "+ar("gate.still_open", "n", 1))
	if w := s.get(t, "/fr/gates/nowhere"); w.Code != http.StatusNotFound {
		t.Errorf("a gate that is not there: %d", w.Code)
	}
}

func TestRolloutDrawsTheGates(t *testing.T) {
	s := newSite(t)
	s.gates(t)
	body := s.get(t, "/ar/rollout").Body.String()
	for _, want := range []string{
		`class="gates passed_with_conditions"`, `class="gates open"`, `href="/ar/gates/after-pilots"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the timeline lacks %s", want)
		}
	}
}
