package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"jalons/frontend"
	"jalons/server/tracker"
	"jalons/server/web"
)

// textOf gives the text of a key with its arguments, in the language of a command's report.
type textOf func(key string, args map[string]any) string

// loadTexts reads the texts of all languages.
func loadTexts() (*web.Texts, error) {
	languages, err := fs.Sub(frontend.Files, "languages")
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	return web.LoadTexts(languages)
}

// textsOf gives the texts of a report in the language of the caller's settings, the strongest first: of
// LC_ALL, LC_MESSAGES and LANG the first that is set, such as "fr_CA.UTF-8". What isn't spoken is English.
func textsOf(texts *web.Texts, settings ...string) textOf {
	language := web.English
	set, _, _ := strings.Cut(strings.ToLower(cmp.Or(settings...)), "_")
	set, _, _ = strings.Cut(set, ".")
	if slices.Contains(web.Languages(), set) {
		language = set
	}
	return func(key string, args map[string]any) string { return texts.T(language, key, args) }
}

// callersTexts gives the texts of a command's report in the language of its environment.
func callersTexts() (textOf, error) {
	texts, err := loadTexts()
	if err != nil {
		return nil, err
	}
	return textsOf(texts, os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")), nil
}

// spoken says what went wrong in the caller's language, where it is one thing that people are told.
func spoken(err error) error {
	told := theOne(err)
	texts, failed := loadTexts()
	if told == nil || failed != nil || !texts.Has(web.English, "error."+told.Code) {
		return err
	}
	text := textsOf(texts, os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	return errors.New(text("error."+told.Code, told.Args))
}

// theOne gives the error that people are told, nil where there is none or several went wrong.
func theOne(err error) *tracker.Error {
	for err != nil {
		switch e := err.(type) {
		case *tracker.Error:
			return e
		case interface{ Unwrap() []error }:
			if len(e.Unwrap()) != 1 {
				return nil
			}
			err = e.Unwrap()[0]
		default:
			err = errors.Unwrap(err)
		}
	}
	return nil
}
