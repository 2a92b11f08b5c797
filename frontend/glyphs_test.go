package frontend

import (
	"io/fs"
	"os"
	"regexp"
	"testing"
)

// symbols are arrows, signs, boxes and pictures, which not every font has; minus is in all of them.
var symbols = regexp.MustCompile(`[\x{2190}-\x{2211}\x{2300}-\x{2BFF}]`)

// Marks and icons are drawn as shapes, so that they look the same whatever fonts a reader has.
func TestNoMarkNeedsAFont(t *testing.T) {
	for _, folder := range []string{"templates", "styles", "languages", "src"} {
		err := fs.WalkDir(os.DirFS("."), folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(name)
			for _, at := range symbols.FindAllIndex(text, -1) {
				t.Errorf("%s: %s", name, text[max(0, at[0]-40):at[1]])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
