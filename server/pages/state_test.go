package pages_test

import (
	"strings"
	"testing"
)

func TestStateWithCommitments(t *testing.T) {
	p := newPledge(t)
	p.story()
	p.wants("/fr/states/TN", "Tunisie", fr("state.sentence", "n", 1, "of", 4), fr("state.commitments", "n", 1), fr("state.soon_title"), fr("aside.first_unknown", "n", 1),
		fr("gap.text", "declared", strings.ToLower(fr("level.substantial")), "assessed", strings.ToLower(fr("level.limited"))), fr("state.liaison"), fr("state.reviewed"), fr("ogp_clock.unknown"), fr("state.initiatives"),
		fr("initiative.no_address"), `/fr/cities?stage=unknown&amp;state=TN`, fr("membership.member"), "https://jalons.example/fr/states/TN")
	p.wants("/en/states/TN?on=2026-01-01", "Tunisia")
	p.wants("/ar/states/TN", "تونس", ar("state.liaison"))
}

func TestStateThatLeft(t *testing.T) {
	p := newPledge(t)
	p.wants("/fr/states/ML", `<time datetime="2025-03">mars 2025</time>`, fr("state.frozen", "day", `<time datetime="2025-03">mars 2025</time>`), fr("state.not_expected"), fr("state.none"))
}

func TestStateStanding(t *testing.T) {
	p := newPledge(t)
	p.wants("/fr/states/CY", fr("membership.from_until", "from", `<time datetime="2006">2006</time>`, "until", fr("date.unknown")), fr("ogp.no_evidence"))
	p.wants("/fr/states/CA-QC", fr("kind.federated"), fr("state.part_of"), "Canada")
	p.wants("/fr/states/AM", fr("ogp.year_unsure", "year", "2011")+" "+fr("confidence.sentence", "how", fr("confidence.low")))
	p.wants("/fr/states/CM", fr("state.expected"))
	p.wants("/fr/states/FR", `href="http://data.gouv.fr"`)
}

func TestOGPClocks(t *testing.T) {
	p := newPledge(t)
	_, err := p.db.Owner.Exec(`insert into state_events (state_code, kind, held_on, recorded_at) values
		('TN', 'forum_meeting', '2026-07-01', now()), ('TN', 'repository_update', '2026-06-01', now()), ('TN', 'result_meeting', '2025-05-01', now()), ('TN', 'result_meeting', '2026-06-01', now())`)
	if err != nil {
		t.Fatal(err)
	}
	p.wants("/fr/states/TN", "1er janvier 2027", fr("ogp_clock.too_few", "n", 1, "wanted", 2), fr("ogp_clock.broken"), fr("ogp_clock.kept"))
}
