package app

import (
	"fmt"
	"io/fs"

	"jalons/frontend"
	"jalons/server/web"
)

// LoadTexts reads the texts of all languages.
func LoadTexts() (*web.Texts, error) {
	languages, err := fs.Sub(frontend.Files, "languages")
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	return web.LoadTexts(languages)
}
