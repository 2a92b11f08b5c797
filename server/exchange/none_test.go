package exchange

import (
	"strings"
	"testing"
)

func TestSaysNone(t *testing.T) {
	for column, texts := range map[string][]string{
		"challenges": {
			"NIL", "Nil.", "NUL", "None", "none.", "NONE!", "Aucun", "Aucune.", "N/A", "n/a", "N.A.", "NA", "n. a.",
			"S.O.", "s/o", "SO", "Sans objet",
			"Not applicable", "Non applicable", "Ne s’applique pas", "-", "--", "—", "–", ".", "…", "\"\"", "Nothing",
			"Rien", "R.A.S.", "RAS", "Néant", "(none)", "[N/A]",
			"Nothing to report", "Rien à signaler", "None at this time.", "Aucun pour le moment", "None so far",
			"None to date", "Aucun à ce jour.",
			"No challenges", "No challenges.", "no challenges encountered", "No challenges were identified",
			"No significant challenges to report", "There were no challenges",
			"Aucun défi", "Aucun défi.", "AUCUN DÉFI", "Aucune difficulté", "Aucun défi majeur",
			"Aucun défi n’a été relevé", "Pas de défi", "Pas de difficultés à signaler",
			"Il n'y a pas de défis", "Sans difficulté", "No issues", "No delays", "Aucun retard",
			"Aucun obstacle rencontré", "Zero", "0", "None.\u00a0", "N\u2011A",
		},
		"evidence": {
			"None", "Aucune", "No evidence", "Aucune preuve", "Aucun élément de preuve", "No link", "Aucun lien", "N/A",
			"-",
		},
		"progress": {"NIL", "N/A", "S.O.", "Rien à signaler", "None"},
	} {
		for _, text := range texts {
			t.Run(column+" none "+text, func(t *testing.T) {
				if !saysNone(column, text) {
					t.Errorf("%q: got some, want none stated", text)
				}
			})
		}
	}
	for column, texts := range map[string][]string{
		"challenges": {
			"", "No staff", "Aucun budget", "None of the partners answered", "Aucun des partenaires n'a répondu",
			"No challenges except the law", "Nothing works",
			"Aucun défi, sauf la loi", "No data", "Not started", "Sans budget", "Noah", "Non-compliance",
			"Nombre insuffisant", "Sauf la loi", "?", "Delay",
		},
		"evidence": {"Evidence", "No law yet, see letter", "-1", "https://example.org/"},
		"progress": {"No progress", "Aucun progrès", "No challenges", "Not yet started"},
	} {
		for _, text := range texts {
			t.Run(column+" text "+text, func(t *testing.T) {
				if saysNone(column, text) {
					t.Errorf("%q: got none stated, want some", text)
				}
			})
		}
	}
}

// TestNoneIsNotABlocker reads a row whose cells answer that there is none, in both languages or in one.
func TestNoneIsNotABlocker(t *testing.T) {
	file, err := ReadCanada(strings.NewReader(strings.Join(canadaProgressColumns, ",") + "\n" +
		"2019-03,C01,C01.1,C01.1.1,LP,Some,Un peu,N/A,S.O.,None at this time.,Aucun défi,x,X\n" +
		"2019-06,C01,C01.1,C01.1.1,LP,Some,Un peu,,,No data,Pas de données,x,X\n"))
	if err != nil {
		t.Fatal(err)
	}
	first, second := file.Progress.Rows[0], file.Progress.Rows[1]
	if !first.Challenges.IsZero() || !first.Evidence.IsZero() || second.Challenges.In["fr"] != "Pas de données" {
		t.Errorf("got %+v and %+v, want none empty and Pas de données kept", first, second)
	}
	note := file.Progress.Notes[0]
	if len(file.Progress.Notes) != 1 || note.Read != "evidence, challenges" ||
		note.Raw != "N/A | S.O. | None at this time. | Aucun défi" {
		t.Errorf("got notes %+v, want one of evidence and challenges", file.Progress.Notes)
	}
	_, err = ReadCanada(strings.NewReader(strings.Join(canadaProgressColumns, ",") + "\n" +
		"2019-03,C01,C01.1,C01.1.1,LP,Some,Un peu,,,No data,Aucun,x,X\n"))
	checkProblems(t, "in one language only", err, []problem{{2, "challenges_fr", "import.both_languages"}})
}
