package exchange

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"jalons/server/tracker"
)

// The words around dates, folded: without accents, in lower case.
var (
	recurring = regexp.MustCompile(`\b(annually|yearly|monthly|quarterly|biannually|semi-annually|twice (a|per) year|` +
		`(every|each) (year|quarter|month)|annuellement|mensuellement|trimestriellement|tous les ans|` +
		`chaque (annee|trimestre|mois)|(deux|trois|quatre) fois par an(nee)?)\b`)
	ongoing = regexp.MustCompile(`\b(ongoing|continuous|en cours|en continu|permanent)\b`)
	// Words that turn a date into something else than a last day, or leave a choice.
	unsure = regexp.MustCompile(`\b(before|after|not|from|since|starting|beginning|about|approximately|between|or|tbd|` +
		`avant|apres|pas|depuis|a partir|a compter|environ|vers|entre|ou)\b`)
	fourDigits = regexp.MustCompile(`\d{4,}`)
)

// readWords reads a deadline in English or French. Several dates: the last counts. What is not sure is
// not known.
func readWords(text string, plan tracker.PlanHeader) reading {
	folded := foldWords(text)
	repeats := recurring.MatchString(folded)
	spans, rest, sure := findSpans(folded, plan)
	r := reading{precision: tracker.PrecisionNone}
	switch {
	case !sure || unsure.MatchString(folded):
		return r
	case len(spans) > 0:
		r = lastOf(spans)
	case repeats || ongoing.MatchString(folded):
		r.known, r.kinds = true, []tracker.NoteKind{tracker.NoteNoDate}
	}
	if !r.known || leftOver(rest, r.to) {
		return reading{precision: tracker.PrecisionNone}
	}
	if repeats {
		r.precision = tracker.PrecisionRecurring
	}
	return r
}

// lastOf takes the last of several dates.
func lastOf(spans []span) reading {
	last := slices.MaxFunc(spans, func(a, b span) int { return cmp.Compare(a.to, b.to) })
	r := reading{known: true, from: last.from, to: last.to, precision: last.precision}
	r.kinds = append(r.kinds, tracker.NoteDateRead)
	if len(spans) > 1 {
		r.kinds = append(r.kinds, tracker.NoteTwoDates)
	}
	if last.endOfPlan {
		r.kinds = append(r.kinds, tracker.NoteEndOfPlan)
	}
	return r
}

// leftOver says that a year stands in the words, later than what was read from them.
func leftOver(rest string, to tracker.Day) bool {
	for _, digits := range fourDigits.FindAllString(rest, -1) {
		year, err := strconv.Atoi(digits)
		if err == nil && inWindow(year) && (to == "" || year > to.Time().Year()) {
			return true
		}
	}
	return false
}

// foldWords makes words comparable: no accents, lower case, plain blanks, hyphens and apostrophes.
func foldWords(text string) string {
	folded := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Pd, r):
			return '-'
		case r == '’':
			return '\''
		}
		return unicode.ToLower(plainDigit(r))
	}, norm.NFKD.String(text))
	return strings.Join(strings.Fields(folded), " ")
}
