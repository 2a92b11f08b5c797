package tracker

import (
	"context"
	"fmt"
	"time"
)

// The rows of the lists of the record: flat, with the names that their columns have in a table.

// StateFactRow is what is so of a state from a day on: what decides whether it is in a pool.
type StateFactRow struct {
	State          string  `json:"state" db:"state" doc:"code of the state or government"`
	Fact           string  `json:"fact" db:"fact" doc:"kind of dated fact: region, membership, suspension, mandate"`
	Value          *string `json:"value" db:"value" doc:"value of the fact: region, membership, capacity of the mandate"`
	FromDay        Day     `json:"from_day" db:"from_day" doc:"first day; empty: ever since or not known"`
	FromPrecision  *string `json:"from_precision" db:"from_precision" doc:"precision of the first day"`
	UntilDay       Day     `json:"until_day" db:"until_day" doc:"first day it no longer applies; empty: in force or not known"`
	UntilPrecision *string `json:"until_precision" db:"until_precision" doc:"precision of that day; none: ended on a day not known"`
	Demonstration  bool    `json:"demonstration" db:"demonstration" doc:"true: row invented for the demonstration"`
}

// MilestoneRow is a milestone with what stands of it today.
type MilestoneRow struct {
	Code                 string     `json:"code" db:"code" doc:"public, stable code"`
	Commitment           string     `json:"commitment" db:"commitment" doc:"code of the commitment"`
	State                string     `json:"state" db:"state" doc:"code of the state or government"`
	Number               int64      `json:"number" db:"number" doc:"number in its group"`
	TitleOriginal        *string    `json:"title_original" db:"title_original" doc:"title: language of the original"`
	TitleFR              *string    `json:"title_fr" db:"title_fr" doc:"title, in French"`
	TitleEN              *string    `json:"title_en" db:"title_en" doc:"title, in English"`
	TitleAR              *string    `json:"title_ar" db:"title_ar" doc:"title, in Arabic"`
	Weight               int64      `json:"weight" db:"weight" doc:"weight of the milestone, 1 to 3"`
	DueOn                Day        `json:"due_on" db:"due_on" doc:"current due date; empty: no due date"`
	OwnDueOn             Day        `json:"own_due_on" db:"own_due_on" doc:"the milestone’s own date; empty: that of its indicators counts"`
	DuePrecision         string     `json:"due_precision" db:"due_precision" doc:"precision of the due date"`
	DueRawFR             *string    `json:"due_raw_fr" db:"due_raw_fr" doc:"due date as the source writes it, in French"`
	DueRawEN             *string    `json:"due_raw_en" db:"due_raw_en" doc:"due date as the source writes it, in English"`
	DueRawAR             *string    `json:"due_raw_ar" db:"due_raw_ar" doc:"due date as the source writes it, in Arabic"`
	FirstDueOn           Day        `json:"first_due_on" db:"first_due_on" doc:"original due date"`
	FirstDueKnown        bool       `json:"first_due_known" db:"first_due_known" doc:"false: the original due date is not known"`
	Declared             *string    `json:"declared" db:"declared" doc:"level or stage declared; empty: nothing declared"`
	DeclaredOn           Day        `json:"declared_on" db:"declared_on" doc:"effective date of the declaration"`
	Approved             *string    `json:"approved" db:"approved" doc:"level approved by the state or government; empty: nothing approved"`
	ApprovedOn           Day        `json:"approved_on" db:"approved_on" doc:"effective date of the approved level"`
	ApprovedWay          *string    `json:"approved_way" db:"approved_way" doc:"way of the approval: state, countersigned, delegation, document"`
	Assessed             *string    `json:"assessed" db:"assessed" doc:"level assessed by a third party; empty: not assessed"`
	AssessedOn           Day        `json:"assessed_on" db:"assessed_on" doc:"effective date of the assessment"`
	CompletedOn          Day        `json:"completed_on" db:"completed_on" doc:"date since which “Completed” has been approved"`
	CoveredUntil         *string    `json:"covered_until" db:"covered_until" doc:"last day on which the approved level is up to date; infinity: without end"`
	Outside              *string    `json:"outside" db:"outside" doc:"why the milestone does not count: withdrawn, superseded"`
	SupersededBy         *string    `json:"superseded_by" db:"superseded_by" doc:"code of the milestone that replaces this one"`
	WithdrawalDecidedOn  Day        `json:"withdrawal_decided_on" db:"withdrawal_decided_on" doc:"day of the decision to withdraw; empty: without one"`
	WithdrawalRecordedAt *time.Time `json:"withdrawal_recorded_at" db:"withdrawal_recorded_at" doc:"date and time the milestone’s withdrawal was recorded (UTC)"`
	PublishedAt          time.Time  `json:"published_at" db:"published_at" doc:"date and time of publication (UTC)"`
	Demonstration        bool       `json:"demonstration" db:"demonstration" doc:"true: row invented for the demonstration"`
}

// IndicatorRow is an indicator of a milestone.
type IndicatorRow struct {
	Code          string   `json:"code" db:"code" doc:"public, stable code"`
	Milestone     string   `json:"milestone" db:"milestone" doc:"code of the milestone"`
	Commitment    string   `json:"commitment" db:"commitment" doc:"code of the commitment"`
	State         string   `json:"state" db:"state" doc:"code of the state or government"`
	Number        int64    `json:"number" db:"number" doc:"number in its group"`
	TitleOriginal *string  `json:"title_original" db:"title_original" doc:"title: language of the original"`
	TitleFR       *string  `json:"title_fr" db:"title_fr" doc:"title, in French"`
	TitleEN       *string  `json:"title_en" db:"title_en" doc:"title, in English"`
	TitleAR       *string  `json:"title_ar" db:"title_ar" doc:"title, in Arabic"`
	DetailFR      *string  `json:"detail_fr" db:"detail_fr" doc:"long form of the title, in French"`
	DetailEN      *string  `json:"detail_en" db:"detail_en" doc:"long form of the title, in English"`
	DetailAR      *string  `json:"detail_ar" db:"detail_ar" doc:"long form of the title, in Arabic"`
	DueOn         Day      `json:"due_on" db:"due_on" doc:"current due date; empty: no due date"`
	DuePrecision  string   `json:"due_precision" db:"due_precision" doc:"precision of the due date"`
	DueRawFR      *string  `json:"due_raw_fr" db:"due_raw_fr" doc:"due date as the source writes it, in French"`
	DueRawEN      *string  `json:"due_raw_en" db:"due_raw_en" doc:"due date as the source writes it, in English"`
	DueRawAR      *string  `json:"due_raw_ar" db:"due_raw_ar" doc:"due date as the source writes it, in Arabic"`
	FirstDueOn    Day      `json:"first_due_on" db:"first_due_on" doc:"original due date"`
	FirstDueKnown bool     `json:"first_due_known" db:"first_due_known" doc:"false: the original due date is not known"`
	UnitFR        *string  `json:"unit_fr" db:"unit_fr" doc:"unit of measurement, in French"`
	UnitEN        *string  `json:"unit_en" db:"unit_en" doc:"unit of measurement, in English"`
	UnitAR        *string  `json:"unit_ar" db:"unit_ar" doc:"unit of measurement, in Arabic"`
	Baseline      *float64 `json:"baseline" db:"baseline" doc:"baseline"`
	Target        *float64 `json:"target" db:"target" doc:"target value"`
	Leads         *string  `json:"leads" db:"leads" doc:"lead institutions, separated by “;”"`
	Demonstration bool     `json:"demonstration" db:"demonstration" doc:"true: row invented for the demonstration"`
}

// DateMoveRow is a date that was moved.
type DateMoveRow struct {
	Move          int64     `json:"move" db:"move" doc:"number of the move"`
	Milestone     string    `json:"milestone" db:"milestone" doc:"code of the milestone"`
	Indicator     *string   `json:"indicator" db:"indicator" doc:"code of the indicator; empty: the milestone itself"`
	State         string    `json:"state" db:"state" doc:"code of the state or government"`
	OldOn         Day       `json:"old_on" db:"old_on" doc:"date before"`
	NewOn         Day       `json:"new_on" db:"new_on" doc:"new date"`
	Reason        string    `json:"reason" db:"reason" doc:"reason"`
	NoteFR        *string   `json:"note_fr" db:"note_fr" doc:"note, in French"`
	NoteEN        *string   `json:"note_en" db:"note_en" doc:"note, in English"`
	NoteAR        *string   `json:"note_ar" db:"note_ar" doc:"note, in Arabic"`
	ActingAs      string    `json:"acting_as" db:"acting_as" doc:"role of the author at that time"`
	RecordedAt    time.Time `json:"recorded_at" db:"recorded_at" doc:"date and time of recording (UTC)"`
	Demonstration bool      `json:"demonstration" db:"demonstration" doc:"true: row invented for the demonstration"`
}

// StatementRow is what somebody said of a commitment, a milestone, an indicator or a gate, with its retraction.
type StatementRow struct {
	Statement        int64      `json:"statement" db:"statement" doc:"number of the statement"`
	Kind             string     `json:"kind" db:"kind" doc:"kind"`
	Commitment       *string    `json:"commitment" db:"commitment" doc:"code of the commitment"`
	Milestone        *string    `json:"milestone" db:"milestone" doc:"code of the milestone"`
	Indicator        *string    `json:"indicator" db:"indicator" doc:"code of the indicator; empty: the milestone itself"`
	Gate             *string    `json:"gate" db:"gate" doc:"code of the phase decision"`
	State            *string    `json:"state" db:"state" doc:"code of the state or government"`
	Speaker          string     `json:"speaker" db:"speaker" doc:"who speaks: state, programme, city, assessor"`
	Level            *string    `json:"level" db:"level" doc:"level: not_started, limited, substantial, completed, no_evidence"`
	Decision         *string    `json:"decision" db:"decision" doc:"phase decision"`
	Confirmed        bool       `json:"confirmed" db:"confirmed" doc:"true: the level is confirmed without change"`
	Setback          bool       `json:"setback" db:"setback" doc:"true: setback"`
	Measured         *float64   `json:"measured" db:"measured" doc:"measured value"`
	EffectiveOn      Day        `json:"effective_on" db:"effective_on" doc:"effective date: when it was so"`
	RecordedAt       time.Time  `json:"recorded_at" db:"recorded_at" doc:"date and time of recording (UTC)"`
	NoteOriginal     *string    `json:"note_original" db:"note_original" doc:"note: language of the original"`
	NoteFR           *string    `json:"note_fr" db:"note_fr" doc:"note, in French"`
	NoteEN           *string    `json:"note_en" db:"note_en" doc:"note, in English"`
	NoteAR           *string    `json:"note_ar" db:"note_ar" doc:"note, in Arabic"`
	Blocker          *string    `json:"blocker" db:"blocker" doc:"cause of the difficulty"`
	BlockerNoteFR    *string    `json:"blocker_note_fr" db:"blocker_note_fr" doc:"difficulty, in words, in French"`
	BlockerNoteEN    *string    `json:"blocker_note_en" db:"blocker_note_en" doc:"difficulty, in words, in English"`
	BlockerNoteAR    *string    `json:"blocker_note_ar" db:"blocker_note_ar" doc:"difficulty, in words, in Arabic"`
	Assessor         *string    `json:"assessor" db:"assessor" doc:"assessing institution"`
	EarlyResults     *string    `json:"early_results" db:"early_results" doc:"early results, OGP codes"`
	Ambition         *string    `json:"ambition" db:"ambition" doc:"ambition, OGP codes"`
	Verifiable       *string    `json:"verifiable" db:"verifiable" doc:"verifiable, OGP codes"`
	ActingAs         string     `json:"acting_as" db:"acting_as" doc:"role of the author at that time"`
	Batch            *string    `json:"batch" db:"batch" doc:"name of the load that the row is part of"`
	ContentHash      string     `json:"content_hash" db:"content_hash" doc:"SHA-256 of the content that an approval is bound to"`
	RetractedAt      *time.Time `json:"retracted_at" db:"retracted_at" doc:"date and time the statement was retracted (UTC)"`
	RetractionReason *string    `json:"retraction_reason" db:"retraction_reason" doc:"reason for the retraction"`
	CorrectedBy      *int64     `json:"corrected_by" db:"corrected_by" doc:"number of the statement that corrects this one"`
	Demonstration    bool       `json:"demonstration" db:"demonstration" doc:"true: row invented for the demonstration"`
}

// ReviewRow is an answer to a statement, with its revocation.
type ReviewRow struct {
	Review           int64      `json:"review" db:"review" doc:"number of the review"`
	Statement        int64      `json:"statement" db:"statement" doc:"number of the statement"`
	About            *string    `json:"about" db:"about" doc:"code of what it is about"`
	State            string     `json:"state" db:"state" doc:"code of the state or government"`
	Outcome          string     `json:"outcome" db:"outcome" doc:"answer: approved, sent_back"`
	Way              string     `json:"way" db:"way" doc:"way: state, countersigned, delegation, document"`
	ActingAs         string     `json:"acting_as" db:"acting_as" doc:"role of the author at that time"`
	RecordedAt       time.Time  `json:"recorded_at" db:"recorded_at" doc:"date and time of recording (UTC)"`
	RevokedAt        *time.Time `json:"revoked_at" db:"revoked_at" doc:"date and time the approval was revoked (UTC)"`
	RevocationReason *string    `json:"revocation_reason" db:"revocation_reason" doc:"reason for revoking the approval"`
	Demonstration    bool       `json:"demonstration" db:"demonstration" doc:"true: row invented for the demonstration"`
}

// EvidenceRow is a link or a file on which a statement rests.
type EvidenceRow struct {
	Evidence      int64   `json:"evidence" db:"evidence" doc:"number of the evidence"`
	Statement     int64   `json:"statement" db:"statement" doc:"number of the statement"`
	About         *string `json:"about" db:"about" doc:"code of what it is about"`
	State         *string `json:"state" db:"state" doc:"code of the state or government"`
	URL           *string `json:"url" db:"url" doc:"web address"`
	FileSHA256    *string `json:"file_sha256" db:"file_sha256" doc:"SHA-256 of the uploaded file"`
	TitleOriginal *string `json:"title_original" db:"title_original" doc:"title: language of the original"`
	TitleFR       *string `json:"title_fr" db:"title_fr" doc:"title, in French"`
	TitleEN       *string `json:"title_en" db:"title_en" doc:"title, in English"`
	TitleAR       *string `json:"title_ar" db:"title_ar" doc:"title, in Arabic"`
	Publisher     *string `json:"publisher" db:"publisher" doc:"publisher"`
	Lang          *string `json:"lang" db:"lang" doc:"language"`
	Kind          string  `json:"kind" db:"kind" doc:"kind"`
	Locator       *string `json:"locator" db:"locator" doc:"place in the evidence (page, paragraph)"`
	AccessedOn    Day     `json:"accessed_on" db:"accessed_on" doc:"date accessed"`
	SHA256        *string `json:"sha256" db:"sha256" doc:"SHA-256 of the evidence"`
	SeenAliveOn   Day     `json:"seen_alive_on" db:"seen_alive_on" doc:"last day on which the link answered"`
	DeadSince     Day     `json:"dead_since" db:"dead_since" doc:"since when the link no longer answers"`
	Demonstration bool    `json:"demonstration" db:"demonstration" doc:"true: row invented for the demonstration"`
}

// StateFactRows reads the whole list: it grows with the states, not with what is said.
func (t *Tracker) StateFactRows(ctx context.Context) ([]StateFactRow, error) {
	query, args := ExportList{Name: "state_facts", query: exportedStateFacts}.sql(t, nil, nil)
	rows, err := selectAll[StateFactRow](ctx, t.read, query, args...)
	if err != nil {
		return nil, fmt.Errorf("state facts: %w", err)
	}
	return rows, nil
}

// MilestoneRows reads a page of the list and counts all of it.
func (t *Tracker) MilestoneRows(ctx context.Context, page Page) ([]MilestoneRow, int, error) {
	return pageOf[MilestoneRow](ctx, t, milestoneRows, page)
}

// IndicatorRows reads a page of the list and counts all of it.
func (t *Tracker) IndicatorRows(ctx context.Context, page Page) ([]IndicatorRow, int, error) {
	return pageOf[IndicatorRow](ctx, t, indicatorRows, page)
}

// DateMoveRows reads a page of the list and counts all of it.
func (t *Tracker) DateMoveRows(ctx context.Context, page Page) ([]DateMoveRow, int, error) {
	return pageOf[DateMoveRow](ctx, t, dateMoveRows, page)
}

// StatementRows reads a page of the list and counts all of it.
func (t *Tracker) StatementRows(ctx context.Context, page Page) ([]StatementRow, int, error) {
	return pageOf[StatementRow](ctx, t, statementRows, page)
}

// ReviewRows reads a page of the list and counts all of it.
func (t *Tracker) ReviewRows(ctx context.Context, page Page) ([]ReviewRow, int, error) {
	return pageOf[ReviewRow](ctx, t, reviewRows, page)
}

// EvidenceRows reads a page of the list and counts all of it.
func (t *Tracker) EvidenceRows(ctx context.Context, page Page) ([]EvidenceRow, int, error) {
	return pageOf[EvidenceRow](ctx, t, evidenceRows, page)
}
