package exchange

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jalons/server/domain"
	"jalons/server/importer"
)

func isoDay(m []string, _ importer.PlanHeader) (span, bool) { return day(m[1], number(m[3]), m[4]) }

// numericDay reads "30/6/2016", where only one order of day and month makes a date, or both the same.
func numericDay(m []string, _ importer.PlanHeader) (span, bool) {
	switch first, second := number(m[1]), number(m[2]); {
	case first > 12 || first == second:
		return day(m[3], second, m[1])
	case second > 12:
		return day(m[3], first, m[2])
	}
	return span{}, false
}

func numericMonth(m []string, _ importer.PlanHeader) (span, bool) {
	month := number(m[1])
	s, ok := months(m[2], month, 1, domain.PrecisionMonth)
	return s, ok && 1 <= month && month <= 12
}

func dayMonthYear(m []string, _ importer.PlanHeader) (span, bool) {
	return day(m[3], monthOf(m[2]), m[1])
}

func monthDayYear(m []string, _ importer.PlanHeader) (span, bool) {
	return day(m[3], monthOf(m[1]), m[2])
}

func monthYear(m []string, _ importer.PlanHeader) (span, bool) {
	return months(m[2], monthOf(m[1]), 1, domain.PrecisionMonth)
}

func wholeYear(m []string, _ importer.PlanHeader) (span, bool) {
	return months(m[1], 1, 12, domain.PrecisionYear)
}

// earlyYear reads "early 2026" as the first quarter.
func earlyYear(m []string, _ importer.PlanHeader) (span, bool) {
	return months(m[1], 1, 3, domain.PrecisionQuarter)
}

// midYear reads "mid-2027" as the quarter that ends in the middle of the year.
func midYear(m []string, _ importer.PlanHeader) (span, bool) {
	return months(cmp.Or(m[1], m[2]), 4, 3, domain.PrecisionQuarter)
}

// ambiguous is a way to write a date that has two readings.
func ambiguous([]string, importer.PlanHeader) (span, bool) { return span{}, false }

func day(year string, month int, dayOfMonth string) (span, bool) {
	n := number(dayOfMonth)
	if dayOfMonth == "first" || dayOfMonth == "premier" {
		n = 1
	}
	on, err := domain.ParseDay(fmt.Sprintf("%s-%02d-%02d", year, month, n))
	return span{from: on, to: on, precision: domain.PrecisionDay}, err == nil
}

// months is a period of count months.
func months(year string, first, count int, precision domain.Precision) (span, bool) {
	y := number(year)
	from := time.Date(y, time.Month(first), 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, count, -1)
	return span{from: domain.DayOf(from), to: domain.DayOf(to), precision: precision}, inWindow(y)
}

// follows reports whether a second year, in two or four digits, is the one after the first.
func follows(first, second string) bool {
	next := number(first) + 1
	return number(second) == next || len(second) == 2 && number(second) == next%100
}

// fiscalYear reads Canada's year of April to March: "2026-27" ends on 31 March 2027. "2024-06" is a
// month; "2011-12" could be either and, without a word for it, is not read at all.
func fiscalYear(m []string, _ importer.PlanHeader) (span, bool) {
	second, next := number(m[3]), follows(m[2], m[3])
	couldBeMonth := m[1] == "" && len(m[3]) == 2 && 1 <= second && second <= 12
	switch {
	case couldBeMonth && !next:
		return months(m[2], second, 1, domain.PrecisionMonth)
	case couldBeMonth || !next:
		return span{}, false
	}
	return months(m[2], 4, 12, domain.PrecisionFiscalYear)
}

// fiscalQuarter reads the quarters of Canada's year of April to March: the fourth of 2026-27 ends in March 2027.
func fiscalQuarter(m []string, _ importer.PlanHeader) (span, bool) {
	s, ok := months(m[3], 3*quarterOf(m[1])+1, 3, domain.PrecisionQuarter)
	return s, ok && follows(m[3], m[4])
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

func season(m []string, _ importer.PlanHeader) (span, bool) {
	s, year := seasons[m[1]], number(m[2])
	return span{
		from:      domain.Day(fmt.Sprintf("%04d-%s", year+s.yearOff, s.from)),
		to:        domain.Day(fmt.Sprintf("%04d-%s", year, s.to)),
		precision: domain.PrecisionSeason,
	}, inWindow(year)
}

// seasonOfTwoYears reads "winter 2025-26", the only season that two years share.
func seasonOfTwoYears(m []string, plan importer.PlanHeader) (span, bool) {
	s, ok := season([]string{"", m[1], strconv.Itoa(number(m[2]) + 1)}, plan)
	return s, ok && seasons[m[1]].yearOff < 0 && follows(m[2], m[3])
}

// quarterOf returns the number of a quarter or half by its words, such as "q3" or "troisieme trimestre".
func quarterOf(words string) int {
	numbers := map[string]int{"first": 1, "premier": 1, "second": 2, "deuxieme": 2, "third": 3, "troisieme": 3,
		"fourth": 4, "quatrieme": 4, "last": 4, "final": 4, "dernier": 4}
	word, _, _ := strings.Cut(words, " ")
	if n, ok := numbers[word]; ok {
		return n
	}
	return number(strings.Trim(word, "abcdefghijklmnopqrstuvwxyz"))
}

// quarter reads quarters of the calendar year.
func quarter(m []string, _ importer.PlanHeader) (span, bool) {
	return months(m[2], 3*quarterOf(m[1])-2, 3, domain.PrecisionQuarter)
}

func quarterAfterYear(m []string, plan importer.PlanHeader) (span, bool) {
	return quarter([]string{"", m[2], m[1]}, plan)
}

// half reads "second half of 2026" by the quarter that it ends with.
func half(m []string, _ importer.PlanHeader) (span, bool) {
	s, ok := months(m[2], 6*min(quarterOf(m[1]), 2)-5, 6, domain.PrecisionQuarter)
	return s, ok
}

// endOfPlan reads "the end of the commitment": the last day of the plan's last year.
func endOfPlan(_ []string, plan importer.PlanHeader) (span, bool) {
	s, ok := months(strconv.Itoa(plan.LastYear), 1, 12, domain.PrecisionYear)
	s.endOfPlan = true
	return s, ok
}

// years reads "2025 to 2028": the last day of the last year.
func years(m []string, _ importer.PlanHeader) (span, bool) {
	s, ok := months(m[2], 1, 12, domain.PrecisionYear)
	s.from = domain.Day(m[1] + "-01-01")
	return s, ok && m[1] < m[2]
}
