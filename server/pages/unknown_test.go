package pages_test

import (
	"regexp"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Nothing said is written in the words of who didn't say it, of a commitment as of its milestones; what was
// assessed of one is counted where it says nothing of the whole.
func TestUnknownIsSaidBySource(t *testing.T) {
	p := newPledge(t)
	assess := func(milestones []string, level domain.Level) {
		for _, milestone := range milestones {
			p.write(func(w *ledger.Writer) error {
				_, err := tracker.Assess(t.Context(), w.As(p.outs), tracker.NewAssessment{Target: milestone,
					Level: level,
					On:    "2026-05-30",
				})
				return err
			})
		}
	}
	addresses := []string{"/fr/commitments", "/fr/states/TN", "/fr/commitments/" + p.code}
	assess(p.milestones[:1], "limited")
	unsaid := func(voice string) string { return `<span class="level unknown">` + fr("unknown."+voice) }
	for _, address := range addresses {
		p.wants(
			address, unsaid("declared"), unsaid("approved"), unsaid("assessed"),
			fr("why.unknown.assessed", "n", 1, "of", 4),
		)
		page := p.get(t, address).Body.String()
		if strings.Contains(page, ">"+fr("level.unknown")+"</span>") ||
			strings.Contains(page, ">"+fr("trust.declared")+"</th>") {
			t.Errorf("%s calls a source's silence unknown, or a level's column declared", address)
		}
	}
	assess(p.milestones, "no_evidence")
	for _, address := range addresses {
		p.wants(address, fr("level.no_evidence"))
		if strings.Contains(p.get(t, address).Body.String(), unsaid("assessed")) {
			t.Errorf("%s says that what was assessed wasn't", address)
		}
	}
}

// Where a government has left the OIF, pages say when, as precisely as it is known.
func TestLeftSaysWhen(t *testing.T) {
	s := newSite(t)
	left := regexp.MustCompile(`Sorti de l’OIF \(<time datetime="2025-03">mars 2025</time>\)`)
	for _, address := range []string{"/fr", "/fr/states/ML", "/fr/regions/west-africa", "/fr/map", "/fr/rollout"} {
		if page := s.get(t, address).Body.String(); !left.MatchString(page) {
			t.Errorf("%s doesn't say when Mali left", address)
		}
	}
}
