package i18n

import (
	"fmt"
	"io/fs"

	"jalons/frontend"
)

// Load reads the texts that the program brings with it.
func Load() (*Texts, error) {
	languages, err := fs.Sub(frontend.Files, "languages")
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	return LoadTexts(languages)
}
