package render

import (
	"html/template"
	"io/fs"
	"path"
	"regexp"

	"jalons/frontend"
)

// parse adds the templates in the files of a pattern to a set of templates.
func parse(t *template.Template, pattern string) error {
	files, err := fs.Glob(frontend.Files, pattern)
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := fs.ReadFile(frontend.Files, file)
		if err != nil {
			return err
		}
		if name := path.Base(file); name != t.Name() {
			t = t.New(name)
		}
		if _, err := t.Parse(squeeze(string(content))); err != nil {
			return err
		}
	}
	return nil
}

var (
	space = regexp.MustCompile(`\s+`)
	// Elements that begin and end a line of their own: white space beside them is not seen.
	block = regexp.MustCompile(` ?(</?(?:` + blockElements + `)\b(?:"[^"]*"|[^">])*>) ?`)
	void  = regexp.MustCompile(`(<(?:br|hr|img|input|link|meta)\b(?:"[^"]*"|[^">])*?) ?/>`)
	// A browser drops the line break at the start of a textarea, so that one which somebody typed must follow it.
	textarea = regexp.MustCompile(`(<textarea\b(?:"[^"]*"|[^">])*>) `)
	end      = regexp.MustCompile(`(<[/a-z](?:"[^"]*"|[^"<>])*?) >`)
)

const blockElements = `article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|` +
	`form|h1|h2|h3|h4|head|header|html|legend|li|link|main|meta|nav|ol|optgroup|option|p|script|section|summary|svg|` +
	`table|tbody|td|tfoot|th|thead|title|tr|ul`

// squeeze takes out of a template the white space that is for those who read it, and that a page doesn't need.
func squeeze(content string) string {
	content = space.ReplaceAllString(content, " ")
	content = block.ReplaceAllString(content, "$1")
	content = void.ReplaceAllString(content, "$1>")
	content = textarea.ReplaceAllString(content, "$1\n")
	return end.ReplaceAllString(content, "$1>")
}
