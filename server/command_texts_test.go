package main

import (
	"errors"
	"fmt"
	"testing"

	"jalons/server/tracker"
)

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

// A command says what one thing went wrong as pages do, and several as they are.
func TestCommandsSpeak(t *testing.T) {
	t.Setenv("LC_ALL", "fr_FR.UTF-8")
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	one := &tracker.Error{Kind: tracker.Missing, Code: "missing_account", Args: map[string]any{"code": "x@example.org"}}
	said := texts.T("fr", "error.missing_account", one.Args)
	several, unknown := errors.Join(one, errors.New("cut off")), &tracker.Error{Code: "no_such_text"}
	for _, c := range []struct {
		err  error
		want string
	}{
		{one, said}, {fmt.Errorf("erase: %w", errors.Join(one, nil)), said}, {several, several.Error()}, {unknown, unknown.Error()},
	} {
		if got := spoken(c.err).Error(); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
	if err := spoken(nil); err != nil {
		t.Errorf("nothing: %v", err)
	}
	if err := spoken(errUsage); !errors.Is(err, errUsage) {
		t.Errorf("wrong arguments: %v", err)
	}
}
