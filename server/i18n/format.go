package i18n

import (
	"math"
	"strconv"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/fr"
)

// formats holds the rules of each language; it is never written after start.
var formats = map[string]locales.Translator{
	French:  french{fr.New()},
	English: en_GB.New(),
	Arabic:  arabic{ar.New()},
}

func Locale(lang string) locales.Translator {
	if f, ok := formats[lang]; ok {
		return f
	}
	return formats[French]
}

// french adds the category many that CLDR has for round millions ("1 000 000 de jalons") and the
// ordinal first of the month.
type french struct{ locales.Translator }

func (f french) CardinalPluralRule(n float64, digits uint64) locales.PluralRule {
	if digits == 0 && n != 0 && math.Mod(n, 1_000_000) == 0 {
		return locales.PluralRuleMany
	}
	return f.Translator.CardinalPluralRule(n, digits)
}

func (f french) FmtDateLong(t time.Time) string {
	if t.Day() == 1 {
		return "1er " + f.MonthWide(t.Month()) + " " + strconv.Itoa(t.Year())
	}
	return f.Translator.FmtDateLong(t)
}

// arabic writes Latin digits with their signs, as browsers do for the language without a country.
type arabic struct{ locales.Translator }

// mark keeps signs on the right side of their digits where text runs from right to left.
const mark = "\u200e"

func (arabic) FmtNumber(n float64, digits uint64) string {
	text := formats[English].FmtNumber(math.Abs(n), digits)
	if n < 0 {
		return mark + "-" + text
	}
	return text
}

func (a arabic) FmtPercent(n float64, digits uint64) string {
	return a.FmtNumber(n, digits) + mark + "%" + mark
}

// Count writes a whole number with the groups of the language.
func Count(lang string, n int64) string { return Locale(lang).FmtNumber(float64(n), 0) }

// Number writes n with a fixed number of decimals.
func Number(lang string, n float64, digits int) string {
	return Locale(lang).FmtNumber(rounded(n, digits), uint64(digits))
}

// Percent writes percent, already multiplied by a hundred, with its sign.
func Percent(lang string, percent float64, digits int) string {
	return Locale(lang).FmtPercent(rounded(percent, digits), uint64(digits))
}

// rounded keeps "-0" from being printed.
func rounded(n float64, digits int) float64 {
	if math.Abs(n)*math.Pow10(digits) < 0.5 {
		return 0
	}
	return n
}

// Date writes a day in words: 4 mars 2026.
func Date(lang string, t time.Time) string { return Locale(lang).FmtDateLong(t.UTC()) }

// Clock writes a time of day, which is that of UTC: 14:02.
func Clock(lang string, t time.Time) string { return Locale(lang).FmtTimeShort(t.UTC()) }

// Month writes a month and its year: mars 2026.
func Month(lang string, t time.Time) string {
	t = t.UTC()
	return Locale(lang).MonthWide(t.Month()) + " " + strconv.Itoa(t.Year())
}
