package domain_test

import (
	"testing"

	"jalons/server/domain"
)

func TestMixesScripts(t *testing.T) {
	for text, want := range map[string]bool{
		"Canada": false, "C\u0430nada": true, "Publié au C\u0430nada hier": true,
		"\uff23\uff21\uff2d\uff25\uff32\uff2f\uff35\uff2e": true, "Болгария": false, "Plan de Болгария": false,
		"نشر القانون":    false,
		"Ministère ΥΠΕΞ": false, "e\u0301te\u0301": false, "": false, "1 234,5 € µg": false, "Paris, Ταξ\u0456s": true,
	} {
		t.Run(text, func(t *testing.T) {
			if domain.MixesScripts(text) != want {
				t.Errorf("%q: %v", text, !want)
			}
		})
	}
}
