package domain

// Level is how far a milestone, an indicator or a commitment has come, on the Open Government Partnership's scale.
type Level string

// The levels of an update in their order; then what an assessor may find instead, and what stands where nobody gave
// a level, the work was withdrawn, or nobody outside has assessed it.
const (
	LevelNotStarted  Level = "not_started"
	LevelLimited     Level = "limited"
	LevelSubstantial Level = "substantial"
	LevelCompleted   Level = "completed"
	LevelNoEvidence  Level = "no_evidence"
	LevelUnknown     Level = "unknown"
	LevelWithdrawn   Level = "withdrawn"
	LevelNotAssessed Level = "not_assessed"
	LevelNone        Level = "none" // of a commitment without milestones
)

// Levels lists the levels of an update from the lowest.
func Levels() []Level {
	return []Level{LevelNotStarted, LevelLimited, LevelSubstantial, LevelCompleted}
}

// Verdicts lists the levels that an assessor may give.
func Verdicts() []Level { return append(Levels(), LevelNoEvidence) }

// Stage is how far open government has come in a city.
type Stage string

// The stages in their order; paused and abandoned stand beside it.
const (
	StagePlanned       Stage = "planned"
	StageAgreed        Stage = "agreed"
	StagePreparing     Stage = "preparing"
	StagePortalOpen    Stage = "portal_open"
	StageParticipating Stage = "participating"
	StageEstablished   Stage = "established"
	StagePaused        Stage = "paused"
	StageAbandoned     Stage = "abandoned"
	StageUnknown       Stage = "unknown"
)

// Ladder lists the stages that a city climbs, in order.
func Ladder() []Stage {
	return []Stage{
		StagePlanned, StageAgreed, StagePreparing, StagePortalOpen, StageParticipating, StageEstablished,
	}
}

// Stages lists the stages of a statement about a city.
func Stages() []Stage { return append(Ladder(), StagePaused, StageAbandoned) }

// Role is what an account is for. An account has one.
type Role string

// The roles.
const (
	RoleStaff    Role = "staff"
	RoleLiaison  Role = "liaison"
	RoleAssessor Role = "assessor"
	RoleAdmin    Role = "admin"
)

// Roles lists the roles in the order in which pages show them.
func Roles() []Role { return []Role{RoleStaff, RoleLiaison, RoleAssessor, RoleAdmin} }

// Capacity is as what a person speaks for a state.
type Capacity string

// The capacities of a mandate, and that of who has a delegation.
const (
	CapacityLiaison       Capacity = "liaison"
	CapacityAlternate     Capacity = "alternate"
	CapacityCountersigner Capacity = "countersigner"
	CapacityDelegate      Capacity = "delegate"
)

// Capacities lists the capacities of a mandate.
func Capacities() []Capacity {
	return []Capacity{CapacityLiaison, CapacityAlternate, CapacityCountersigner}
}

// Speaker is who is heard in a statement.
type Speaker string

// The speakers.
const (
	SpeakerState     Speaker = "state"
	SpeakerProgramme Speaker = "programme"
	SpeakerCity      Speaker = "city"
	SpeakerAssessor  Speaker = "assessor"
)

// Speakers lists those whom an update may name.
func Speakers() []Speaker { return []Speaker{SpeakerState, SpeakerProgramme, SpeakerCity} }

// Source is who says what stands: none overwrites another.
type Source string

// The sources of a level or stage.
const (
	SourceDeclared Source = "declared"
	SourceApproved Source = "approved"
	SourceAssessed Source = "assessed"
)

// Sources lists the sources in the order of their weight.
func Sources() []Source { return []Source{SourceDeclared, SourceApproved, SourceAssessed} }

// Outcome is how a statement was answered.
type Outcome string

// The outcomes of a review.
const (
	OutcomeApproved Outcome = "approved"
	OutcomeSentBack Outcome = "sent_back"
)

// Outcomes lists the outcomes of a review.
func Outcomes() []Outcome { return []Outcome{OutcomeApproved, OutcomeSentBack} }

// Way is who spoke for the government in a review.
type Way string

// The ways of a review.
const (
	WayState         Way = "state"
	WayCountersigned Way = "countersigned"
	WayDelegation    Way = "delegation"
	WayDocument      Way = "document"
)

// Ways lists the ways of a review.
func Ways() []Way { return []Way{WayState, WayCountersigned, WayDelegation, WayDocument} }

// Cause is why something is late, fell back or has a new date.
type Cause string

// The causes.
const (
	CauseLaw        Cause = "law"
	CauseMoney      Cause = "money"
	CauseStaff      Cause = "staff"
	CausePartner    Cause = "partner"
	CausePolitics   Cause = "politics"
	CauseData       Cause = "data"
	CauseTechnology Cause = "technology"
	CauseSecurity   Cause = "security"
	CauseOther      Cause = "other"
	CauseReplanned  Cause = "replanned"
)

// Causes lists the causes of a difficulty.
func Causes() []Cause {
	return []Cause{
		CauseLaw, CauseMoney, CauseStaff, CausePartner, CausePolitics, CauseData, CauseTechnology, CauseSecurity,
		CauseOther,
	}
}

// MoveCauses lists the causes of a new date.
func MoveCauses() []Cause { return append(Causes(), CauseReplanned) }

// Decision is how a gate between two phases was decided.
type Decision string

// The decisions.
const (
	DecisionPassed               Decision = "passed"
	DecisionPassedWithConditions Decision = "passed_with_conditions"
	DecisionHeld                 Decision = "held"
)

// Decisions lists the decisions about a gate.
func Decisions() []Decision {
	return []Decision{DecisionPassed, DecisionPassedWithConditions, DecisionHeld}
}
