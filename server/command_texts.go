package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"jalons/server/app"
	"jalons/server/domain"
	"jalons/server/i18n"
)

// textsOf gives the texts of a report in the language of the caller's settings, the strongest first: of
// LC_ALL, LC_MESSAGES and LANG the first that is set, such as "fr_CA.UTF-8". What isn't spoken is English.
func textsOf(texts *i18n.Texts, settings ...string) i18n.Translate {
	language := i18n.English
	set, _, _ := strings.Cut(strings.ToLower(cmp.Or(settings...)), "_")
	set, _, _ = strings.Cut(set, ".")
	if slices.Contains(i18n.Languages(), set) {
		language = set
	}
	return func(key string, args map[string]any) string { return texts.T(language, key, args) }
}

// callersTexts gives the texts of a command's report in the language of its environment.
func callersTexts() (i18n.Translate, error) {
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	return textsOf(texts, os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")), nil
}

// about names the file that an error is about.
type about struct {
	file string
	err  error
}

// Error gives the text for logs.
func (a about) Error() string { return a.file + ": " + a.err.Error() }

// Unwrap gives the cause.
func (a about) Unwrap() error { return a.err }

// sentence writes an error in the caller's words. What the machine or the database says has none and stays as it is.
func sentence(text i18n.Translate, err error) string {
	if of, ok := errors.AsType[about](err); ok {
		return of.file + ": " + sentence(text, of.err)
	}
	if bad, ok := errors.AsType[app.BadSettings](err); ok {
		return bad.Sentences(text)
	}
	if f, ok := errors.AsType[*i18n.Error](err); ok {
		return text(f.Key, f.Args)
	}
	if told := theOne(err); told != nil {
		key := "error." + told.Code
		switch said := text(key, told.Args); {
		case said == key: // it has no text
		case told.Field == "":
			return said
		default:
			return strings.ToLower(told.Field) + ": " + said // as the option is called
		}
	}
	if missing, ok := errors.AsType[*fs.PathError](err); ok && errors.Is(err, fs.ErrNotExist) {
		return text("command.no_file", map[string]any{"file": missing.Path})
	}
	return err.Error()
}

// theOne gives the error that people are told, nil where there is none or several went wrong.
func theOne(err error) *domain.Error {
	for err != nil {
		switch e := err.(type) {
		case *domain.Error:
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
