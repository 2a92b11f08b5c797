package render

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"

	"jalons/frontend"
	"jalons/server/i18n"
)

// renderer holds the parsed templates of every page in every language: functions know their language.
type renderer struct {
	byLanguage map[string]map[string]*template.Template
	assets     map[string]string
	style      string
}

func newRenderer(texts *i18n.Texts) (*renderer, error) {
	assets, err := readAssets()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(frontend.Files, "templates/pages/*.html")
	if err != nil {
		return nil, err
	}
	style, err := fs.ReadFile(frontend.Files, "dist/"+assets["main.css"])
	if err != nil {
		return nil, err
	}
	l := &renderer{byLanguage: map[string]map[string]*template.Template{}, assets: assets, style: string(style)}
	for _, lang := range i18n.Languages() {
		l.byLanguage[lang] = map[string]*template.Template{}
		base := template.New("layout.html").Funcs(functions(texts, lang, l))
		for _, pattern := range []string{"templates/layout.html", "templates/parts/*.html", "templates/charts/*.html"} {
			if err := parse(base, pattern); err != nil {
				return nil, err
			}
		}
		for _, name := range names {
			page := strings.TrimSuffix(path.Base(name), ".html")
			t, err := parsePage(base, page)
			if err != nil {
				return nil, err
			}
			l.byLanguage[lang][page] = t
		}
	}
	return l, nil
}

// parsePage adds a page's template and the parts in the folder of its name to a copy of the shared templates.
func parsePage(shared *template.Template, page string) (*template.Template, error) {
	t, err := shared.Clone()
	if err != nil {
		return nil, err
	}
	for _, pattern := range []string{"templates/pages/" + page + ".html", "templates/pages/" + page + "/*.html"} {
		if err := parse(t, pattern); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (l *renderer) render(w io.Writer, p *Page) error {
	t, ok := l.byLanguage[p.Lang][p.Template]
	if !ok {
		return fmt.Errorf("no template %s", p.Template)
	}
	if err := t.ExecuteTemplate(w, "layout.html", p); err != nil {
		return fmt.Errorf("render %s: %w", p.Template, err)
	}
	return nil
}

// readAssets reads which fingerprinted file stands for which name.
func readAssets() (map[string]string, error) {
	raw, err := fs.ReadFile(frontend.Files, "dist/manifest.json")
	if err != nil {
		return nil, fmt.Errorf("the frontend is not built (make build does it): %w", err)
	}
	assets := map[string]string{}
	if err := json.Unmarshal(raw, &assets); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return assets, nil
}

// Style gives the style sheet that stands within every page: a page on a poor line is drawn without
// asking a second time.
func (s *Site) Style() string { return s.renderer.style }

// Asset gives the address of a built file, such as main.css.
func (s *Site) Asset(name string) string { return "/assets/" + s.renderer.assets[name] }
