package importer

import "jalons/server/domain"

// Deadline is a date as promised. On is its last day, empty where there is none and nothing is ever
// late: always with PrecisionNone, and with PrecisionRecurring where no end is named. Raw keeps the
// words of the source.
type Deadline struct {
	On        domain.Day
	Precision domain.Precision
	Raw       domain.Text
}

// PlanHeader names an action plan: Code is the state and the first year ("CA-2018"), Number the
// state's own count of its plans.
type PlanHeader struct {
	State     string
	Code      string
	Number    int
	FirstYear int
	LastYear  int
	Title     domain.Text
}

// PlanImport is an action plan read from a file, commitments by number. Read counts its data rows,
// Ignored the blank ones among them; each other row is one indicator.
type PlanImport struct {
	Plan        PlanHeader
	Commitments []CommitmentImport
	Notes       []ImportNote
	Read        int
	Ignored     int
}

// CommitmentImport is one promise of a plan. Code ("CA-2018-C01") is the key of an upsert; Line is
// the first line of the file that names it. LeadDept joins the departments of its indicators.
type CommitmentImport struct {
	Line       int
	Code       string
	Number     int
	Title      domain.Text
	LeadDept   []string
	Milestones []MilestoneImport
}

// MilestoneImport is one step of a commitment, keyed by Code ("CA-2018-C01.1").
type MilestoneImport struct {
	Line       int
	Code       string
	Number     int
	Title      domain.Text
	Indicators []IndicatorImport
}

// IndicatorImport is one measure of a milestone, keyed by Code ("CA-2018-C01.1.1"). SourceCode is
// the code as the file spells it: the same indicator is C05.3.9 in one edition and C05.3.09 in
// another. Full is the long form of Title, zero where the file has none.
type IndicatorImport struct {
	Line       int
	Code       string
	SourceCode string
	Number     int
	Title      domain.Text
	Full       domain.Text
	Due        Deadline
	LeadDept   []string
}

// ProgressImport is a history of statements read from a file, by period and then by code.
type ProgressImport struct {
	Rows    []ProgressRow
	Notes   []ImportNote
	Read    int
	Ignored int
}

// ProgressRow is what a state reported on one indicator for one period: a declared statement whose
// key is (Period, Code). Period is "2006-01" and EffectiveOn its last day; Code is an
// IndicatorImport's; Level is one of the four levels of work. Texts are zero where none was given.
type ProgressRow struct {
	Line        int
	Period      string
	EffectiveOn domain.Day
	Code        string
	Level       domain.Level
	Progress    domain.Text
	Evidence    domain.Text
	Challenges  domain.Text
	Owner       string
	OwnerTitle  domain.Text
}

// NoteKind says why an import lists something: people read the translation of "import.note." + kind.
type NoteKind string

// The kinds of note. None of them stops an import.
const (
	NoteDateRead          NoteKind = "date_read"          // a date read from prose
	NoteTwoDates          NoteKind = "two_dates"          // several dates in one cell, the last counts
	NoteEndOfPlan         NoteKind = "end_of_plan"        // "end of the commitment" read as the plan's last day
	NoteNoDate            NoteKind = "no_date"            // the source says that there is no end
	NoteRecurring         NoteKind = "recurring"          // the words repeat and name no end themselves
	NoteNotDue            NoteKind = "not_due"            // a first day, or one on which all was done: no last day
	NoteOneLanguage       NoteKind = "one_language"       // a typing error in one language: the other one's date counts
	NoteDateUnknown       NoteKind = "date_unknown"       // words that are not understood: no date
	NoteLanguagesDisagree NoteKind = "languages_disagree" // the languages name different dates
	NoteColumnDiffers     NoteKind = "column_differs"     // the date column contradicts the words, which count
	NoteStatedNone        NoteKind = "stated_none"        // NIL, Aucun, N/A and their kind
	// a date more than a year before or after the years of its plan
	NoteOutsidePlan NoteKind = "outside_plan"
)

// ImportNote tells a person what the import read where the source leaves room: Raw as written, Read
// as understood.
type ImportNote struct {
	Line int
	Code string
	Kind NoteKind
	Raw  string
	Read string
}

// ImportReport sums up an import in rows of the file: Read = New + Changed + Unchanged + Errors + Ignored.
type ImportReport struct {
	Read      int
	New       int
	Changed   int
	Unchanged int
	Errors    int
	Ignored   int
	Notes     []ImportNote
	Changes   []ImportChange
}

// ChangeField says what an import changes: people read the translation of "import.field." + field.
type ChangeField string

// The fields of a change. An absent code is in the record and not in the file: it stays.
const (
	FieldTitle    ChangeField = "title"
	FieldDetail   ChangeField = "detail"
	FieldDueOn    ChangeField = "due_on"
	FieldDueWords ChangeField = "due_words"
	FieldLead     ChangeField = "lead"
	FieldLevel    ChangeField = "level"
	FieldCode     ChangeField = "code"   // an absent code whose title stands under a new one
	FieldAbsent   ChangeField = "absent" // Before is the title that the file leaves out
)

// ImportChange is one value of the record that a file says otherwise. Lang is the language of a text.
type ImportChange struct {
	Line   int
	Code   string
	Field  ChangeField
	Lang   string
	Before string
	After  string
}
