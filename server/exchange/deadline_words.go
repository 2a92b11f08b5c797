package exchange

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"jalons/server/domain"
	"jalons/server/importer"
)

// The words around dates, normalised: without accents, in lower case.
var (
	recurring = regexp.MustCompile(`\b(annually|yearly|monthly|weekly|quarterly|biannually|` +
		`bi-annually|semi-annually|biennially|(once|twice) (a|per) year|` +
		`(every|each) (year|quarter|month|week|spring|summer|fall|winter|` + monthWords + `)|` +
		`every (two|three|four|six|\d{1,2}) (years|months|weeks)|` +
		`annuellement|mensuellement|trimestriellement|semestriellement|tous les (ans|mois|trimestres|semestres|` +
		`(deux|trois|quatre|six|\d{1,2}) (ans|mois))|toutes les (annees|(deux|\d{1,2}) semaines)|` +
		`chaque (annee|trimestre|mois|semaine|printemps|ete|automne|hiver)|` +
		`(une|deux|trois|quatre|\d) fois par an(nee)?)\b|^(annual|annuel(le)?)\b`)
	ongoing = regexp.MustCompile(`\b(ongoing|continuous(ly)?|continually|en cours|en continu|continu|permanent|` +
		`no (end )?date|sans (date|fin|echeance))\b|^(n/a|not applicable|s\.?o\.?|sans objet|none|aucune?)\.?$`)
	// Words after which a date is no deadline, or only one of several.
	unsure = regexp.MustCompile(`\b(before|after|not|from|since|starting|beginning|about|approximately|` +
		`around|between|or|tbd|avant|apres|pas|depuis|a partir|a compter|environ|vers|entre|ou)\b`)
	fourDigits = regexp.MustCompile(`\d{4,}`)
	aDigit     = regexp.MustCompile(`\d`)
)

// sameAs replaces phrases whose words would mislead one by one: the first mean a deadline, the last a first day.
var sameAs = []struct {
	phrase *regexp.Regexp
	plain  string
}{
	{regexp.MustCompile(`\b(no|not) later than\b|\bon or before\b`), "by"},
	{regexp.MustCompile(`\bbefore (the )?end\b`), "by the end"},
	{regexp.MustCompile(`\b(pas|non) plus tard (que|qu')`), "d'ici"},
	{regexp.MustCompile(`\bavant (la )?fin\b`), "d'ici la fin"},
	{regexp.MustCompile(`\b(no|not) (before|earlier than|sooner than)\b|\b(pas|jamais) avant\b`), "starting"},
}

// Words beside a date that make it a first day, or the day of completion.
var (
	firstDay = regexp.MustCompile(`\b(starting|beginning|effective|from|since|as of|at the earliest,?|commencant|` +
		`debutant|depuis|a partir|a compter|des|au plus tot,?)` +
		`( (in|on|with|the|early|late|mid|le|la|du|de|d'|l'|en|au))*[ '-]*$`)
	firstDayAfter = regexp.MustCompile(
		`^[ ,(]*(at the earliest|or later|onwards?|and beyond|au plus tot|ou plus tard|et au-dela)\b`)
	wasDone = regexp.MustCompile(`\b((was |were |already |a ete |ont ete |deja )?` +
		`(completed|finished|done|delivered|acheve|termine|complete|realise|livre)e?s?)( (in|on|en|le))?[ :(,]*$`)
	willBeDone = regexp.MustCompile(`\b(be|fully|etre|sera|seront|soit|soient) \w+( (in|on|en|le))?[ :(,]*$`)
)

// isLastDay reports whether the words make a date a deadline, rather than a first or past day.
func isLastDay(before, after string) bool {
	done := wasDone.MatchString(before) && !willBeDone.MatchString(before)
	return !done && !firstDay.MatchString(before) && !firstDayAfter.MatchString(after)
}

// readWords reads a deadline in English or French. Of several dates the last counts. An uncertain one is unknown.
func readWords(text string, plan importer.PlanHeader) reading {
	folded := foldWords(text)
	for _, same := range sameAs {
		folded = same.phrase.ReplaceAllString(folded, same.plain)
	}
	repeats := recurring.MatchString(folded)
	dates := findDates(folded, plan)
	r := reading{precision: domain.PrecisionNone, damaged: aDigit.MatchString(folded) &&
		!unsure.MatchString(dates.rest)}
	switch {
	case !dates.sure || unsure.MatchString(dates.rest):
		return r
	case len(dates.last) > 0:
		r = lastOf(dates.last)
	case repeats:
		r.known, r.kinds = true, []importer.NoteKind{importer.NoteRecurring}
	case ongoing.MatchString(folded):
		r.known, r.kinds = true, []importer.NoteKind{importer.NoteNoDate}
	case dates.other > 0:
		r.known, r.kinds = true, []importer.NoteKind{importer.NoteNotDue}
	}
	if !r.known || leftOver(dates.rest, r.to) {
		return reading{precision: domain.PrecisionNone, damaged: r.damaged}
	}
	if repeats {
		r.precision = domain.PrecisionRecurring
	}
	return r
}

// lastOf returns the last of several dates.
func lastOf(spans []span) reading {
	last := slices.MaxFunc(spans, func(a, b span) int { return cmp.Compare(a.to, b.to) })
	r := reading{known: true, from: last.from, to: last.to, precision: last.precision}
	r.kinds = append(r.kinds, importer.NoteDateRead)
	if slices.ContainsFunc(spans, func(s span) bool { return s.to != last.to || s.precision != last.precision }) {
		r.kinds = append(r.kinds, importer.NoteTwoDates)
	}
	if last.endOfPlan {
		r.kinds = append(r.kinds, importer.NoteEndOfPlan)
	}
	return r
}

// leftOver reports whether a year in the words is later than what was read from them.
func leftOver(rest string, to domain.Day) bool {
	for _, digits := range fourDigits.FindAllString(rest, -1) {
		year, err := strconv.Atoi(digits)
		if err == nil && inWindow(year) && (to == "" || year > to.Time().Year()) {
			return true
		}
	}
	return false
}

// foldWords normalises words for comparison: no accents, lower case, plain spaces, hyphens and apostrophes.
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
