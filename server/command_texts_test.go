package main

import "testing"

func TestTextsInTheCallersLanguage(t *testing.T) {
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		all, messages, lang, want string
	}{
		{"", "", "fr_CA.UTF-8", "fr"}, {"", "", "ar", "ar"}, {"", "", "en_US.UTF-8", "en"}, {"", "", "C.UTF-8", "en"},
		{"", "", "", "en"}, {"", "", "frp_IT", "en"}, {"ar_TN.UTF-8", "fr", "en", "ar"}, {"", "fr_FR", "ar", "fr"},
	} {
		t.Run(c.all+"|"+c.messages+"|"+c.lang, func(t *testing.T) {
			got := textsOf(texts, c.all, c.messages, c.lang)("import.done", nil)
			if want := texts.T(c.want, "import.done"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
