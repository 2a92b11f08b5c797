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
