package render

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mileusna/useragent"
	"golang.org/x/net/idna"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/pages/charts"
	"jalons/server/tracker"
)

// functions are what templates may call, in one language. They only write; what is true is decided
// before.
func functions(texts *i18n.Texts, lang string, looks *renderer) template.FuncMap {
	w := writer{texts, lang}
	return template.FuncMap{
		"t":             func(key string, args ...any) string { return texts.T(lang, key, args...) },
		"h":             w.html,
		"list":          w.list,
		"bdi":           bdi,
		"n":             func(n any) string { return w.number(n) },
		"asset":         func(name string) string { return "/assets/" + looks.assets[name] },
		"style":         func() template.HTML { return template.HTML("<style>" + looks.style + "</style>") },
		"link":          w.link,
		"day":           w.day,
		"month":         func(d domain.Day) string { return i18n.Month(lang, d.Time()) },
		"moment":        func(t time.Time) string { return i18n.Date(lang, t) },
		"clock":         func(t time.Time) string { return i18n.Clock(lang, t) },
		"iso":           func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"text":          w.text,
		"plain":         func(t domain.Text) string { s, _ := t.Pick(lang); return s },
		"mixes":         mixes,
		"gap":           CommitmentGap,
		"assessedLevel": assessedLevel,
		"web":           isWeb,
		"amount":        w.amount,
		"brief":         w.brief,
		"dated":         w.dated,
		"due":           w.due,
		"slip":          w.slip,
		"span":          w.span,
		"tongue":        w.tongue,
		"summaries":     account.Summaries,
		"dir":           i18n.Direction,
		"lower":         strings.ToLower,
		"percent":       w.Percent,
		"rate":          w.rate,
		"bounds":        w.bounds,
		"way":           w.way,
		"speaker":       w.speaker,
		"role":          w.role,
		"trust":         w.trust,
		"federated":     Federated,
		"points":        func(p float64) string { return i18n.Number(lang, p, 0) },
		"decimal":       func(p float64) string { return i18n.Number(lang, p, 1) },
		"agent":         agent,
		"host":          host,
		"size":          w.size,

		"values":   func(list string) []string { return domain.Lists()[list] },
		"negative": func(n int) int { return -n },
		"canned":   func() []string { return []string{"evidence", "level", "day", "text"} },
		"bar":      charts.Bar,
		"dots":     charts.Dots,
		"dict":     dict,
		"query":    Query,
		"csv":      func(list string, pairs ...string) string { return CsvAddress(lang, list, pairs...) },
		"lang":     func() string { return lang },
		"langs":    i18n.Languages,
	}
}

// writer writes values in one language.
type writer struct {
	texts *i18n.Texts
	lang  string
}

// In writes values in a language.
func (s *Site) In(lang string) writer { return writer{s.Texts, lang} }

// html is a text of the language files that holds markup: <b>, <strong>, <bdi>, <code> or <a>. Its
// arguments are escaped; the files are ours.
func (w writer) html(key string, args ...any) template.HTML {
	for i := 1; i < len(args); i += 2 {
		if s, ok := args[i].(string); ok {
			args[i] = template.HTMLEscapeString(s)
		}
	}
	return template.HTML(w.texts.T(w.lang, key, args...))
}

// list joins names and days as the language does; what is no markup is escaped.
func (w writer) list(parts ...any) template.HTML {
	written := make([]string, len(parts))
	for i, part := range parts {
		written[i] = template.HTMLEscaper(part)
		if markup, ok := part.(template.HTML); ok {
			written[i] = string(markup)
		}
	}
	return template.HTML(w.texts.List(w.lang, written))
}

// bdi sets a name apart, so that it is written in its own direction.
func bdi(name string) template.HTML {
	return template.HTML("<bdi>" + template.HTMLEscapeString(name) + "</bdi>")
}

func (w writer) number(n any) string {
	switch v := n.(type) {
	case int:
		return i18n.Count(w.lang, int64(v))
	case int64:
		return i18n.Count(w.lang, v)
	case *int:
		if v != nil {
			return i18n.Count(w.lang, int64(*v))
		}
	case *int64:
		if v != nil {
			return i18n.Count(w.lang, *v)
		}
	case float64:
		return i18n.Number(w.lang, v, 0)
	}
	return ""
}

// host names where a link leads, in the letters that the network uses, so that none looks like another.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	ascii, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		return u.Hostname()
	}
	return ascii
}

// size writes bytes in the unit that people compare them by.
func (w writer) size(bytes int64) string {
	if bytes < 1<<20 {
		return w.texts.T(w.lang, "size.kb", "n", max(1, (bytes+512)>>10))
	}
	return w.texts.T(w.lang, "size.mb", "n", float64(bytes)/(1<<20))
}

// link gives an address in the page's language: link "states" "TN" is /fr/states/TN.
func (w writer) link(parts ...string) string {
	address := "/" + w.lang
	for _, part := range parts {
		address += "/" + url.PathEscape(part)
	}
	return address
}

// day writes a date as a <time> in words.
func (w writer) day(d domain.Day) template.HTML {
	if d == "" {
		return ""
	}
	return template.HTML(fmt.Sprintf(
		`<time datetime="%s">%s</time>`, d, template.HTMLEscapeString(i18n.Date(w.lang, d.Time())),
	))
}

// text writes a text of the record. In another language than the page's it is marked as such, so
// that it is read out and laid out right.
func (w writer) text(t domain.Text) template.HTML {
	s, in := t.Pick(w.lang)
	escaped := template.HTMLEscapeString(s)
	if in == w.lang || s == "" {
		return template.HTML(escaped)
	}
	return template.HTML(fmt.Sprintf(
		`<span lang="%s" dir="%s">%s</span>`, template.HTMLEscapeString(in), i18n.Direction(in), escaped,
	))
}

// brief is text for a row of a list: a long one is cut, its page has the whole.
func (w writer) brief(t domain.Text) template.HTML {
	s, in := t.Pick(w.lang)
	return w.text(domain.NewText(in, Cut(s, 140)))
}

// Percent prints a share as F1 does: nothing below five milestones, "< 1 %" and "> 99 %" at the edges,
// 100 % only when all.
func (w writer) Percent(f tracker.Fraction) string {
	if f.Of < 5 {
		return ""
	}
	return w.Share(f.Percent())
}

// bounds prints the percent of what is completed as it stands in a sentence after the numbers that it is
// of: empty where there are too few of them, or too few are up to date.
func (w writer) bounds(f tracker.Figures) string {
	if share := w.Percent(f.Completion); share != "" && HalfCovered(f) {
		return " (" + share + ")"
	}
	return ""
}

// rate prints a share as a percent, and as n of N where there are too few for one.
func (w writer) rate(f tracker.Fraction) string {
	if f.Of < 5 {
		return w.texts.T(w.lang, "number.of", "n", f.Count, "of", f.Of)
	}
	return w.Percent(f)
}

// Share writes a percent: "< 1 %" and "> 99 %" at the edges.
func (w writer) Share(p float64) string {
	switch {
	case p > 0 && p < 1:
		return w.texts.T(w.lang, "number.below", "value", i18n.Percent(w.lang, 1, 0))
	case p > 99 && p < 100:
		return w.texts.T(w.lang, "number.above", "value", i18n.Percent(w.lang, 99, 0))
	default:
		return i18n.Percent(w.lang, p, 0)
	}
}

// dict gives a part several named arguments.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d arguments", len(pairs))
	}
	d := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v", pairs[i])
		}
		d[key] = pairs[i+1]
	}
	return d, nil
}

// Query gives a query string of the pairs that have a value.
func Query(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return "?"
	}
	return "?" + q.Encode()
}

// mixes says that a text mixes scripts in a word, in one of its languages.
func mixes(t domain.Text) bool {
	for _, text := range t.In {
		if domain.MixesScripts(text) {
			return true
		}
	}
	return false
}

// agent names the program and the system of a device: Firefox 144 · Android.
func agent(header string) string {
	of := useragent.Parse(header)
	parts := []string{strings.TrimSpace(of.Name + " " + strconv.Itoa(of.VersionNo.Major)), of.OS}
	return strings.Trim(strings.Join(parts, " · "), " ·")
}

// HalfCovered says that enough is up to date for a percent to be printed.
func HalfCovered(f tracker.Figures) bool { return f.Coverage.Percent() >= 50 }
