package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/importer"
)

// span is one date found in words, as the first and last day of a period.
type span struct {
	from, to  domain.Day
	precision domain.Precision
	endOfPlan bool
}

// expression is one way to write a date; read parses the submatches, and reports whether they are a date.
type expression struct {
	words *regexp.Regexp
	read  func(m []string, plan importer.PlanHeader) (span, bool)
}

// monthNames are the words for each month in English and French, then their abbreviations.
var monthNames = [12]string{
	"january|janvier|jan|janv", "february|fevrier|feb|fevr|fev", "march|mars|mar", "april|avril|apr|avr",
	"may|mai", "june|juin|jun", "july|juillet|jul|juill|juil", "august|aout|aug",
	"september|septembre|sept|sep", "october|octobre|oct", "november|novembre|nov", "december|decembre|dec",
}

var monthWords = `((?:` + strings.Join(monthNames[:], "|") + `)\.?)`

const (
	dayWords     = `(\d{1,2}|first|premier)(?:st|nd|rd|th|er|e|eme)?`
	seasonWords  = `(winter|spring|summer|fall|autumn|hiver|printemps|ete|automne)`
	quarterWords = `(q[1-4]|t[1-4]|(?:first|second|third|fourth|last|final|1st|2nd|3rd|4th) quarter|` +
		`(?:premier|deuxieme|second|troisieme|quatrieme|dernier|1er|[2-4](?:e|eme|ieme)) trimestre)`
	halfWords = `(h1|h2|s1|s2|(?:first|second|last|1st|2nd) half|` +
		`(?:premier|deuxieme|second|dernier|1er|2e|2eme) semestre)`
	of        = `,? (?:of |in |de |d'|en )?(?:the )?`
	fiscal    = `((?:fiscal |financial )year |(?:l')?exercice (?:financier )?|(?:l')?annee financiere |fy ?)?`
	yearAfter = ` (?:a )?(?:the )?(?:(?:calendar )?year |(?:l')?annee (?:civile )?)?(\d{4})\b`
	twoYears  = `(\d{4}) ?[-/] ?(\d{4}|\d{2})\b`
)

// expressions are tried in this order; what one has read is masked for the next.
var expressions = []expression{
	{regexp.MustCompile(`\b(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})\b`), isoDay},
	{regexp.MustCompile(`\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b`), numericDay},
	{regexp.MustCompile(`\b(\d{1,2})/(\d{4})\b`), numericMonth},
	{regexp.MustCompile(`\b` + dayWords + `(?: of| de)? ` + monthWords + of + `(\d{4})\b`), dayMonthYear},
	{regexp.MustCompile(`\b` + monthWords + ` (?:the )?` + dayWords + `,? (\d{4})\b`), monthDayYear},
	{regexp.MustCompile(`\b` + monthWords + `(?:` + of + `|-)(\d{4})\b`), monthYear},
	{regexp.MustCompile(`\b` + quarterWords + of + fiscal + twoYears), fiscalQuarter},
	{regexp.MustCompile(`\b(?:fall|autumn|automne)(?: ?[-/] ?| (?:and|et) )(?:winter|hiver) (?:of |de )?\d{4}\b`),
		ambiguous},
	{regexp.MustCompile(`\b` + seasonWords + ` (?:of |de )?` + twoYears), seasonOfTwoYears},
	{regexp.MustCompile(`\b` + fiscal + twoYears), fiscalYear},
	{regexp.MustCompile(`\b` + seasonWords + ` (?:of |de )?(\d{4})\b`), season},
	{regexp.MustCompile(`\b` + quarterWords + of + `(\d{4})\b`), quarter},
	{regexp.MustCompile(`\b(\d{4})[- ]([qt][1-4])\b`), quarterAfterYear},
	{regexp.MustCompile(`\b` + halfWords + of + `(\d{4})\b`), half},
	{regexp.MustCompile(`\b(?:early|(?:beginning|start) of|debut de|debut)` + yearAfter), earlyYear},
	{regexp.MustCompile(`\b(?:mid|middle of|mid-year|mi|milieu de|mi-annee)` +
		`(?:-(\d{4})\b|` + yearAfter + `)`), midYear},
	{regexp.MustCompile(`\b(?:end of|late|fin de|fin|year-end)` + yearAfter), wholeYear},
	{regexp.MustCompile(
		`\bend of the (?:commitment|(?:action )?plan)\b|\bfin (?:de l'engagement|du plan)\b`,
	), endOfPlan},
	{regexp.MustCompile(`\b(?:from |de )?(\d{4}) (?:to|through|until|a|jusqu'en) (\d{4})\b`), years},
	{regexp.MustCompile(`\b(?:between|entre) (\d{4}) (?:and|et) (\d{4})\b`), years},
	{regexp.MustCompile(`\b(?:by|in|until|to|through|throughout|during|within|` +
		`d'ici|en|jusqu'en|au cours de|courant|pendant)` + yearAfter), wholeYear},
	{regexp.MustCompile(`^(\d{4})$`), wholeYear},
}

// bareYear is a year that counts only where the words beside it say that it is no deadline.
var bareYear = regexp.MustCompile(`\b\d{4}\b`)

// dates are those found in normalised words: the deadlines, the number of other dates, and the remaining words.
// They are uncertain where something looks like a date and is none, such as 30 February.
type dates struct {
	last  []span
	other int
	rest  string
	sure  bool
}

func findDates(words string, plan importer.PlanHeader) dates {
	d := dates{rest: words, sure: true}
	for _, e := range expressions {
		for at := e.words.FindStringIndex(d.rest); at != nil; at = e.words.FindStringIndex(d.rest) {
			s, ok := e.read(e.words.FindStringSubmatch(d.rest[at[0]:at[1]]), plan)
			d.sure = d.sure && ok
			d.take(s, at[0], at[1])
		}
	}
	for _, at := range slices.Backward(bareYear.FindAllStringIndex(d.rest, -1)) {
		if !isLastDay(d.rest[:at[0]], d.rest[at[1]:]) {
			d.take(span{}, at[0], at[1])
		}
	}
	return d
}

// take records a date at a position in the words, and masks it together with a word before it that makes it a first
// day.
func (d *dates) take(s span, from, to int) {
	before, after := d.rest[:from], d.rest[to:]
	if isLastDay(before, after) {
		d.last = append(d.last, s)
	} else {
		d.other++
		if marker := firstDay.FindStringIndex(before); marker != nil {
			from = marker[0]
		}
	}
	d.rest = d.rest[:from] + strings.Repeat("#", to-from) + after
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// monthOf returns the number of a month by its English or French name.
func monthOf(word string) int {
	return 1 + slices.IndexFunc(monthNames[:], func(names string) bool {
		return slices.Contains(strings.Split(names, "|"), strings.TrimSuffix(word, "."))
	})
}
