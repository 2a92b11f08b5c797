package exchange

import (
	"slices"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/importer"
)

// deadlineCase is a deadline as written, and its expected reading.
type deadlineCase struct {
	en, fr, month string
	on            domain.Day
	precision     domain.Precision
	kinds         string
}

const (
	read    = "date_read"
	none    = "no_date"
	differs = "date_read column_differs"
	several = "date_read two_dates"
	repeats = "recurring"
)

// deadlinesOfPlan4 are the deadlines of the fourth plan, which gives months only.
var deadlinesOfPlan4 = []deadlineCase{
	{month: "2018-04", on: "2018-04-30", precision: domain.PrecisionMonth},
	{month: "2018-08", on: "2018-08-31", precision: domain.PrecisionMonth},
	{month: "2018-09", on: "2018-09-30", precision: domain.PrecisionMonth},
	{month: "2018-10", on: "2018-10-31", precision: domain.PrecisionMonth},
	{month: "2018-11", on: "2018-11-30", precision: domain.PrecisionMonth},
	{month: "2018-12", on: "2018-12-31", precision: domain.PrecisionMonth},
	{month: "2019-01", on: "2019-01-31", precision: domain.PrecisionMonth},
	{month: "2019-02", on: "2019-02-28", precision: domain.PrecisionMonth},
	{month: "2019-03", on: "2019-03-31", precision: domain.PrecisionMonth},
	{month: "2019-04", on: "2019-04-30", precision: domain.PrecisionMonth},
	{month: "2019-05", on: "2019-05-31", precision: domain.PrecisionMonth},
	{month: "2019-06", on: "2019-06-30", precision: domain.PrecisionMonth},
	{month: "2019-07", on: "2019-07-31", precision: domain.PrecisionMonth},
	{month: "2019-08", on: "2019-08-31", precision: domain.PrecisionMonth},
	{month: "2019-09", on: "2019-09-30", precision: domain.PrecisionMonth},
	{month: "2019-10", on: "2019-10-31", precision: domain.PrecisionMonth},
	{month: "2019-12", on: "2019-12-31", precision: domain.PrecisionMonth},
	{month: "2020-01", on: "2020-01-31", precision: domain.PrecisionMonth},
	{month: "2020-02", on: "2020-02-29", precision: domain.PrecisionMonth},
	{month: "2020-03", on: "2020-03-31", precision: domain.PrecisionMonth},
	{month: "2020-04", on: "2020-04-30", precision: domain.PrecisionMonth},
	{month: "2020-05", on: "2020-05-31", precision: domain.PrecisionMonth},
	{month: "2020-06", on: "2020-06-30", precision: domain.PrecisionMonth},
	{month: "2020-08", on: "2020-08-31", precision: domain.PrecisionMonth},
	{month: "None", precision: domain.PrecisionNone, kinds: none},
	{month: "", precision: domain.PrecisionNone, kinds: none},
}

// deadlinesOfPlan5 are the deadlines of the fifth plan, which gives words and a month.
var deadlinesOfPlan5 = []deadlineCase{
	{"By 2023", "D'ici 2023", "2023-12", "2023-12-31", domain.PrecisionYear, read},
	{"By June 2024", "D'ici juin 2024", "2024-06", "2024-06-30", domain.PrecisionMonth, read},
	{"By 2022", "D'ici 2022", "2022-12", "2022-12-31", domain.PrecisionYear, read},
	{"By June 2022", "D'ici juin 2022", "2022-06", "2022-06-30", domain.PrecisionMonth, read},
	{"By June 2022 for reporting year 2022, and June 2023 for reporting year 2023",
		"D'ici juin 2022 pour le rapport de 2022, et juin 2023 pour le rapport de 2023",
		"2022-06", "2023-06-30", domain.PrecisionMonth, several + " column_differs"},
	{"By December 2024", "D'ici décembre 2024", "2024-12", "2024-12-31", domain.PrecisionMonth, read},
	{"By March 2023", "D'ici mars 2023", "2023-03", "2023-03-31", domain.PrecisionMonth, read},
	{"By February 2022 and February 2023", "D'ici février 2022 et février 2023",
		"2022-02", "2023-02-28", domain.PrecisionMonth, several + " column_differs"},
	{"By March 2024", "D'ici mars 2024", "2024-03", "2024-03-31", domain.PrecisionMonth, read},
	{"By December 2022", "D'ici décembre 2022", "2022-12", "2022-12-31", domain.PrecisionMonth, read},
	{"By September 2022", "D'ici septembre 2022", "2022-09", "2022-09-30", domain.PrecisionMonth, read},
	{"By May 2022", "D'ici mai 2022", "2022-05", "2022-05-31", domain.PrecisionMonth, read},
	{"By fall 2022", "D'ici l'automne 2022", "2022-11", "2022-11-30", domain.PrecisionMonth, read},
	{
		"By fiscal year 2023-24", "D'ici l'exercice 2023-2024", "2024-03", "2024-03-31", domain.PrecisionFiscalYear,
		read,
	},
	{"By spring 2022", "D'ici le printemps 2022", "2022-05", "2022-05-31", domain.PrecisionMonth, read},
	{"By December 2023", "D'ici décembre 2023", "2023-12", "2023-12-31", domain.PrecisionMonth, read},
	{"By December 2023", "D'ici décembre 2023", "", "2023-12-31", domain.PrecisionMonth, read},
	{"By February 2022", "D'ici février 2022", "2022-02", "2022-02-28", domain.PrecisionMonth, read},
	{"Annually", "Chaque année", "2024-12", "2024-12-31", domain.PrecisionRecurring, repeats},
	{"May 2023 and ongoing", "Mai 2023 et en cours", "2023-05", "2023-05-31", domain.PrecisionMonth, read},
	{"Ongoing", "En cours", "2024-12", "", domain.PrecisionNone, none + " column_differs"},
	{"By Summer 2023", "D'ici l'été 2023", "2023-08", "2023-08-31", domain.PrecisionMonth, read},
	{"Ongoing", "En cours", "2022-08", "", domain.PrecisionNone, none + " column_differs"},
	{"By end of 2022", "D'ici la fin de 2022", "2022-12", "2022-12-31", domain.PrecisionYear, read},
	{"By 2024", "D'ici 2024", "2024-12", "2024-12-31", domain.PrecisionYear, read},
	{"By March 2023", "D'ici mars 2023", "2024-03", "2023-03-31", domain.PrecisionMonth, differs},
	{"By October 2022", "D'ici octobre 2022", "2022-10", "2022-10-31", domain.PrecisionMonth, read},
	{"By June 2023", "D'ici juin 2023", "2023-06", "2023-06-30", domain.PrecisionMonth, read},
	{"Completion by March 2025; report initial progress by 2024",
		"Achèvement d'ici mars 2025; rapport sur les progrès initiaux réalisés d'ici 2024",
		"2024-12", "2025-03-31", domain.PrecisionMonth, several + " column_differs"},
	{"Completion by March 2026; report initial progress by 2024",
		"Achèvement d'ici mars 2026; rapport sur les progrès initiaux réalisés d'ici 2024",
		"2024-12", "2026-03-31", domain.PrecisionMonth, several + " column_differs"},
	{"By October 2023", "D'ici octobre 2023", "2023-10", "2023-10-31", domain.PrecisionMonth, read},
	{"Ongoing", "En cours", "2023-10", "", domain.PrecisionNone, none + " column_differs"},
	{"By September 2023", "D'ici septembre 2023", "2023-09", "2023-09-30", domain.PrecisionMonth, read},
	{"By fall 2023", "D'ici l'automne 2023", "2023-11", "2023-11-30", domain.PrecisionMonth, read},
	{"By March 2022", "D'ici mars 2022", "2022-03", "2022-03-31", domain.PrecisionMonth, read},
}

// deadlinesOfPlan6 are the short deadlines of the sixth plan, which gives words only.
var deadlinesOfPlan6 = []deadlineCase{
	{"Fall 2027", "Automne 2027", "", "2027-12-20", domain.PrecisionSeason, read},
	{"By winter 2025", "D'ici l'hiver 2025", "", "2025-03-19", domain.PrecisionSeason, read},
	{"By summer 2025", "D'ici l'été 2025", "", "2025-09-21", domain.PrecisionSeason, read},
	{"By fall 2028", "D'ici l'automne 2028", "", "2028-12-20", domain.PrecisionSeason, read},
	{"By fall 2027", "D'ici l'automne 2027", "", "2027-12-20", domain.PrecisionSeason, read},
	{"Ongoing", "Permanent", "", "", domain.PrecisionNone, none},
	{"By winter 2028", "D'ici l'hiver 2028", "", "2028-03-19", domain.PrecisionSeason, read},
	{"By end of 2028", "D'ici la fin de 2028", "", "2028-12-31", domain.PrecisionYear, read},
	{"By end of 2025", "D'ici la fin de 2025", "", "2025-12-31", domain.PrecisionYear, read},
	{"2026-27", "2026\u20112027", "", "2027-03-31", domain.PrecisionFiscalYear, read},
	{"By end of 2029", "D'ici la fin de 2029", "", "2029-12-31", domain.PrecisionYear, read},
	{"By March 2026", "D'ici mars 2026", "", "2026-03-31", domain.PrecisionMonth, read},
	{"By March 2027", "D'ici mars 2027", "", "2027-03-31", domain.PrecisionMonth, read},
	{"March 2029", "Mars 2029", "", "2029-03-31", domain.PrecisionMonth, read},
	{"By April 2026", "D'ici avril 2026", "", "2026-04-30", domain.PrecisionMonth, read},
	{"By spring 2026", "D'ici le printemps 2026", "", "2026-06-20", domain.PrecisionSeason, read},
	{"By June 2026", "D'ici juin 2026", "", "2026-06-30", domain.PrecisionMonth, read},
	{"By 2026", "D'ici 2026", "", "2026-12-31", domain.PrecisionYear, read},
	{"2025 to 2028", "De 2025 à 2028", "", "2028-12-31", domain.PrecisionYear, read},
	{"By 2029", "D'ici 2029", "", "2029-12-31", domain.PrecisionYear, read},
	{"2025 to 2029", "De 2025 à 2029", "", "2029-12-31", domain.PrecisionYear, read},
	{"By fall 2025", "D'ici l'automne 2025", "", "2025-12-20", domain.PrecisionSeason, read},
	{"By November 2025", "D'ici novembre 2025", "", "2025-11-30", domain.PrecisionMonth, read},
	{"By early 2026", "D'ici le début de 2026", "", "2026-03-31", domain.PrecisionQuarter, read},
	{"By end of 2026", "D'ici la fin de 2026", "", "2026-12-31", domain.PrecisionYear, read},
	{"Ongoing, annually", "Permanent, chaque année", "", "", domain.PrecisionRecurring, repeats},
	{"By December 2026", "D'ici décembre 2026", "", "2026-12-31", domain.PrecisionMonth, read},
	{"By December 2027", "D'ici décembre 2027", "", "2027-12-31", domain.PrecisionMonth, read},
	{"By December 2028", "D'ici décembre 2028", "", "2028-12-31", domain.PrecisionMonth, read},
	{"By December 2029", "D'ici décembre 2029", "", "2029-12-31", domain.PrecisionMonth, read},
	{"Biannually until 2029", "Deux fois par année jusqu'en 2029", "", "2029-12-31", domain.PrecisionRecurring, read},
}

// otherDeadlines are whole sentences, other ways to write a date, and words that must not be read as one.
var otherDeadlines = []deadlineCase{
	{"Annually, by March 31; to be told", "Chaque année, au plus tard le 31 mars; à dire",
		"", "", domain.PrecisionRecurring, repeats},
	{"Collected in March 2027 and at the end of the commitment",
		"Recueilli en mars 2027 ainsi qu'à la fin de l'engagement",
		"", "2029-12-31", domain.PrecisionYear, several + " end_of_plan"},
	{
		"After two years, November 2027.", "Après deux ans, soit en novembre 2027", "", "", domain.PrecisionNone,
		"date_unknown",
	},
	{
		"At the end of two years, November 2027.", "À la fin de deux ans, soit en novembre 2027", "", "2027-11-30",
		domain.PrecisionMonth, read,
	},
	{"15 May 2026", "15 mai 2026", "", "2026-05-15", domain.PrecisionDay, read},
	{"May 1, 2026", "1er mai 2026", "", "2026-05-01", domain.PrecisionDay, read},
	{"2026-05-15", "2026\u201105\u201115", "", "2026-05-15", domain.PrecisionDay, read},
	{"Third quarter of 2026", "3e trimestre de 2026", "", "2026-09-30", domain.PrecisionQuarter, read},
	{"Q4 2026", "T4 2026", "", "2026-12-31", domain.PrecisionQuarter, read},
	{"First quarter 2026", "Premier trimestre 2026", "", "2026-03-31", domain.PrecisionQuarter, read},
	{"By\u00a0March\u00a02026", "D\u2019ici\u202fmars 2026", "", "2026-03-31", domain.PrecisionMonth, read},
	{"2026", "2026", "", "2026-12-31", domain.PrecisionYear, read},
	{"2026-06", "2026-06", "", "2026-06-30", domain.PrecisionMonth, read},
	{"Ongoing through June 2020", "En cours jusqu'en juin 2020", "", "2020-06-30", domain.PrecisionMonth, read},
	{"2011-12", "2011-12", "", "", domain.PrecisionNone, "date_unknown"},
	{"2026-29", "2026-2029", "", "", domain.PrecisionNone, "date_unknown"},
	{"30 February 2026", "30 février 2026", "", "", domain.PrecisionNone, "date_unknown"},
	{"By 20226", "D'ici 20226", "", "", domain.PrecisionNone, "date_unknown"},
	{"By June 2024, then 2025", "D'ici juin 2024, puis 2025", "", "", domain.PrecisionNone, "date_unknown"},
	{"Before March 2026", "Avant mars 2026", "", "", domain.PrecisionNone, "date_unknown"},
	{"Soon", "Bientôt", "", "", domain.PrecisionNone, "date_unknown"},
	{"Soon", "Bientôt", "2024-03", "2024-03-31", domain.PrecisionMonth, "date_unknown"},
	{"By March 2026", "D'ici mai 2026", "", "", domain.PrecisionNone, "languages_disagree"},
	{"By March 2026", "D'ici mai 2026", "2026-05", "2026-05-31", domain.PrecisionMonth, "languages_disagree"},
	{"By 2026", "Bientôt", "", "", domain.PrecisionNone, "languages_disagree"},
	{
		"Biannually until 2029", "Deux fois par année jusqu'en 2029", "2030-12", "2029-12-31",
		domain.PrecisionRecurring, "date_read column_differs",
	},
}

func TestReadDeadline(t *testing.T) {
	for plan, cases := range map[string][]deadlineCase{
		"nap4": deadlinesOfPlan4, "nap5": deadlinesOfPlan5,
		"nap6": slices.Concat(deadlinesOfPlan6, otherDeadlines, neighbours),
	} {
		header, _ := planNamed(plan)
		for _, c := range cases {
			t.Run(strings.Join([]string{plan, c.en, c.fr, c.month}, "|"), func(t *testing.T) {
				due, notes := ReadDeadline(bilingual(c.en, c.fr), c.month, header)
				if due.On != c.on || due.Precision != c.precision || kindsOf(notes) != c.kinds {
					t.Errorf("got %q %s (%s), want %q %s (%s)",
						due.On, due.Precision, kindsOf(notes), c.on, c.precision, c.kinds)
				}
				if c.en != "" && (due.Raw.In["en"] != c.en || due.Raw.In["fr"] != c.fr) {
					t.Errorf("got raw words %v, want them unchanged", due.Raw.In)
				}
			})
		}
	}
}

func TestDeadlineNoteShowsBothLanguagesAndTheMonth(t *testing.T) {
	plan, _ := planNamed("nap5")
	_, notes := ReadDeadline(bilingual("By March 2023", "D'ici mars 2023"), "2024-03", plan)
	want := importer.ImportNote{
		Kind: importer.NoteColumnDiffers, Raw: "By March 2023 | D'ici mars 2023 | 2024-03", Read: "2023-03-31 | month",
	}
	if len(notes) != 2 || notes[1] != want {
		t.Errorf("got %+v, want %+v last", notes, want)
	}
}

func kindsOf(notes []importer.ImportNote) string {
	kinds := make([]string, len(notes))
	for i, note := range notes {
		kinds[i] = string(note.Kind)
	}
	return strings.Join(kinds, " ")
}
