package i18n

import (
	"slices"

	"golang.org/x/text/language"
)

// The languages that people read Jalons in. French comes first: it is the answer to any other wish.
const (
	French  = "fr"
	English = "en"
	Arabic  = "ar"
)

// Languages gives the codes in the order in which a switch shows them.
func Languages() []string { return []string{French, English, Arabic} }

// KnownLanguage says whether lang is one of Languages.
func KnownLanguage(lang string) bool { return slices.Contains(Languages(), lang) }

// Direction gives the value of the dir attribute for a language.
func Direction(lang string) string {
	if lang == Arabic {
		return "rtl"
	}
	return "ltr"
}

// acceptLimit bounds the Accept-Language header that is read; browsers send less than a hundred bytes.
const acceptLimit = 256

// ChooseLanguage reads an Accept-Language header. What is too long, malformed or matches none of
// Languages is French.
func ChooseLanguage(accept string) string {
	if accept == "" || len(accept) > acceptLimit {
		return French
	}
	wishes, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return French
	}
	matcher := language.NewMatcher([]language.Tag{language.French, language.English, language.Arabic})
	_, index, confidence := matcher.Match(wishes...)
	if confidence == language.No {
		return French
	}
	return Languages()[index]
}
