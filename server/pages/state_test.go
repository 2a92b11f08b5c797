package pages_test

import (
	"testing"
)

func TestStateWithCommitments(t *testing.T) {
	p := newPledge(t)
	p.story()
	p.wants("/fr/states/TN", "Tunisie", "<b>1</b> jalon sur 4 est achevé", "1 engagement", "Échéances des 90 prochains jours", "1 jalon dont la date initiale est inconnue",
		"déclaré : substantiel · évalué : limité", "Correspondant désigné", "Dernier examen", "Aucun événement connu", "Initiative de données ouvertes connue en 2011",
		"Aucune adresse donnée alors", `/fr/cities?stage=unknown&amp;state=TN`, "Membre de plein droit", "https://jalons.example/fr/states/TN")
	p.wants("/en/states/TN?on=2026-01-01", "Tunisia")
	p.wants("/ar/states/TN", "تونس", "منسق معيّن")
}

func TestStateThatLeft(t *testing.T) {
	p := newPledge(t)
	p.wants("/fr/states/ML", `<time datetime="2025-03">mars 2025</time>`, "figés", "Aucun n’est attendu", "Aucun engagement publié")
}

func TestStateStanding(t *testing.T) {
	p := newPledge(t)
	p.wants("/fr/states/CY", `depuis <time datetime="2006">2006</time>, jusqu’à un jour qui n’est pas connu`, "Aucune trace d’une adhésion n’a été trouvée, ce qui n’est pas un « non »")
	p.wants("/fr/states/CA-QC", "Gouvernement fédéré", "Fait partie de", "Canada")
	p.wants("/fr/states/AM", "depuis 2011 peut-être (fiabilité : faible)")
	p.wants("/fr/states/CM", "Les premiers engagements sont attendus")
	p.wants("/fr/states/FR", `href="http://data.gouv.fr"`)
}

func TestOGPClocks(t *testing.T) {
	p := newPledge(t)
	_, err := p.db.Owner.Exec(`insert into state_events (state_code, kind, held_on, recorded_at) values
		('TN', 'forum_meeting', '2026-07-01', now()), ('TN', 'repository_update', '2026-06-01', now()), ('TN', 'result_meeting', '2025-05-01', now()), ('TN', 'result_meeting', '2026-06-01', now())`)
	if err != nil {
		t.Fatal(err)
	}
	p.wants("/fr/states/TN", "1er janvier 2027", "1 sur 2", "Dépassée", "Tenue")
}
