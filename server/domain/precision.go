package domain

// Precision says how exactly a deadline is known.
type Precision string

// The precisions of a deadline.
const (
	PrecisionDay        Precision = "day"
	PrecisionMonth      Precision = "month"
	PrecisionQuarter    Precision = "quarter"
	PrecisionSeason     Precision = "season"
	PrecisionYear       Precision = "year"
	PrecisionFiscalYear Precision = "fiscal_year"
	PrecisionRecurring  Precision = "recurring"
	PrecisionNone       Precision = "none"
)

// Precisions lists them from the finest; recurring and none have no day.
func Precisions() []Precision {
	return []Precision{
		PrecisionDay, PrecisionMonth, PrecisionQuarter, PrecisionSeason, PrecisionYear, PrecisionFiscalYear,
		PrecisionRecurring, PrecisionNone,
	}
}

// CalendarPrecisions lists those that a person chooses for a new date.
func CalendarPrecisions() []Precision {
	return []Precision{PrecisionDay, PrecisionMonth, PrecisionQuarter, PrecisionYear}
}
