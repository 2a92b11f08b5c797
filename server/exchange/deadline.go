package exchange

import (
	"slices"
	"time"

	"jalons/server/domain"
	"jalons/server/importer"
)

// noMonth is Canada's placeholder for a missing month.
const noMonth = "None"

// ReadDeadline reads the words of a deadline in English and French, and the month ("2006-01") that a
// plan may give beside them.
//
// The words are the promise. A month inside the period that they name says when in it; a month that
// contradicts them is noted and does not count; a month alone is the deadline, with its last day.
// Words that are not understood, or that differ between the languages, give no date of their own.
// Every date read from words is noted, and so is every text without one.
func ReadDeadline(
	words domain.Text, month string, plan importer.PlanHeader,
) (importer.Deadline, []importer.ImportNote) {
	due := importer.Deadline{Precision: domain.PrecisionNone, Raw: words}
	var kinds []importer.NoteKind
	if !words.IsZero() {
		due.On, due.Precision, kinds = readBoth(words, month, plan)
	} else if on, ok := lastDayOf(month); ok {
		due.On, due.Precision = on, domain.PrecisionMonth
		due.Raw = bilingual(month, month)
	} else {
		kinds = []importer.NoteKind{importer.NoteNoDate}
	}
	return due, notesOf(due, kinds, month)
}

// typingYears is the distance from its plan, in years, at which a year can only be a typing error.
const typingYears = 10

// readBoth reads the words in both languages and combines them with the month. Where a date has a typing error in
// one language, or lies many years away from the plan, that of the other counts.
func readBoth(words domain.Text, month string, plan importer.PlanHeader) (
	on domain.Day, precision domain.Precision, kinds []importer.NoteKind,
) {
	en, fr := readWords(words.In["en"], plan), readWords(words.In["fr"], plan)
	end, hasMonth := lastDayOf(month)
	switch {
	case en.known && fr.known && en.to == fr.to:
		return en.meet(fr).join(end)
	case en.spoilt(plan) && !fr.spoilt(plan) && fr.to != "":
		return fr.alone().join(end)
	case fr.spoilt(plan) && !en.spoilt(plan) && en.to != "":
		return en.alone().join(end)
	case !en.known && !fr.known:
		kinds = []importer.NoteKind{importer.NoteDateUnknown}
	default:
		kinds = []importer.NoteKind{importer.NoteLanguagesDisagree}
	}
	if hasMonth {
		return end, domain.PrecisionMonth, kinds
	}
	return "", domain.PrecisionNone, kinds
}

// reading is the result for one language. From and to bound the period of the last date; damaged words contain
// digits that no date was read from.
type reading struct {
	known     bool
	damaged   bool
	from, to  domain.Day
	precision domain.Precision
	kinds     []importer.NoteKind
}

// meet combines two languages that name the same deadline, or none: one recurring date is enough, and the shorter
// period counts.
func (r reading) meet(other reading) reading {
	if other.precision == domain.PrecisionRecurring ||
		r.precision != domain.PrecisionRecurring && other.from > r.from {
		return other
	}
	return r
}

// spoilt reports whether the words are a date with a typing error.
func (r reading) spoilt(plan importer.PlanHeader) bool {
	if !r.known {
		return r.damaged
	}
	year := r.to.Time().Year()
	return r.to != "" && (year < plan.FirstYear-typingYears || year > plan.LastYear+typingYears)
}

// alone is the reading of one language where the other has a typing error.
func (r reading) alone() reading {
	r.kinds = append(r.kinds, importer.NoteOneLanguage)
	return r
}

// join adds the last day of the month beside the words, empty where there is none.
func (r reading) join(end domain.Day) (on domain.Day, precision domain.Precision, kinds []importer.NoteKind) {
	repeats := r.precision == domain.PrecisionRecurring
	switch {
	case end == "" || end == r.to:
		return r.to, r.precision, r.kinds
	case r.to == "" && repeats, r.from <= end && end <= r.to && repeats:
		return end, r.precision, r.kinds
	case r.from <= end && end <= r.to, slices.Contains(r.kinds, importer.NoteNotDue):
		return end, domain.PrecisionMonth, r.kinds
	}
	return r.to, r.precision, append(r.kinds, importer.NoteColumnDiffers)
}

// notesOf returns what was read, one note a kind.
func notesOf(due importer.Deadline, kinds []importer.NoteKind, month string) []importer.ImportNote {
	raw := due.Raw.In["en"]
	if fr := due.Raw.In["fr"]; fr != "" && fr != raw {
		raw += " | " + fr
	}
	if month != "" && raw != month {
		raw = joinNonEmpty(raw, month)
	}
	read := joinNonEmpty(string(due.On), string(due.Precision))
	notes := make([]importer.ImportNote, 0, len(kinds))
	for _, kind := range kinds {
		notes = append(notes, importer.ImportNote{Kind: kind, Raw: raw, Read: read})
	}
	return notes
}

func joinNonEmpty(a, b string) string {
	if a == "" {
		return b
	}
	return a + " | " + b
}

// lastDayOf returns the last day of a month "2006-01", within the accepted years.
func lastDayOf(month string) (domain.Day, bool) {
	first, err := time.Parse("2006-01", month)
	if err != nil || !inWindow(first.Year()) {
		return "", false
	}
	return domain.DayOf(first.AddDate(0, 1, -1)), true
}

// inWindow accepts years that a plan can mean: typing errors such as 0202 or 20226 are rejected.
func inWindow(year int) bool { return 1990 <= year && year <= 2100 }
