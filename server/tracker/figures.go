package tracker

import "sort"

// Fraction is n things of a whole; the percent is made where it is printed.
type Fraction struct {
	Count int `json:"count" doc:"how many"`
	Of    int `json:"of" doc:"of how many; the percent is 100 count / of, none where of is 0"`
}

// Percent is 100 x count / of, 0 of an empty whole.
func (f Fraction) Percent() float64 {
	if f.Of == 0 {
		return 0
	}
	return 100 * float64(f.Count) / float64(f.Of)
}

// Levels counts milestones by their level in one voice.
type Levels struct {
	NotStarted  int `json:"not_started" doc:"milestones not started"`
	Limited     int `json:"limited" doc:"milestones at limited"`
	Substantial int `json:"substantial" doc:"milestones at substantial"`
	Completed   int `json:"completed" doc:"milestones completed"`
	Unknown     int `json:"unknown" doc:"milestones of which this voice says nothing"`
	NoEvidence  int `json:"no_evidence,omitempty" doc:"milestones for which an assessor found no evidence"`
	NotAssessed int `json:"not_assessed,omitempty" doc:"milestones that nobody assessed"`
}

// Split shares N out by who says what; its parts add up to N.
type Split struct {
	Approved     int `json:"approved" doc:"milestones approved by the government as completed"`
	AlsoAssessed int `json:"also_assessed" doc:"of these, also assessed so; not a part of the sum"`
	DeclaredOnly int `json:"declared_only" doc:"milestones declared completed, not approved so"`
	Others       int `json:"others" doc:"milestones approved at another level and not declared completed"`
	Unknown      int `json:"unknown" doc:"milestones with nothing approved and not declared completed"`
}

// Figures are the counts of formula F1 for one pool of milestones on one day. Milestones is N, the
// eligible set; fractions carry their whole. Units are milestones, never weights, but for Weighted.
type Figures struct {
	Milestones            int            `json:"milestones" doc:"N, the eligible milestones: published, neither superseded nor withdrawn by a decision in time"`
	Completion            Fraction       `json:"completion" doc:"milestones approved by the government as completed, of N"`
	HighCompletion        Fraction       `json:"high_completion" doc:"milestones approved as substantial or completed, of N"`
	Weighted              Fraction       `json:"weighted" doc:"weights of the milestones approved as completed, of all weights; never the public fraction"`
	Split                 Split          `json:"split" doc:"N by who says that it is completed; the parts add up to N"`
	Declared              Levels         `json:"declared" doc:"N by declared level"`
	Approved              Levels         `json:"approved" doc:"N by approved level"`
	Assessed              Levels         `json:"assessed" doc:"N by assessed level"`
	Coverage              Fraction       `json:"coverage" doc:"milestones whose approved level is up to date, of N; below half of it no percent should be shown"`
	Planned               Fraction       `json:"planned" doc:"milestones due by the day by the dates in force, of N"`
	PlannedFirst          Fraction       `json:"planned_first" doc:"milestones due by the day by the dates first promised, of N"`
	GapPoints             *float64       `json:"gap_points" doc:"completion minus planned, in percentage points; null without milestones"`
	Late                  int            `json:"late" doc:"milestones whose due day has passed and that no voice says are completed"`
	Awaiting              int            `json:"awaiting" doc:"milestones declared completed and not yet approved so; never added to late"`
	Undated               int            `json:"undated" doc:"milestones without a due day, neither late nor planned"`
	FirstDateUnknown      int            `json:"first_date_unknown" doc:"milestones with a due day whose first promised day is not known"`
	OnTimeFirst           Fraction       `json:"on_time_first" doc:"milestones approved as completed by the day first promised, of those due by those days"`
	OnTime                Fraction       `json:"on_time" doc:"milestones approved as completed by the day in force, of those due"`
	Overclaimed           Fraction       `json:"overclaimed" doc:"milestones declared above what was assessed, of those assessed"`
	Underclaimed          Fraction       `json:"underclaimed" doc:"milestones declared below what was assessed, of those assessed"`
	Withdrawn             int            `json:"withdrawn" doc:"milestones withdrawn by a decision in time, outside N"`
	Superseded            int            `json:"superseded" doc:"milestones superseded by others, outside N"`
	CompletedByDelegation int            `json:"completed_by_delegation" doc:"of the completed, those approved by the programme by delegation"`
	CompletedOnDocument   int            `json:"completed_on_document" doc:"of the completed, those approved on document for a government without a liaison"`
	Commitments           int            `json:"commitments" doc:"number of commitments"`
	CommitmentLevels      map[string]int `json:"commitment_levels" doc:"number of commitments by approved level: completed, substantial, limited, not_started, unknown, withdrawn or none; a level of no commitment is not there"`
	Cities                Cities         `json:"cities" doc:"cities of the rollout by stage"`
}

// Cities counts deployments by stage, approved and declared; Counted are those that count towards
// the target, Pending those whose declared stage is not yet approved.
type Cities struct {
	Total    int            `json:"total" doc:"cities of the plan"`
	Counted  int            `json:"counted" doc:"of these, those that count towards the target: approved at portal_open or beyond"`
	Pending  int            `json:"pending" doc:"of these, those whose declared stage is not the approved one"`
	Approved map[string]int `json:"approved" doc:"number of cities by approved stage: planned, agreed, preparing, portal_open, participating, established, paused, abandoned or unknown; a stage of no city is not there"`
	Declared map[string]int `json:"declared" doc:"number of cities by declared stage"`
}

// tally maps the name of a figure in the database to its number.
type tally map[string]int

func (t tally) add(o tally) {
	for figure, n := range o {
		t[figure] += n
	}
}

func (t tally) levels(voice string) Levels {
	return Levels{
		NotStarted: t[voice+".not_started"], Limited: t[voice+".limited"], Substantial: t[voice+".substantial"],
		Completed: t[voice+".completed"], Unknown: t[voice+".unknown"], NoEvidence: t[voice+".no_evidence"],
		NotAssessed: t[voice+".not_assessed"],
	}
}

func (t tally) words(prefix string, words []string) map[string]int {
	counts := make(map[string]int, len(words))
	for _, word := range words {
		if n := t[prefix+word]; n > 0 {
			counts[word] = n
		}
	}
	return counts
}

// Stages are the stages of a city's deployment, in order, then the two that are off the ladder and
// the absence of a statement.
var Stages = []string{"planned", "agreed", "preparing", "portal_open", "participating", "established", "paused", "abandoned", "unknown"}

var commitmentLevels = []string{"completed", "substantial", "limited", "not_started", "unknown", "withdrawn", "none"}

// figures turns a tally into the counts of F1. Every other figure is made of these.
func (t tally) figures() Figures {
	n := t["milestones"]
	approved := t.levels("approved")
	assessed := n - t["assessed.not_assessed"]
	f := Figures{
		Milestones: n, Declared: t.levels("declared"), Approved: approved, Assessed: t.levels("assessed"),
		Completion:     Fraction{approved.Completed, n},
		HighCompletion: Fraction{approved.Completed + approved.Substantial, n},
		Weighted:       Fraction{t["weight_completed"], t["weight"]},
		Coverage:       Fraction{t["covered"], n},
		Planned:        Fraction{t["due"], n}, PlannedFirst: Fraction{t["due_first"], n},
		Late: t["late"], Awaiting: t["awaiting"], Undated: t["undated"], FirstDateUnknown: t["first_date_unknown"],
		OnTimeFirst: Fraction{t["on_time_first"], t["due_first"]}, OnTime: Fraction{t["on_time"], t["due"]},
		Overclaimed: Fraction{t["overclaimed"], assessed}, Underclaimed: Fraction{t["underclaimed"], assessed},
		Withdrawn: t["withdrawn"], Superseded: t["superseded"],
		CompletedByDelegation: t["completed_by_delegation"], CompletedOnDocument: t["completed_on_document"],
		Commitments: t["commitments"], CommitmentLevels: t.words("commitments.approved.", commitmentLevels),
		Cities: Cities{Total: t["cities"], Counted: t["cities.counted"], Pending: t["cities.pending"],
			Approved: t.words("cities.approved.", Stages), Declared: t.words("cities.declared.", Stages)},
	}
	f.Split = Split{Approved: approved.Completed, AlsoAssessed: t["completed_and_assessed"], DeclaredOnly: t["awaiting"]}
	f.Split.Others, f.Split.Unknown = t["others"], t["nothing"]
	if n > 0 {
		gap := f.Completion.Percent() - f.Planned.Percent()
		f.GapPoints = &gap
	}
	return f
}

// median of the states' completion in percent, nil where no state has milestones.
func median(points []StatePoint) *float64 {
	rates := make([]float64, 0, len(points))
	for _, p := range points {
		rates = append(rates, p.Completion.Percent())
	}
	if len(rates) == 0 {
		return nil
	}
	sort.Float64s(rates)
	middle := len(rates) / 2
	m := rates[middle]
	if len(rates)%2 == 0 {
		m = (rates[middle-1] + rates[middle]) / 2
	}
	return &m
}
