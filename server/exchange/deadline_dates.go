package exchange

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"jalons/server/tracker"
)

// span is one date found in words: a period by its first and last day.
type span struct {
	from, to  tracker.Day
	precision tracker.Precision
	endOfPlan bool
}

// expression is one way to write a date; read gets the submatches and says whether they are one.
type expression struct {
	words *regexp.Regexp
	read  func(m []string, plan tracker.PlanHeader) (span, bool)
}

const (
	monthWords = `(january|february|march|april|may|june|july|august|september|october|november|december|` +
		`janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)`
	seasonWords  = `(winter|spring|summer|fall|autumn|hiver|printemps|ete|automne)`
	quarterWords = `(q[1-4]|t[1-4]|(?:first|second|third|fourth) quarter|` +
		`(?:premier|deuxieme|troisieme|quatrieme|1er|[2-4]e) trimestre)`
)

// expressions are tried in this order, and what one has read is hidden from the next.
var expressions = []expression{
	{regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`), isoDay},
	{regexp.MustCompile(`\b(\d{1,2})(?:er)? ` + monthWords + ` (\d{4})\b`), dayMonthYear},
	{regexp.MustCompile(`\b` + monthWords + ` (\d{1,2}),? (\d{4})\b`), monthDayYear},
	{regexp.MustCompile(`\b` + monthWords + ` (?:of |de )?(\d{4})\b`), monthYear},
	{regexp.MustCompile(`\b(fiscal year |exercice )?(\d{4})-(\d{4}|\d{2})\b`), fiscalYear},
	{regexp.MustCompile(`\b` + seasonWords + ` (?:of |de )?(\d{4})\b`), season},
	{regexp.MustCompile(`\b` + quarterWords + ` (?:of |de )?(\d{4})\b`), quarter},
	{regexp.MustCompile(`\b(?:early|debut de|debut) (\d{4})\b`), earlyYear},
	{regexp.MustCompile(`\b(?:end of|fin de|fin) (\d{4})\b`), wholeYear},
	{regexp.MustCompile(`\b(?:end of the (?:commitment|plan)|fin (?:de l'engagement|du plan))\b`), endOfPlan},
	{regexp.MustCompile(`\b(\d{4}) (?:to|a) (\d{4})\b`), years},
	{regexp.MustCompile(`\b(?:by|in|until|to|d'ici|en|jusqu'en) (\d{4})\b`), wholeYear},
	{regexp.MustCompile(`^(\d{4})$`), wholeYear},
}

// findSpans finds every date in folded words, and gives the words that are left. It is not sure where
// something looks like a date and is none, such as 30 February.
func findSpans(words string, plan tracker.PlanHeader) (spans []span, rest string, sure bool) {
	sure = true
	for _, e := range expressions {
		words = e.words.ReplaceAllStringFunc(words, func(found string) string {
			s, ok := e.read(e.words.FindStringSubmatch(found), plan)
			spans, sure = append(spans, s), sure && ok
			return strings.Repeat("#", len(found))
		})
	}
	return spans, words, sure
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// monthOf gives the number of a month by its English or French word.
func monthOf(word string) int {
	words := strings.Split(strings.Trim(monthWords, "()"), "|")
	for i, w := range words {
		if w == word {
			return i%12 + 1
		}
	}
	return 0
}

func isoDay(m []string, _ tracker.PlanHeader) (span, bool) { return day(m[1], number(m[2]), m[3]) }

func dayMonthYear(m []string, _ tracker.PlanHeader) (span, bool) {
	return day(m[3], monthOf(m[2]), m[1])
}

func monthDayYear(m []string, _ tracker.PlanHeader) (span, bool) {
	return day(m[3], monthOf(m[1]), m[2])
}

func monthYear(m []string, _ tracker.PlanHeader) (span, bool) {
	return months(m[2], monthOf(m[1]), 1, tracker.PrecisionMonth)
}

func wholeYear(m []string, _ tracker.PlanHeader) (span, bool) {
	return months(m[1], 1, 12, tracker.PrecisionYear)
}

// earlyYear reads "early 2026" as the first quarter.
func earlyYear(m []string, _ tracker.PlanHeader) (span, bool) {
	return months(m[1], 1, 3, tracker.PrecisionQuarter)
}

func day(year string, month int, dayOfMonth string) (span, bool) {
	on, err := tracker.ParseDay(fmt.Sprintf("%s-%02d-%02d", year, month, number(dayOfMonth)))
	return span{from: on, to: on, precision: tracker.PrecisionDay}, err == nil
}

// months is a period of count months.
func months(year string, first, count int, precision tracker.Precision) (span, bool) {
	y := number(year)
	from := time.Date(y, time.Month(first), 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, count, -1)
	return span{from: tracker.DayOf(from), to: tracker.DayOf(to), precision: precision}, inWindow(y)
}

// fiscalYear reads Canada's year of April to March: "2026-27" ends on 31 March 2027. "2024-06" is a
// month; "2011-12" could be either and, without a word for it, is not read at all.
func fiscalYear(m []string, _ tracker.PlanHeader) (span, bool) {
	first, second := number(m[2]), number(m[3])
	next := second == first+1 || len(m[3]) == 2 && second == (first+1)%100
	couldBeMonth := m[1] == "" && len(m[3]) == 2 && 1 <= second && second <= 12
	switch {
	case couldBeMonth && !next:
		return months(m[2], second, 1, tracker.PrecisionMonth)
	case couldBeMonth || !next:
		return span{}, false
	}
	return months(m[2], 4, 12, tracker.PrecisionFiscalYear)
}

// seasons are those of the northern hemisphere by a fixed calendar (the sky's own days move by one or
// two from year to year): a season ends on the day before the next one begins.
//
//	winter 2028   21 December 2027 to 19 March 2028
//	spring 2028   20 March to 20 June 2028
//	summer 2028   21 June to 21 September 2028
//	fall 2028     22 September to 20 December 2028
//
// A winter belongs to the year in which it ends: Canada's sixth plan asks for a consultation by winter
// 2025 and for its results by summer 2025. Where a plan gives a month beside a season, the month counts:
// the fifth plan's is always the last full one of the season (spring: May, summer: August, fall: November).
var seasons = map[string]struct {
	from, to string
	yearOff  int
}{
	"winter": {"12-21", "03-19", -1}, "hiver": {"12-21", "03-19", -1},
	"spring": {"03-20", "06-20", 0}, "printemps": {"03-20", "06-20", 0},
	"summer": {"06-21", "09-21", 0}, "ete": {"06-21", "09-21", 0},
	"fall": {"09-22", "12-20", 0}, "autumn": {"09-22", "12-20", 0}, "automne": {"09-22", "12-20", 0},
}

func season(m []string, _ tracker.PlanHeader) (span, bool) {
	s, year := seasons[m[1]], number(m[2])
	return span{
		from:      tracker.Day(fmt.Sprintf("%04d-%s", year+s.yearOff, s.from)),
		to:        tracker.Day(fmt.Sprintf("%04d-%s", year, s.to)),
		precision: tracker.PrecisionSeason,
	}, inWindow(year)
}

// quarter reads quarters of the calendar year.
func quarter(m []string, _ tracker.PlanHeader) (span, bool) {
	numbers := map[string]int{"first": 1, "premier": 1, "1er": 1, "second": 2, "deuxieme": 2,
		"third": 3, "troisieme": 3, "fourth": 4, "quatrieme": 4}
	word, _, _ := strings.Cut(m[1], " ")
	n, ok := numbers[word]
	if !ok {
		n = number(strings.Trim(word, "qte"))
	}
	return months(m[2], 3*n-2, 3, tracker.PrecisionQuarter)
}

// endOfPlan reads "the end of the commitment": the last day of the plan's last year.
func endOfPlan(_ []string, plan tracker.PlanHeader) (span, bool) {
	s, ok := months(strconv.Itoa(plan.LastYear), 1, 12, tracker.PrecisionYear)
	s.endOfPlan = true
	return s, ok
}

// years reads "2025 to 2028": the last day of the last year.
func years(m []string, _ tracker.PlanHeader) (span, bool) {
	s, ok := months(m[2], 1, 12, tracker.PrecisionYear)
	s.from = tracker.Day(m[1] + "-01-01")
	return s, ok && m[1] < m[2]
}
