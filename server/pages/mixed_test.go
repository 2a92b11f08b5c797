package pages_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// promise enters a plan of a state with one completed milestone, one late and one to come, and a stage of a city.
func (s *site) promise(t *testing.T, state, plan, city string, invented bool) {
	t.Helper()
	ctx, who := t.Context(), map[bool]string{true: "demonstration-", false: ""}[invented]+strings.ToLower(plan)
	err := s.tracker.Write(ctx, func(w *ledger.Writer) error {
		w = w.At(time.Date(2025, 3, 1, 9, 0, 0, 0, time.UTC))
		actors := map[string]ledger.Actor{}
		for _, role := range []string{"staff", "liaison"} {
			id, err := account.Add(ctx, w, account.NewAccount{
				Email: who + "-" + role + "@example.org", Name: role, Language: "fr", Role: domain.Role(role),
				Demonstration: invented,
			})
			if err != nil {
				return err
			}
			actors[role] = ledger.Actor{Account: id, ActingAs: domain.Role(role)}
		}
		if err := account.AddMandate(ctx, w, account.NewMandate{
			Account: actors["liaison"].Account, State: state, Capacity: "liaison", From: "2020-01-01",
		}); err != nil {
			return err
		}
		title := domain.NewText("fr", plan)
		if err := tracker.AddActionPlan(ctx, w, tracker.NewActionPlan{
			Code: plan, State: state, Title: title, Cycle: "2025-2027",
			StartsOn: domain.Day(plan[len(plan)-4:] + "-01-01"), Source: "test", Demonstration: invented,
		}); err != nil {
			return err
		}
		code, err := tracker.AddCommitment(ctx, w, tracker.NewCommitment{
			Plan: plan, Number: 1, Title: title, Demonstration: invented,
		})
		if err != nil {
			return err
		}
		for i, due := range []domain.Day{"2025-02-01", "2025-06-30", "2026-12-31"} {
			if _, err := tracker.AddMilestone(ctx, w, tracker.NewMilestone{
				Commitment: code, Number: i + 1, Title: title, Weight: 1, DueOn: due, Precision: "day",
			}); err != nil {
				return err
			}
		}
		said, err := tracker.Declare(ctx, w.As(actors["staff"]), tracker.NewUpdate{
			Target: code + ".1", Speaker: "programme", Level: "completed", On: "2025-01-31",
		}, 0)
		if err != nil {
			return err
		}
		stage, err := tracker.DeclareStage(ctx, w.As(actors["staff"]), tracker.NewStage{
			City: city, Speaker: "programme", Stage: "portal_open", On: "2025-01-31",
		}, 0)
		if err != nil {
			return err
		}
		for _, id := range []int64{said, stage} {
			if _, err := tracker.Review(
				ctx, w.As(actors["liaison"]), tracker.NewReview{Statement: id, Outcome: "approved", Way: "state"},
			); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever the demonstration invented beside it, every figure of every public page is that of what is real alone: the
// headings, leads, sentences, counts and cells of the tables of states and stages.
func TestPagesDontSumRealAndInvented(t *testing.T) {
	alone, mixed := newSite(t), newSite(t)
	for _, s := range []*site{alone, mixed} {
		s.promise(t, "TN", "TN-2025", "TN-001", false)
	}
	err := mixed.tracker.Write(t.Context(), func(w *ledger.Writer) error {
		return tracker.MarkDemonstration(t.Context(), w, "francophonie")
	})
	if err != nil {
		t.Fatal(err)
	}
	mixed.promise(t, "TN", "TN-2023", "TN-002", true)
	mixed.promise(t, "SN", "SN-2024", "SN-001", true)
	for _, address := range []string{
		"", "/map", "/map?measure=late", "/map?measure=coverage", "/map?measure=stage",
		"/regions/north-africa-middle-east", "/regions/west-africa",
		"/states/TN", "/states/SN", "/rollout", "/cities", "/cities?state=TN", "/cities?stage=portal_open",
		"/commitments", "/commitments?state=TN",
	} {
		t.Run(address, func(t *testing.T) {
			want, got := figuresOn(
				alone.get(t, "/en"+address).Body.String(),
			), figuresOn(mixed.get(t, "/en"+address).Body.String())
			if len(want) == 0 || !slices.Equal(want, got) {
				t.Errorf("alone %q\nmixed %q", want, got)
			}
		})
	}
	for _, address := range []string{"/states/SN", "/commitments/SN-2024-C01", "/commitments"} {
		if page := mixed.get(t, "/en"+address).Body.String(); !strings.Contains(page, mark()) {
			t.Errorf("%s marks nothing as invented", address)
		}
	}
	if page := mixed.get(t, "/en/commitments/TN-2025-C01").Body.String(); strings.Contains(page, mark()) {
		t.Error("what is real is marked as invented")
	}
}

var (
	figureParts = regexp.MustCompile(
		`(?s)<(?:h1|h2|p class="lead"|p class="kicker"|ul class="stages"|figcaption|b)\b[^>]*>` +
			`.*?</(?:h1|h2|p|ul|figcaption|b)>|<tr[^>]*><th scope="row"><a href="/en/states/.*?</tr>`,
	)
	markup = regexp.MustCompile(`<[^>]*>`)
)

// mark is what stands beside something invented.
func mark() string { return `<span class="chip risk">` + en("demo.mark") + `</span>` }

// figuresOn gives the parts of a page that say figures, as text, without the mark of what is invented and the heading
// over plans, which are marked each.
func figuresOn(page string) (parts []string) {
	for _, part := range figureParts.FindAllString(strings.ReplaceAll(page, mark(), ""), -1) {
		if text := strings.Join(strings.Fields(markup.ReplaceAllString(part, " ")), " "); text != en("state.plans") {
			parts = append(parts, text)
		}
	}
	return parts
}

// An assessor chooses among all states that there is something to assess in, invented or real, beside each
// other or not.
func TestAssessorsChooseStatesWithInventedPlans(t *testing.T) {
	s := newSite(t)
	s.promise(t, "TN", "TN-2025", "TN-001", false)
	s.write(t, func(w *ledger.Writer) error { return tracker.MarkDemonstration(t.Context(), w, "francophonie") })
	s.promise(t, "SN", "SN-2024", "SN-001", true)
	page := s.enter(t, "panel", "assessor", "TN", "SN", "BJ").get("/fr/assessments")
	for state, there := range map[string]bool{"TN": true, "SN": true, "BJ": false} {
		if strings.Contains(page, `<option value="`+state+`"`) != there {
			t.Errorf("%s is listed: %t", state, !there)
		}
	}
}
