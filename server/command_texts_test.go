package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/i18n/i18ntest"
)

func TestTextsInTheCallersLanguage(t *testing.T) {
	texts, err := i18n.Load()
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

// What a command refuses is said in sentences of the caller's language; what the machine says stays as it is.
func TestCommandsAnswerInSentences(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, _ := userBench(t)
	king := addUser(t.Context(), r, "a@example.org", userOptions{role: "king", language: "fr"})
	unknown := addUser(
		t.Context(), r, "a@example.org", userOptions{role: "staff", language: "fr", states: []string{"ZZ"}},
	)
	gone := addUser(t.Context(), r, "a@example.org", userOptions{role: "liaison", language: "fr"})
	one := &domain.Error{Kind: domain.Missing, Code: "missing_account", Args: map[string]any{"code": "x@example.org"}}
	plan := &domain.Error{Kind: domain.Missing, Code: "missing_plan", Args: map[string]any{"code": "X"}}
	several, untold := errors.Join(one, errors.New("cut off")), &domain.Error{Code: "no_such_text"}
	_, absent := readLimited("no/such.csv")
	for _, lang := range i18n.Languages() {
		text := textsOf(texts, lang)
		for want, err := range map[string]error{
			"role: " + texts.T(lang, "error.shape_oneof", "limit", "staff liaison assessor admin"): king,
			texts.T(lang, "error.missing_state", "code", "ZZ"):                                     unknown,
			"state: " + texts.T(lang, "error.role_needs_state"):                                    gone,
			texts.T(lang, "command.no_file", "file", "no/such.csv"):                                absent,
			"plan.csv: " + texts.T(
				lang, "error.missing_plan", "code", "X",
			): about{"plan.csv", plan},
			texts.T(lang, "command.not_imported"):            errors.Join(errRefused, nil),
			texts.T(lang, "error.missing_account", one.Args): fmt.Errorf("erase: %w", errors.Join(one, nil)),
			several.Error():      several,
			untold.Error():       untold,
			"connection refused": errors.New("connection refused"),
		} {
			if got := sentence(text, err); got != want {
				t.Errorf("%s: %q, want %q", lang, got, want)
			}
		}
	}
}

// The whole command speaks so, in the language of LC_ALL.
func TestUserCommandRefusesInTheCallersLanguage(t *testing.T) {
	t.Setenv("LC_ALL", "fr_FR.UTF-8")
	t.Setenv("DATABASE_URL", databasetest.New(t).DSN)
	var out, errs strings.Builder
	if status := run(
		t.Context(), []string{"user", "add", "--role", "king", "a@example.org"}, &out, &errs,
	); status != 1 {
		t.Errorf("status %d: %s", status, errs.String())
	}
	if want := "jalons: role: " + i18ntest.French("error.shape_oneof"); !strings.Contains(errs.String(), want) {
		t.Errorf("%s, want %s", errs.String(), want)
	}
}
