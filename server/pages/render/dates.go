package render

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/tracker"
)

// dated writes a date as precisely as it is known: a year prints as a year, a month as a month, and
// no date as a day that is not known.
func (w writer) dated(d domain.Day, precision string) template.HTML {
	switch {
	case d == "" || precision == "none":
		return template.HTML(template.HTMLEscapeString(w.texts.T(w.lang, "date.unknown")))
	case precision == "year":
		return written(string(d[:4]), string(d[:4]))
	case precision == "month":
		return written(string(d[:7]), i18n.Month(w.lang, d.Time()))
	case precision == "quarter":
		return written(string(d[:7]), w.texts.T(
			w.lang, "date.quarter", "quarter", strconv.Itoa((int(d.Time().Month())+2)/3), "year", string(d[:4]),
		))
	}
	return w.day(d)
}

// due writes a promised date: as a date where it was one, else in the words that it was given in,
// with the last day that they were read as.
func (w writer) due(d tracker.Due) template.HTML {
	said, _ := d.Raw.Pick(w.lang)
	switch {
	case d.Precision != "season" && d.Precision != "fiscal_year" && d.Precision != "recurring" && d.On != "":
		return w.dated(d.On, d.Precision)
	case d.On == "" && said == "":
		return template.HTML(template.HTMLEscapeString(w.texts.T(w.lang, "due.none")))
	case d.On == "":
		return template.HTML(w.texts.T(w.lang, "due.words", "words", string(w.text(d.Raw))))
	case said == "":
		return w.day(d.On)
	}
	return template.HTML(w.texts.T(
		w.lang, "due.words_until", "words", string(w.text(d.Raw)), "day", string(w.day(d.On)),
	))
}

func written(machine, human string) template.HTML {
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, machine, template.HTMLEscapeString(human)))
}

// span writes a number of days as people say it: days up to two months, then months, then years.
func (w writer) span(days int) string {
	key, n := "span.days", days
	switch {
	case days >= 2*365:
		key, n = "span.years", days/365
	case days >= 60:
		key, n = "span.months", days*12/365
	}
	return w.texts.T(w.lang, key, "n", n)
}

// slip says how often a promised date moved and how much later it is now than first promised; empty
// where it never moved.
func (w writer) slip(d tracker.Due) string {
	if d.Moves == 0 {
		return ""
	}
	moved := w.texts.T(w.lang, "due.moved", "n", d.Moves)
	if d.First == "" || d.On == "" {
		return moved
	}
	switch days := d.First.DaysUntil(d.On); {
	case days > 0:
		return w.texts.T(w.lang, "due.moved_later", "moved", moved, "span", w.span(days), "first", d.First)
	case days < 0:
		return w.texts.T(w.lang, "due.moved_earlier", "moved", moved, "span", w.span(-days), "first", d.First)
	}
	return w.texts.T(w.lang, "due.moved_back", "moved", moved, "first", d.First)
}

// tongue gives the name of a language, its code where it has none here.
func (w writer) tongue(lang string) string {
	if key := "language." + lang; w.texts.Has(w.lang, key) {
		return w.texts.T(w.lang, key)
	}
	return lang
}

// isWeb says that an address may be a link; anything else is printed as text.
func isWeb(address string) bool {
	return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
}

// amount writes a value as it was given, with at most two decimals.
func (w writer) amount(v *float64) string {
	if v == nil {
		return ""
	}
	digits := 0
	for digits < 2 && math.Abs(*v*math.Pow10(digits)-math.Round(*v*math.Pow10(digits))) > 1e-9 {
		digits++
	}
	return i18n.Number(w.lang, *v, digits)
}
