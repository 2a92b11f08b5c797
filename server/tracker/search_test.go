package tracker_test

import (
	"testing"

	"jalons/server/domain"
	"jalons/server/tracker"
)

// A commitment is found however its words are typed: with or without hyphens, accents and marks.
func TestCommitmentsAreFoundAsTheyAreTyped(t *testing.T) {
	b := newBench(t)
	code, _ := b.commitment("TN")
	for name, c := range map[string]struct {
		title, typed string
		found        bool
	}{
		"a hyphen for one that doesn't break":  {"Guichet e\u2011services", "e-services", true},
		"a space for a hyphen":                 {"Guichet e-services", "e services", true},
		"a hyphen for a space":                 {"Porte à porte", "porte-a-porte", true},
		"a word after a dash":                  {"Guichet—portail", "portail", true},
		"a word after a slash":                 {"Santé/éducation", "education", true},
		"both words with a slash":              {"Santé éducation", "santé/éducation", true},
		"a name on the Web":                    {"Portail data.gouv.example", "gouv", true},
		"a decimal point":                      {"Plus de 3.5 millions", "3.5 millions", true},
		"a curly apostrophe":                   {"Droit à l’accès", "l'acces", true},
		"a ligature":                           {"Mise en œuvre", "oeuvre", true},
		"a hyphen that shows at line ends":     {"Gou\u00advernement ouvert", "gouvernement", true},
		"decomposed":                           {"E\u0301cole", "école", true},
		"an alef without its hamza":            {"الأرشيف الوطني", "الارشيف", true},
		"an alef with a hamza it has not":      {"الارشيف الوطني", "الأرشيف", true},
		"with vowel marks":                     {"الشَّفافِيَّة", "الشفافية", true},
		"with a stretched letter":              {"الشفـافية", "الشفافية", true},
		"the beginning of the last word":       {"Guichet unique", "guichet uni", true},
		"the code":                             {"Guichet", code, true},
		"signs alone choose nothing":           {"Guichet", "!&|:*'", true},
		"not the beginning of an earlier word": {"Guichet unique", "gui unique", false},
		"another word":                         {"Guichet unique", "archives", false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := b.db.Owner.ExecContext(
				b.ctx, `update commitments set title = jsonb_build_object('original', 'fr', 'fr', $2::text)
					where code = $1`, code, c.title,
			); err != nil {
				t.Fatal(err)
			}
			found, _, err := b.Commitments(
				b.ctx, tracker.CommitmentFilter{State: "TN", Text: c.typed}, domain.Page{Limit: 10},
			)
			if err != nil || (len(found) == 1) != c.found {
				t.Errorf("%q for %q: got %d, %v, want found %t", c.typed, c.title, len(found), err, c.found)
			}
		})
	}
}

// A state is found by a part of its name, with hyphens, spaces and dashes alike.
func TestStatesAreFoundAsTheyAreTyped(t *testing.T) {
	b := newBench(t)
	for _, typed := range []string{
		"Guinée-Bissau", "guinee bissau", "GUINÉE – BISSAU", " guinée  bissau ", "e-bissau", "Guinée\u2011Bissau",
	} {
		t.Run(typed, func(t *testing.T) {
			found, err := b.States(b.ctx, tracker.StateFilter{Text: typed}, domain.View{})
			if err != nil || len(found) != 1 || found[0].Code != "GW" {
				t.Errorf("got %d states, %v, want GW", len(found), err)
			}
		})
	}
}
