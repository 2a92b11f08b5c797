package pages_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

func TestStateWithCommitments(t *testing.T) {
	p := newPledge(t)
	p.story()
	p.wants("/fr/states/TN", "Tunisie", fr("state.sentence", "n", 1, "of", 4, "share", ""),
		fr("state.commitments", "n", 1), fr("state.soon_title"), fr("aside.first_unknown", "n", 1),
		fr(
			"gap.text", "declared", strings.ToLower(fr("level.substantial")), "assessed",
			strings.ToLower(fr("level.limited")),
		),
		fr("state.liaison"), fr("state.reviewed"), fr("ogp_clock.unknown"), fr("state.initiatives"),
		fr(
			"initiative.no_address",
		), `/fr/cities?stage=unknown&amp;state=TN`, fr("membership.member"), "https://jalons.example/fr/states/TN")
	p.wants("/en/states/TN?on=2026-01-01", "Tunisia")
	p.wants("/ar/states/TN", "تونس", ar("state.liaison"))
}

func TestStateThatLeft(t *testing.T) {
	p := newPledge(t)
	p.wants(
		"/fr/states/ML", `<time datetime="2025-03">mars 2025</time>`,
		fr("state.frozen", "day", `<time datetime="2025-03">mars 2025</time>`), fr("state.not_expected"),
		fr("state.none"),
	)
}

func TestStateStanding(t *testing.T) {
	p := newPledge(t)
	p.wants("/fr/states/CY", fr(
		"membership.from_until", "from", `<time datetime="2006">2006</time>`, "until", fr("date.unknown"),
	), fr("ogp.no_evidence"))
	p.wants("/fr/states/CA-QC", fr("kind.federated"), fr("state.part_of"), "Canada")
	p.wants(
		"/fr/states/AM",
		fr("ogp.year_unsure", "year", "2011")+" "+fr("confidence.sentence", "how", fr("confidence.low")),
	)
	p.wants("/fr/states/CM", fr("state.expected"))
	p.wants("/fr/states/FR", `href="http://data.gouv.fr"`)
}

func TestOGPClocks(t *testing.T) {
	p := newPledge(t)
	_, err := p.db.Owner.Exec(`insert into state_events (state_code, kind, held_on, recorded_at) values
		('TN', 'forum_meeting', '2026-07-01', '2026-01-01'), ('TN', 'repository_update', '2026-06-01', '2026-01-01'),
		('TN', 'result_meeting', '2025-05-01', '2026-01-01'), ('TN', 'result_meeting', '2026-06-01', '2026-01-01')`)
	if err != nil {
		t.Fatal(err)
	}
	p.wants(
		"/fr/states/TN", "1er janvier 2027", fr("ogp_clock.too_few", "n", 1, "wanted", 2), fr("ogp_clock.broken"),
		fr("ogp_clock.kept"),
	)
}

// A federated government is called by its kind wherever a state is.
func TestFederatedGovernmentIsNoState(t *testing.T) {
	s := newSite(t)
	var wrong []string
	if err := s.db.Owner.SelectContext(
		t.Context(), &wrong,
		`select code from states where (kind = 'federated') <> (code like '%-%' or code in ('NC', 'PF'))`,
	); err != nil || len(wrong) > 0 {
		t.Errorf("kinds that the code doesn't say: %v %v", wrong, err)
	}
	s.federation(t, 3)
	s.holds(t, "/fr/commitments/CA-QC-2024-C01", fr("way.government"), fr("speaker.government"))
	s.holds(
		t, "/fr/states/CA-QC", fr("state.sentence_government", "n", 3, "of", 5, "share", " (60\u00a0%)"),
		fr("unknown.assessed"),
	)
	s.holds(t, "/fr", fr("change.approved_government", "level", "Jalon\u00a0: "+fr("level.completed")))
}

// Nor is it called one on the pages that are about it, public or not.
func TestNoPageCallsAFederatedGovernmentAState(t *testing.T) {
	s := newSite(t)
	waiting := s.federation(t, 3)[4]
	staff, liaison := s.enter(t, "staff", "staff"), s.enter(t, "qc", "liaison", "CA-QC")
	report := location(t, liaison.do(
		"POST", "/fr/documents/reports", formOf(t, liaison.get("/fr/documents"), "/fr/documents/reports"),
	))
	location(t, staff.fill(waiting, "level", "limited", "evidence", "https://example.org/limited"))
	pages := map[string]string{}
	for _, address := range []string{"/fr/states/CA-QC", "/fr/commitments/CA-QC-2024-C01", report} {
		pages[address] = s.get(t, address).Body.String()
	}
	inbox := liaison.get("/fr/inbox")
	reading := "/fr/inbox/" + waitingFor(t, inbox, "Jalon")
	for _, address := range []string{"/fr/inbox", reading, "/fr/documents", "/fr/items/" + waiting, "/fr/worklist"} {
		pages["liaison "+address] = liaison.get(address)
	}
	for address, page := range pages {
		_, content, _ := strings.Cut(page, "<main")
		content, _, _ = strings.Cut(content, "</main>")
		if called := regexp.MustCompile(
			`.{0,60}(?:[lL]’|[Cc]et )État.{0,40}`,
		).FindAllString(content, -1); called != nil {
			t.Errorf("%s: %q", address, called)
		}
	}
	approve := formOf(t, liaison.get(reading), reading)
	approve.Set("outcome", "approved")
	location(t, liaison.do("POST", reading, approve))
	for _, page := range []string{"/fr/inbox", reading, "/fr/items/" + waiting} {
		has(t, liaison.get(page), fr("way.government"))
	}
}

// federation gives Québec a commitment of five milestones, of which some are completed and approved, and
// returns their codes.
func (s *site) federation(t *testing.T, completed int) []string {
	t.Helper()
	s.write(t, func(w *ledger.Writer) error {
		return tracker.AddActionPlan(t.Context(), w, tracker.NewActionPlan{Code: "CA-QC-2024", State: "CA-QC",
			Title: french("Plan"),
			Cycle: "2024-2026", StartsOn: "2024-01-01", Source: "test"})
	})
	milestones := make([]string, 5)
	s.write(t, func(w *ledger.Writer) (err error) {
		code, err := tracker.AddCommitment(t.Context(), w, tracker.NewCommitment{
			Plan: "CA-QC-2024", Number: 1, Title: french("Publier"),
		})
		for i := range milestones {
			if err == nil {
				milestones[i], err = tracker.AddMilestone(t.Context(), w, tracker.NewMilestone{Commitment: code,
					Number: i + 1,
					Title:  french("Jalon"), Weight: 1, DueOn: "2027-01-01", Precision: "day"})
			}
		}
		return err
	})
	actors := s.actors(t, "CA-QC")
	for _, milestone := range milestones[:completed] {
		s.write(t, func(w *ledger.Writer) error {
			u := tracker.NewUpdate{Target: milestone, Speaker: "state", Level: "completed", On: "2026-11-01",
				Evidence: []tracker.NewEvidence{{URL: "https://example.org/x", Title: french("Loi"), Kind: "law"}}}
			id, err := tracker.Declare(t.Context(), w.As(actors["staff"]), u, 0)
			if err == nil {
				_, err = tracker.Review(
					t.Context(), w.As(actors["liaison"]),
					tracker.NewReview{Statement: id, Outcome: "approved", Way: "state"},
				)
			}
			return err
		})
	}
	if _, err := s.tracker.Sequence(t.Context()); err != nil {
		t.Fatal(err)
	}
	return milestones
}

// A percent stands inside its sentence, and only where more than half of what it is of is up to date.
func TestPercentStandsInItsSentence(t *testing.T) {
	for completed, share := range map[int]string{1: "", 3: "(60\u00a0%)"} {
		t.Run(strconv.Itoa(completed), func(t *testing.T) {
			s := newSite(t)
			s.federation(t, completed)
			if share != "" {
				share = " " + share
			}
			sentence := fr("home.sentence", "n", completed, "of", 5, "share", share)
			s.holds(t, "/fr", sentence)
			s.holds(t, "/fr/regions/americas-caribbean", sentence)
			s.holds(t, "/fr/states/CA-QC", fr("state.sentence_government", "n", completed, "of", 5, "share", share))
			s.holds(t, "/fr/map", fr("count.completed_of", "n", completed, "of", 5)+share+"<")
		})
	}
}
