package exchange

import (
	"jalons/server/domain"
)

const (
	notDue   = "not_due"
	oneOnly  = "date_read one_language"
	unknown  = "date_unknown"
	disagree = "languages_disagree"

	byDay     = domain.PrecisionDay
	byMonth   = domain.PrecisionMonth
	byQuarter = domain.PrecisionQuarter
	bySeason  = domain.PrecisionSeason
	byYear    = domain.PrecisionYear
	byFiscal  = domain.PrecisionFiscalYear
	again     = domain.PrecisionRecurring
	undated   = domain.PrecisionNone
)

// neighbours are ways to write a date that are close to those of Canada's plans.
var neighbours = []deadlineCase{
	// Ordinals.
	{"By March 31st, 2026", "D'ici le 31 mars 2026", "", "2026-03-31", byDay, read},
	{"31st of March 2026", "Le 31 mars 2026", "", "2026-03-31", byDay, read},
	{"By the 2nd of May, 2026", "D'ici au 2 mai 2026", "", "2026-05-02", byDay, read},
	{"May 3rd 2026", "3 mai 2026", "", "2026-05-03", byDay, read},
	{"The first of May 2026", "Le premier mai 2026", "", "2026-05-01", byDay, read},
	{"1st quarter of 2026", "1er trimestre de 2026", "", "2026-03-31", byQuarter, read},
	{"2nd quarter 2026", "2ème trimestre 2026", "", "2026-06-30", byQuarter, read},
	{"Last quarter of 2026", "Dernier trimestre de 2026", "", "2026-12-31", byQuarter, read},
	{"2026 Q3", "T3 2026", "", "2026-09-30", byQuarter, read},
	{"First half of 2026", "Premier semestre de 2026", "", "2026-06-30", byQuarter, read},
	{"H2 2026", "2e semestre 2026", "", "2026-12-31", byQuarter, read},
	{"May 32nd, 2026", "32 mai 2026", "", "", undated, unknown},

	// A typing error in one language: the date of the other counts.
	{"By Febuary 2026", "D'ici février 2026", "", "2026-02-28", byMonth, oneOnly},
	{"By February 2026", "D'ici fevirer 2026", "", "2026-02-28", byMonth, oneOnly},
	{"By March 20226", "D'ici mars 2026", "", "2026-03-31", byMonth, oneOnly},
	{"By March 2026", "D'ici mars 0202", "", "2026-03-31", byMonth, oneOnly},
	{"By March 2062", "D'ici mars 2026", "", "2026-03-31", byMonth, oneOnly},
	{"By fall 2027", "D'ici l'atuomne 2027", "", "2027-12-20", bySeason, oneOnly},
	{"By fall 2027", "D'ici l'atuomne 2027", "2027-11", "2027-11-30", byMonth, oneOnly},
	{"30 February 2026", "28 février 2026", "", "2026-02-28", byDay, oneOnly},
	{"By Febuary 2026", "D'ici fevirer 2026", "", "", undated, unknown},
	{"By March 2062", "D'ici mars 2072", "", "", undated, disagree},
	{"Before March 2026", "D'ici mars 2026", "", "", undated, disagree},

	// Seasons and fiscal years of two years.
	{"Winter 2025-26", "Hiver 2025-2026", "", "2026-03-19", bySeason, read},
	{"By winter 2025/26", "D'ici l'hiver 2025/2026", "", "2026-03-19", bySeason, read},
	{"Winter 2025–26", "Hiver 2025–2026", "", "2026-03-19", bySeason, read},
	{"Fall 2025-26", "Automne 2025-2026", "", "", undated, unknown},
	{"Winter 2025-28", "Hiver 2025-2028", "", "", undated, unknown},
	{"Fall/winter 2026", "Automne-hiver 2026", "", "", undated, unknown},
	{"Summer/fall 2026", "Été/automne 2026", "", "2026-12-20", bySeason, read},
	{"2026/27", "2026/2027", "", "2027-03-31", byFiscal, read},
	{"FY 2026/27", "Exercice 2026/2027", "", "2027-03-31", byFiscal, read},
	{"FY2026-27", "Exercice financier 2026-2027", "", "2027-03-31", byFiscal, read},
	{"End of fiscal year 2026-27", "Fin de l'exercice 2026-2027", "", "2027-03-31", byFiscal, read},
	{"Fiscal year 2011-12", "Exercice 2011-2012", "", "2012-03-31", byFiscal, read},
	{"2011/12", "2011/12", "", "", undated, unknown},
	{"Q4 of 2026-27", "T4 de 2026-2027", "", "2027-03-31", byQuarter, read},
	{"Second quarter of fiscal year 2026-27",
		"Deuxième trimestre de l'exercice 2026-2027", "", "2026-09-30", byQuarter, read},

	// Abbreviated and numeric months and days.
	{"Jan. 2027", "Janv. 2027", "", "2027-01-31", byMonth, read},
	{"Jan. 2027 / janv. 2027", "Jan. 2027 / janv. 2027", "", "2027-01-31", byMonth, read},
	{"By Feb 2027", "D'ici févr. 2027", "", "2027-02-28", byMonth, read},
	{"By Sept. 2027", "D'ici sept. 2027", "", "2027-09-30", byMonth, read},
	{"By Jul. 2027", "D'ici juill. 2027", "", "2027-07-31", byMonth, read},
	{"By Dec. 15, 2027", "D'ici le 15 déc. 2027", "", "2027-12-15", byDay, read},
	{"Aug 2027", "Août 2027", "", "2027-08-31", byMonth, read},
	{"March, 2027", "Mars 2027", "", "2027-03-31", byMonth, read},
	{"2027/03/15", "15/03/2027", "", "2027-03-15", byDay, read},
	{"12/31/2027", "31/12/2027", "", "2027-12-31", byDay, read},
	{"03/04/2027", "03/04/2027", "", "", undated, unknown},
	{"06/2027", "06/2027", "", "2027-06-30", byMonth, read},
	{"13/2027", "13/2027", "", "", undated, unknown},

	// Parts of a year.
	{"Mid-2027", "Mi-2027", "", "2027-06-30", byQuarter, read},
	{"By mid 2027", "D'ici le milieu de 2027", "", "2027-06-30", byQuarter, read},
	{"Middle of 2027", "Au milieu de l'année 2027", "", "2027-06-30", byQuarter, read},
	{"Late 2027", "Fin 2027", "", "2027-12-31", byYear, read},
	{"By the end of the year 2027", "D'ici la fin de l'année 2027", "", "2027-12-31", byYear, read},
	{"During 2027", "Au cours de 2027", "", "2027-12-31", byYear, read},
	{"Mid-March 2027", "Mi-mars 2027", "", "2027-03-31", byMonth, read},
	{"By end of 2027", "D'ici décembre 2027", "", "2027-12-31", byMonth, read},

	// What is done already, or can't begin earlier, is no deadline.
	{"Completed June 2025", "Achevé en juin 2025", "", "", undated, notDue},
	{"Completed in June 2025", "Terminé en juin 2025", "", "", undated, notDue},
	{"Done: June 2025", "Réalisé : juin 2025", "", "", undated, notDue},
	{"Was delivered in 2025", "A été livré en 2025", "", "", undated, notDue},
	{"Completed June 2025", "Achevé en juin 2025", "2025-06", "2025-06-30", byMonth, notDue},
	{"Completed by June 2026", "Achevé d'ici juin 2026", "", "2026-06-30", byMonth, read},
	{"To be completed in June 2026", "Doit être achevé en juin 2026", "", "2026-06-30", byMonth, read},
	{"Completed in June 2025, report by June 2026", "Achevé en juin 2025, rapport d'ici juin 2026",
		"", "2026-06-30", byMonth, read},
	{"June 2026 at the earliest", "Juin 2026 au plus tôt", "", "", undated, notDue},
	{"At the earliest, June 2026", "Au plus tôt en juin 2026", "", "", undated, notDue},
	{"Not before June 2026", "Pas avant juin 2026", "", "", undated, notDue},
	{"No earlier than 2026", "Pas avant 2026", "", "", undated, notDue},
	{"Starting in April 2026", "À partir d'avril 2026", "", "", undated, notDue},
	{"From 2026", "Dès 2026", "", "", undated, notDue},
	{"June 2026 onwards", "À compter de juin 2026", "", "", undated, notDue},
	{"Starting in April 2026, until March 2028", "À partir d'avril 2026, jusqu'en mars 2028",
		"", "2028-03-31", byMonth, read},

	// Deadlines among words that could mislead.
	{"June 2026 at the latest", "Au plus tard en juin 2026", "", "2026-06-30", byMonth, read},
	{"No later than June 2026", "Pas plus tard que juin 2026", "", "2026-06-30", byMonth, read},
	{"Not later than June 2026", "Au plus tard en juin 2026", "", "2026-06-30", byMonth, read},
	{"On or before March 31, 2026", "Au plus tard le 31 mars 2026", "", "2026-03-31", byDay, read},
	{"Before the end of 2026", "Avant la fin de 2026", "", "2026-12-31", byYear, read},
	{"From 2025 to 2028", "De 2025 à 2028", "", "2028-12-31", byYear, read},
	{"Between 2025 and 2028", "Entre 2025 et 2028", "", "2028-12-31", byYear, read},
	{"From April 2026 to March 2027", "D'avril 2026 à mars 2027", "", "2027-03-31", byMonth, read},
	{"March or April 2026", "Mars ou avril 2026", "", "", undated, unknown},

	// Recurring dates.
	{"Annually", "Chaque année", "", "", again, repeats},
	{"Every two years", "Tous les deux ans", "", "", again, repeats},
	{"Once a year", "Une fois par an", "", "", again, repeats},
	{"Annual", "Annuel", "", "", again, repeats},
	{"Each spring", "Chaque printemps", "", "", again, repeats},
	{"Annually", "Permanent", "", "", again, repeats},
	{"Annually, starting in 2026", "Chaque année à partir de 2026", "", "", again, repeats},
	{"Annually, starting in 2026", "Chaque année à partir de 2026", "2028-12", "2028-12-31", again, repeats},
	{"Annually until 2029", "Chaque année jusqu'en 2029", "2029-06", "2029-06-30", again, read},
	{"Quarterly to March 2028", "Chaque trimestre jusqu'en mars 2028", "", "2028-03-31", again, read},
	{"Annually until 2029", "Chaque année", "", "", undated, disagree},

	// No date.
	{"N/A", "S.O.", "", "", undated, none},
	{"No date", "Sans échéance", "", "", undated, none},
	{"Continuously", "En continu", "", "", undated, none},
	{"TBD", "À déterminer", "", "", undated, unknown},
}
