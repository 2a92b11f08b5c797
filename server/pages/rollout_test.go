package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/programme"
)

func TestRolloutOnFactsAlone(t *testing.T) {
	s := newSite(t)
	s.holds(t, "/fr/rollout", fr("rollout.not_begun"),
		fr("rollout.denominator", "n", 914, "countries", 36, "outside", 63, "left", 3), "<dd>977</dd>", "<dd>914</dd>",
		fr("rollout.never_scaled"),
		fr("rollout.no_motion"), fr("rollout.earlier"), fr("rollout.later"), "/api/v1/rollouts.csv")
	s.holds(t, "/ar/rollout", `dir="rtl"`, ar("rollout.earlier"), ar("rollout.never_scaled"))
}

func TestRolloutTellsPlanFromWhatHappened(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	s.write(t, func(w *ledger.Writer) error {
		for _, phase := range []struct {
			code       string
			began, end domain.Day
		}{{"preparation", "2020-01-15", "2020-12-18"}, {"flagship", "2021-02-15", "2022-01-31"}} {
			if err := programme.StartPhase(ctx, w, phase.code, phase.began); err != nil {
				return err
			}
			if err := programme.EndPhase(ctx, w, phase.code, phase.end); err != nil {
				return err
			}
		}
		if _, err := programme.AddPhasePlan(ctx, w, programme.NewPhasePlan{
			Phase: "flagship", StartsOn: "2021-02-15", EndsOn: "2022-01-31", DecidedOn: "2020-12-18",
			Reason: french("Reporté d’un mois."),
		}); err != nil {
			return err
		}
		if err := programme.StartPhase(ctx, w, "year-4", "2026-02-02"); err != nil {
			return err
		}
		return programme.AddMotion(ctx, w, programme.NewMotion{
			Code: "djerba-2022", Programme: "francophonie", Title: french("Motion"), Body: french("Texte de la motion"),
			Summit: french("Sommet de Djerba"), HeldOn: "2022-11-19", Sponsor: "TN", AdoptedOn: "2022-11-20",
		})
	})
	s.write(t, func(w *ledger.Writer) error {
		for _, state := range []string{"BJ", "SN"} {
			if err := programme.InviteToMotion(ctx, w, "djerba-2022", state, "2022-11-21"); err != nil {
				return err
			}
		}
		return programme.AnswerMotion(ctx, w, programme.NewAnswer{
			Motion: "djerba-2022", State: "SN", Answer: "accepted", On: "2022-12-01",
		})
	})
	s.holds(t, "/fr/rollout", fr("rollout.now", "i", 8, "n", 9), fr("rollout.ended_late", "n", 1, "of", 2),
		fr("rollout.days_late", "n", 31), fr("rollout.days_early", "n", 13), "Reporté d’un mois.",
		"Texte de la motion", fr(
			"motion.half", "n", 2, "members", 56, "half", 28,
		), fr("answer.none"), fr("rollout.measure.answers", "n", 1, "of", 2))
}

// holds fails where a page is not found or lacks one of the texts.
func (s *site) holds(t *testing.T, address string, texts ...string) {
	t.Helper()
	w := s.get(t, address)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d\n%s", address, w.Code, w.Body.String())
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("%s lacks %q", address, text)
		}
	}
	if t.Failed() {
		t.Log(w.Body.String())
	}
}

func french(text string) domain.Text { return domain.NewText("fr", text) }

// write changes the record of a site.
func (s *site) write(t *testing.T, change func(*ledger.Writer) error) {
	t.Helper()
	if err := s.tracker.Write(t.Context(), change); err != nil {
		t.Fatal(err)
	}
}
