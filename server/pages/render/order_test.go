package render

import (
	"slices"
	"testing"

	"jalons/server/domain"
)

func TestNamesInTheOrderOfTheLanguage(t *testing.T) {
	for lang, want := range map[string][]string{
		"fr": {"Côte d’Ivoire", "Djibouti", "Écosse", "Égypte", "Île Maurice", "Zambie"},
		"en": {"Åland", "Ivory Coast", "Scotland"},
		"ar": {"الجزائر", "بنين", "تونس", "مصر"},
	} {
		t.Run(lang, func(t *testing.T) {
			shuffled := slices.Clone(want)
			slices.Reverse(shuffled)
			ByName(lang, shuffled, func(name string) domain.Text { return domain.NewText(lang, name) })
			if !slices.Equal(shuffled, want) {
				t.Errorf("%s: %v", lang, shuffled)
			}
		})
	}
}
