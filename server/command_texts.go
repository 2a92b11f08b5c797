package main

import (
	"fmt"
	"io/fs"
	"strings"

	"jalons/frontend"
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

// textsOf gives the texts of a report for a LANG such as "fr_CA.UTF-8": French, or else English.
func textsOf(texts *web.Texts, lang string) textOf {
	language := web.English
	if strings.HasPrefix(lang, "fr") {
		language = web.French
	}
	return func(key string, args map[string]any) string { return texts.T(language, key, args) }
}
