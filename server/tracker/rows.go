package tracker

import (
	"time"

	"github.com/lib/pq"

	"jalons/server/domain"
)

// The rows behind the figures. What each column means is said in the languages, by its name or by the tag column.

// RecordRow says what all other lists are of: the day of the figures, their formula and the version of the data.
type RecordRow struct {
	Day           domain.Day `json:"day" db:"day"`
	Formula       string     `json:"formula" db:"formula"`
	DataVersion   int64      `json:"data_version" db:"data_version"`
	Demonstration bool       `json:"demonstration" db:"demonstration"`
}

// StateFactRow is what is so of a state from a day on: what decides whether it is in a pool.
type StateFactRow struct {
	State          string     `json:"state" db:"state"`
	Fact           string     `json:"fact" db:"fact"`
	Value          *string    `json:"value" db:"value"`
	FromDay        domain.Day `json:"from_day" db:"from_day"`
	FromPrecision  *string    `json:"from_precision" db:"from_precision"`
	UntilDay       domain.Day `json:"until_day" db:"until_day"`
	UntilPrecision *string    `json:"until_precision" db:"until_precision"`
	Demonstration  bool       `json:"demonstration" db:"demonstration"`
}

// MilestoneRow is a milestone with what stands of it today.
type MilestoneRow struct {
	Code                 string      `json:"code" db:"code"`
	Commitment           string      `json:"commitment" db:"commitment"`
	State                string      `json:"state" db:"state"`
	Number               int64       `json:"number" db:"number"`
	Title                domain.Text `json:"title" db:"title"`
	Weight               int64       `json:"weight" db:"weight"`
	DueOn                domain.Day  `json:"due_on" db:"due_on"`
	OwnDueOn             domain.Day  `json:"own_due_on" db:"own_due_on"`
	DuePrecision         string      `json:"due_precision" db:"due_precision"`
	DueRaw               domain.Text `json:"due_raw" db:"due_raw"`
	FirstDueOn           domain.Day  `json:"first_due_on" db:"first_due_on"`
	FirstDueKnown        bool        `json:"first_due_known" db:"first_due_known"`
	Declared             *string     `json:"declared" db:"declared"`
	DeclaredOn           domain.Day  `json:"declared_on" db:"declared_on"`
	Approved             *string     `json:"approved" db:"approved"`
	ApprovedOn           domain.Day  `json:"approved_on" db:"approved_on"`
	ApprovedWay          *string     `json:"approved_way" db:"approved_way"`
	Assessed             *string     `json:"assessed" db:"assessed"`
	AssessedOn           domain.Day  `json:"assessed_on" db:"assessed_on"`
	CompletedOn          domain.Day  `json:"completed_on" db:"completed_on"`
	CoveredUntil         *string     `json:"covered_until" db:"covered_until"`
	Outside              *string     `json:"outside" db:"outside"`
	SupersededBy         *string     `json:"superseded_by" db:"superseded_by"`
	WithdrawalDecidedOn  domain.Day  `json:"withdrawal_decided_on" db:"withdrawal_decided_on"`
	WithdrawalRecordedAt *time.Time  `json:"withdrawal_recorded_at" db:"withdrawal_recorded_at"`
	PublishedAt          time.Time   `json:"published_at" db:"published_at"`
	Demonstration        bool        `json:"demonstration" db:"demonstration"`
}

// IndicatorRow is an indicator of a milestone.
type IndicatorRow struct {
	Code          string         `json:"code" db:"code"`
	Milestone     string         `json:"milestone" db:"milestone"`
	Commitment    string         `json:"commitment" db:"commitment"`
	State         string         `json:"state" db:"state"`
	Number        int64          `json:"number" db:"number"`
	Title         domain.Text    `json:"title" db:"title"`
	Detail        domain.Text    `json:"detail" db:"detail"`
	DueOn         domain.Day     `json:"due_on" db:"due_on"`
	DuePrecision  string         `json:"due_precision" db:"due_precision"`
	DueRaw        domain.Text    `json:"due_raw" db:"due_raw"`
	FirstDueOn    domain.Day     `json:"first_due_on" db:"first_due_on"`
	FirstDueKnown bool           `json:"first_due_known" db:"first_due_known"`
	Unit          domain.Text    `json:"unit" db:"unit"`
	Baseline      *float64       `json:"baseline" db:"baseline"`
	Target        *float64       `json:"target" db:"target"`
	Leads         pq.StringArray `json:"leads" db:"leads"`
	Demonstration bool           `json:"demonstration" db:"demonstration"`
}

// DateMoveRow is a date that was moved.
type DateMoveRow struct {
	Move          int64       `json:"move" db:"move"`
	Milestone     string      `json:"milestone" db:"milestone"`
	Indicator     *string     `json:"indicator" db:"indicator"`
	State         string      `json:"state" db:"state"`
	OldOn         domain.Day  `json:"old_on" db:"old_on"`
	NewOn         domain.Day  `json:"new_on" db:"new_on"`
	Reason        string      `json:"reason" db:"reason"`
	Note          domain.Text `json:"note" db:"note"`
	ActingAs      string      `json:"acting_as" db:"acting_as"`
	RecordedAt    time.Time   `json:"recorded_at" db:"recorded_at"`
	Demonstration bool        `json:"demonstration" db:"demonstration"`
}

// StatementRow is what somebody said of a commitment, a milestone, an indicator or a gate, with its retraction.
type StatementRow struct {
	Statement        int64       `json:"statement" db:"statement"`
	Kind             string      `json:"kind" db:"kind" column:"statement_kind"`
	Commitment       *string     `json:"commitment" db:"commitment"`
	Milestone        *string     `json:"milestone" db:"milestone"`
	Indicator        *string     `json:"indicator" db:"indicator"`
	Gate             *string     `json:"gate" db:"gate"`
	State            *string     `json:"state" db:"state"`
	Speaker          string      `json:"speaker" db:"speaker"`
	Level            *string     `json:"level" db:"level"`
	Decision         *string     `json:"decision" db:"decision"`
	Confirmed        bool        `json:"confirmed" db:"confirmed"`
	Setback          bool        `json:"setback" db:"setback"`
	Measured         *float64    `json:"measured" db:"measured"`
	EffectiveOn      domain.Day  `json:"effective_on" db:"effective_on"`
	RecordedAt       time.Time   `json:"recorded_at" db:"recorded_at"`
	Note             domain.Text `json:"note" db:"note"`
	Blocker          *string     `json:"blocker" db:"blocker"`
	BlockerNote      domain.Text `json:"blocker_note" db:"blocker_note"`
	Assessor         domain.Text `json:"assessor" db:"assessor"`
	EarlyResults     *string     `json:"early_results" db:"early_results"`
	Ambition         *string     `json:"ambition" db:"ambition"`
	Verifiable       *string     `json:"verifiable" db:"verifiable"`
	ActingAs         string      `json:"acting_as" db:"acting_as"`
	Batch            *string     `json:"batch" db:"batch"`
	ContentHash      string      `json:"content_hash" db:"content_hash"`
	RetractedAt      *time.Time  `json:"retracted_at" db:"retracted_at"`
	RetractionReason *string     `json:"retraction_reason" db:"retraction_reason"`
	CorrectedBy      *int64      `json:"corrected_by" db:"corrected_by"`
	Demonstration    bool        `json:"demonstration" db:"demonstration"`
}

// ReviewRow is an answer to a statement, with its revocation.
type ReviewRow struct {
	Review           int64      `json:"review" db:"review"`
	Statement        int64      `json:"statement" db:"statement"`
	About            *string    `json:"about" db:"about"`
	State            string     `json:"state" db:"state"`
	Outcome          string     `json:"outcome" db:"outcome"`
	Way              string     `json:"way" db:"way"`
	ActingAs         string     `json:"acting_as" db:"acting_as"`
	RecordedAt       time.Time  `json:"recorded_at" db:"recorded_at"`
	RevokedAt        *time.Time `json:"revoked_at" db:"revoked_at"`
	RevocationReason *string    `json:"revocation_reason" db:"revocation_reason"`
	Demonstration    bool       `json:"demonstration" db:"demonstration"`
}

// EvidenceRow is a link or a file on which a statement rests.
type EvidenceRow struct {
	Evidence      int64       `json:"evidence" db:"evidence"`
	Statement     int64       `json:"statement" db:"statement"`
	About         *string     `json:"about" db:"about"`
	State         *string     `json:"state" db:"state"`
	URL           *string     `json:"url" db:"url"`
	FileSHA256    *string     `json:"file_sha256" db:"file_sha256"`
	Title         domain.Text `json:"title" db:"title"`
	Publisher     *string     `json:"publisher" db:"publisher"`
	Lang          *string     `json:"lang" db:"lang"`
	Kind          string      `json:"kind" db:"kind" column:"evidence_kind"`
	Locator       *string     `json:"locator" db:"locator"`
	AccessedOn    domain.Day  `json:"accessed_on" db:"accessed_on"`
	SHA256        *string     `json:"sha256" db:"sha256"`
	SeenAliveOn   domain.Day  `json:"seen_alive_on" db:"seen_alive_on"`
	DeadSince     domain.Day  `json:"dead_since" db:"dead_since"`
	Demonstration bool        `json:"demonstration" db:"demonstration"`
}

// StageRow is what somebody said of a city's deployment, with its retraction.
type StageRow struct {
	Statement        int64       `json:"statement" db:"statement"`
	City             string      `json:"city" db:"city"`
	State            string      `json:"state" db:"state"`
	Entity           string      `json:"entity" db:"entity"`
	Speaker          string      `json:"speaker" db:"speaker"`
	Stage            string      `json:"stage" db:"stage"`
	Setback          bool        `json:"setback" db:"setback"`
	EffectiveOn      domain.Day  `json:"effective_on" db:"effective_on"`
	RecordedAt       time.Time   `json:"recorded_at" db:"recorded_at"`
	Note             domain.Text `json:"note" db:"note"`
	ActingAs         string      `json:"acting_as" db:"acting_as"`
	Batch            *string     `json:"batch" db:"batch"`
	ContentHash      string      `json:"content_hash" db:"content_hash"`
	RetractedAt      *time.Time  `json:"retracted_at" db:"retracted_at"`
	RetractionReason *string     `json:"retraction_reason" db:"retraction_reason"`
	CorrectedBy      *int64      `json:"corrected_by" db:"corrected_by"`
	Demonstration    bool        `json:"demonstration" db:"demonstration"`
}

// RolloutTargetRow is a country's target for a year in one version of the rollout plan.
type RolloutTargetRow struct {
	Programme        string     `json:"programme" db:"programme"`
	PlanVersion      int64      `json:"plan_version" db:"plan_version"`
	DecidedOn        domain.Day `json:"decided_on" db:"decided_on"`
	State            string     `json:"state" db:"state"`
	Year             int64      `json:"year" db:"year"`
	TargetCities     int64      `json:"target_cities" db:"target_cities"`
	TargetMilestones int64      `json:"target_milestones" db:"target_milestones"`
	Demonstration    bool       `json:"demonstration" db:"demonstration"`
}
